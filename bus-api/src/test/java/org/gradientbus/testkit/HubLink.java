package org.gradientbus.testkit;

import org.gradientbus.Importance;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;

/** The sending end of a lane of a hub; all links of a node to one loop share the lane. */
final class HubLink implements Link
{
    private final HubLane lane;
    private final Rung rung;
    private final boolean carriesTags;
    private volatile boolean isClosed;
    private volatile boolean isSealed;

    HubLink(HubLane lane, Rung rung, boolean mayCarryTags)
    {
        this.lane = lane;
        this.rung = rung;
        carriesTags = mayCarryTags && lane.link().carriesTags();
    }

    @Override
    public Rung rung()
    {
        return rung;
    }

    @Override
    public SendStatus tryClaim(int length, Importance importance, FrameClaim claim)
    {
        return isClosed ? SendStatus.CLOSED : lane.tryClaim(this, length, importance, claim);
    }

    @Override
    public boolean carriesTags()
    {
        return carriesTags;
    }

    @Override
    public SendStatus tryClaimTagged(int tag, int length, Importance importance, FrameClaim claim)
    {
        if (!carriesTags)
        {
            throw new UnsupportedOperationException("this hub's links carry no tags");
        }
        return isClosed ? SendStatus.CLOSED : lane.tryClaimTagged(this, tag, length, importance, claim);
    }

    @Override
    public void trim(FrameClaim claim, int newLength)
    {
        if (!carriesTags)
        {
            throw new UnsupportedOperationException("this hub's links carry no tags");
        }
        lane.trim(claim, newLength);
    }

    @Override
    public boolean hasRoom(int length, Importance importance)
    {
        return !isSealed && lane.link().hasRoom(length, importance);
    }

    @Override
    public boolean commit(FrameClaim claim)
    {
        return lane.commit(claim);
    }

    @Override
    public void abort(FrameClaim claim)
    {
        lane.abort(claim);
    }

    /** Read under the lock of the lane. */
    boolean isSealed()
    {
        return isSealed;
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
        return !isClosed && lane.isDrained();
    }

    @Override
    public long backlogBytes()
    {
        return lane.link().backlogBytes();
    }

    @Override
    public long roundTripNs()
    {
        return 0;
    }

    @Override
    public int unacknowledged(FrameHandler handler)
    {
        return lane.abandon(handler);
    }

    @Override
    public void close()
    {
        isClosed = true;
    }
}
