package org.gradientbus.udp;

import org.gradientbus.Importance;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The sending end to one loop of another host's bus. All links of this bus to that loop share one stream.
 */
final class UdpLink implements Link
{
    private final OutgoingStream stream;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private volatile boolean isSealed;

    UdpLink(OutgoingStream stream)
    {
        this.stream = stream;
        stream.onLink();
    }

    @Override
    public Rung rung()
    {
        return Rung.NETWORK;
    }

    @Override
    public SendStatus tryClaim(int length, Importance importance, FrameClaim claim)
    {
        return tryClaimTagged(FrameTags.NO_TAG, length, importance, claim);
    }

    @Override
    public boolean carriesTags()
    {
        return true;
    }

    @Override
    public SendStatus tryClaimTagged(int tag, int length, Importance importance, FrameClaim claim)
    {
        if (isSealed)
        {
            return stream.refuse();
        }
        SendStatus status = stream.tryClaim(tag, length, importance, claim);
        if (status == SendStatus.ACCEPTED && isSealed)
        {
            // The link may have been sealed, and found drained, before this claim was to be seen.
            stream.abort(claim);
            return stream.refuse();
        }
        return status;
    }

    @Override
    public void trim(FrameClaim claim, int newLength)
    {
        ((TermClaim)claim.buffer()).trim(newLength);
    }

    @Override
    public boolean hasRoom(int length, Importance importance)
    {
        return !isSealed && stream.hasRoom(length, importance);
    }

    @Override
    public void follow(Link other)
    {
        stream.follow(((UdpLink)other).stream);
    }

    @Override
    public void onDropped(int messages)
    {
        if (stream.numbers() != null)
        {
            stream.numbers().onDropped(messages);
        }
    }

    @Override
    public boolean commit(FrameClaim claim)
    {
        return stream.commit(claim);
    }

    @Override
    public void abort(FrameClaim claim)
    {
        stream.abort(claim);
    }

    @Override
    public void seal()
    {
        isSealed = true;
    }

    @Override
    public void unseal()
    {
        isSealed = false;
    }

    @Override
    public boolean isDrained()
    {
        return stream.isDrained();
    }

    @Override
    public long backlogBytes()
    {
        return stream.backlogBytes();
    }

    @Override
    public long roundTripNs()
    {
        return 0;
    }

    @Override
    public int unacknowledged(FrameHandler handler)
    {
        return stream.unacknowledged(handler);
    }

    /** The stream stays, for the next link to the same loop; it goes with the loop, the peer, or this node. */
    @Override
    public void close()
    {
        if (isClosed.compareAndSet(false, true))
        {
            stream.onLinkClosed();
        }
    }
}
