package org.gradientbus.ipc;

import org.gradientbus.Importance;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;

/**
 * The sending end to one loop of another process. All links of this process to that loop share one lane.
 */
final class IpcLink implements Link
{
    private final LaneWriter writer;
    private final OutgoingLanes.Lane lane;
    private volatile boolean isSealed;

    IpcLink(OutgoingLanes.Lane lane)
    {
        this.lane = lane;
        writer = lane.writer();
    }

    @Override
    public Rung rung()
    {
        return Rung.HOST;
    }

    @Override
    public SendStatus tryClaim(int length, Importance importance, FrameClaim claim)
    {
        return tryClaimTagged(LaneLayout.NO_TAG, length, importance, claim);
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
            return writer.refuse();
        }
        SendStatus status = writer.tryClaimTagged(tag, length, importance, claim);
        if (status == SendStatus.ACCEPTED && isSealed)
        {
            // The link may have been sealed, and found drained, before this claim was to be seen.
            writer.abort(claim);
            return writer.refuse();
        }
        return status;
    }

    @Override
    public void trim(FrameClaim claim, int newLength)
    {
        writer.trim(claim, newLength);
    }

    @Override
    public boolean hasRoom(int length, Importance importance)
    {
        return !isSealed && writer.hasRoom(length, importance);
    }

    @Override
    public boolean commit(FrameClaim claim)
    {
        return writer.commit(claim);
    }

    @Override
    public void abort(FrameClaim claim)
    {
        writer.abort(claim);
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
        return writer.isDrained();
    }

    @Override
    public long backlogBytes()
    {
        return writer.backlogBytes();
    }

    @Override
    public long roundTripNs()
    {
        return 0;
    }

    @Override
    public int unacknowledged(FrameHandler handler)
    {
        return lane.unacknowledged(handler);
    }

    /** The lane stays, for the next link to the same loop; it goes with the peer, or with this node. */
    @Override
    public void close()
    {
    }
}
