package org.gradientbus.udp;

import io.aeron.AeronCounters;
import io.aeron.ConcurrentPublication;
import io.aeron.protocol.DataHeaderFlyweight;
import org.agrona.concurrent.status.CountersReader;
import org.gradientbus.BusException;

import java.util.concurrent.TimeUnit;

/**
 * Whether what is told to an address gets there. Until it is heard, what is told is as long as a datagram may be; and
 * there may be a wire on the way that drops what is longer than others carry, without a word. Aeron's own datagrams are
 * short: its driver there goes on answering, and nothing is ever taken. With the helm's lock.
 */
final class Reach
{
    /** Aeron takes a driver that is silent for one that answers for 5 s. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(6);

    /** An MTU that IPv6 has everywhere, 1,280, less its headers and UDP's. */
    private static final int FITS_EVERYWHERE = 1216;

    private ConcurrentPublication stream;
    private int limitCounter;
    private long limit;
    private long stuckNs;
    private boolean isTold;

    /** Returns true when it has come out that the way is too narrow, once until it is wide enough. */
    boolean isShort(Peer peer, long passedNs, Helm helm)
    {
        if (peer.hearsUs || helm.isAdrift() || !peer.toIt.isConnected())
        {
            stuckNs = 0;
            isTold &= !peer.hearsUs;
            return false;
        }
        if (hasMoved(peer.toIt, helm.ether().counters()))
        {
            stuckNs = 0;
            return false;
        }
        stuckNs += passedNs;
        boolean isNews = stuckNs > PATIENCE_NS && !isTold;
        isTold |= isNews;
        return isNews;
    }

    /** Has the receiver taken anything since this was asked last? */
    private boolean hasMoved(ConcurrentPublication toIt, CountersReader counters)
    {
        if (toIt != stream)
        {
            stream = toIt;
            limitCounter = counters.findByTypeIdAndRegistrationId(
                AeronCounters.DRIVER_SENDER_LIMIT_TYPE_ID, toIt.originalRegistrationId());
        }
        long before = limit;
        limit = counters.getCounterValue(limitCounter);
        return limit != before;
    }

    BusException complaint(Peer peer)
    {
        int mtu = peer.toIt.maxPayloadLength() + DataHeaderFlyweight.HEADER_LENGTH;
        return new BusException("peer=" + peer.at + " cannot be met: short datagrams get there, those of mtuBytes=" +
            mtu + " do not. Something on the way carries less: lower UdpConfig.withMtu at both ends; " +
            FITS_EVERYWHERE + " fits wherever IPv6 does");
    }
}
