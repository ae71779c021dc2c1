package org.gradientbus.engine;

import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Source;

/**
 * The receiving ends of one loop: this bus's own first, then one for each rung that reaches peers. Most buses have the
 * first alone, and pay nothing for the others.
 */
final class Sources
{
    private final Source own;
    private final Source[] ofPeers;
    private int next;

    Sources(Source own, Source[] ofPeers)
    {
        this.own = own;
        this.ofPeers = ofPeers;
    }

    /**
     * Hands over frames, each source in turn beginning the round, so that none starves while another has the limit's
     * worth.
     *
     * @param delivery of frames of this bus
     * @param arrivals of frames of peers, one for each of the other sources
     * @param limit    of all together
     * @return how many were handed over
     */
    int poll(FrameHandler delivery, FrameHandler[] arrivals, int limit)
    {
        if (ofPeers.length == 0)
        {
            return own.poll(delivery, limit);
        }
        next = next == ofPeers.length ? 0 : next + 1;
        int handedOver = 0;
        for (int i = next; i <= ofPeers.length && handedOver < limit; i++)
        {
            handedOver += poll(i, delivery, arrivals, limit - handedOver);
        }
        for (int i = 0; i < next && handedOver < limit; i++)
        {
            handedOver += poll(i, delivery, arrivals, limit - handedOver);
        }
        return handedOver;
    }

    private int poll(int index, FrameHandler delivery, FrameHandler[] arrivals, int limit)
    {
        return index == 0 ? own.poll(delivery, limit) : ofPeers[index - 1].poll(arrivals[index - 1], limit);
    }

    boolean hasWork()
    {
        boolean hasWork = own.hasWork();
        for (int i = 0; i < ofPeers.length && !hasWork; i++)
        {
            hasWork = ofPeers[i].hasWork();
        }
        return hasWork;
    }

    /** The sum over all sources: moves whenever a sender claims. */
    long claimedPosition()
    {
        long sum = own.claimedPosition();
        for (final Source each : ofPeers)
        {
            sum += each.claimedPosition();
        }
        return sum;
    }

    long backlogBytes()
    {
        long sum = own.claimedPosition() - own.consumedPosition();
        for (final Source each : ofPeers)
        {
            sum += each.claimedPosition() - each.consumedPosition();
        }
        return sum;
    }

    /** How far senders have claimed, source by source. */
    long[] claimedPositions()
    {
        final long[] positions = new long[1 + ofPeers.length];
        positions[0] = own.claimedPosition();
        for (int i = 0; i < ofPeers.length; i++)
        {
            positions[i + 1] = ofPeers[i].claimedPosition();
        }
        return positions;
    }

    /** Has everything been handled that was claimed at those positions? */
    boolean haveConsumed(long[] positions)
    {
        boolean have = own.consumedPosition() - positions[0] >= 0;
        for (int i = 0; i < ofPeers.length && have; i++)
        {
            have = ofPeers[i].consumedPosition() - positions[i + 1] >= 0;
        }
        return have;
    }

    /** Tells senders of other processes. */
    void onSleep(boolean isSleeping)
    {
        for (int i = 0; i < ofPeers.length; i++)
        {
            ofPeers[i].onSleep(isSleeping);
        }
    }

    void seal()
    {
        own.seal();
        for (final Source each : ofPeers)
        {
            each.seal();
        }
    }

    void close()
    {
        own.close();
        for (final Source each : ofPeers)
        {
            each.close();
        }
    }

    void abandon(FrameHandler delivery, FrameHandler[] arrivals)
    {
        own.abandon(delivery);
        for (int i = 0; i < ofPeers.length; i++)
        {
            ofPeers[i].abandon(arrivals[i]);
        }
    }
}
