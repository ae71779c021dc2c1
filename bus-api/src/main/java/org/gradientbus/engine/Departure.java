package org.gradientbus.engine;

import org.gradientbus.BusCounter;
import org.gradientbus.BusEvent;

import java.util.concurrent.TimeUnit;

/**
 * A peer that is gone, and of whom it is not yet told whether it died: its goodbye may wait in a source of this bus. By
 * the conductor alone.
 */
final class Departure
{
    /** As long as a control loop may take for what waits in front of it, before it is told without it. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

    private final RealBus bus;
    private final RealPeer peer;
    private final long unacknowledged;
    private final long untilNs = System.nanoTime() + PATIENCE_NS;
    private volatile boolean isRead;
    private boolean wasRead;
    private boolean hasSaidGoodbye;

    Departure(PeerSession session, long unacknowledged, RealBus bus)
    {
        this.bus = bus;
        this.unacknowledged = unacknowledged;
        peer = session.peer();
        hasSaidGoodbye = session.hasSaidGoodbye();
        bus.controlLoop().afterWhatIsClaimed(() ->
        {
            isRead = true;
            bus.controlPlane().wake();
        });
    }

    boolean isOf(long nodeId)
    {
        return peer.nodeId() == nodeId;
    }

    void onGoodbye(long nodeId)
    {
        hasSaidGoodbye |= nodeId == peer.nodeId();
    }

    /** A round begins, which will read what loops have handed over by now. */
    void beginRound()
    {
        wasRead = isRead;
    }

    /** Tells if it is time. Asked at the end of a round that has read everything. */
    boolean isTold(long nowNs)
    {
        if (!hasSaidGoodbye && !wasRead && untilNs - nowNs > 0)
        {
            return false;
        }
        if (!hasSaidGoodbye)
        {
            bus.counterBlocks().shared().addShared(BusCounter.PEERS_LOST, 1);
        }
        if (peer.isMet())
        {
            bus.tell(new BusEvent.PeerGone(
                peer.nodeId(), peer.name(), peer.rung(), hasSaidGoodbye, unacknowledged));
        }
        return true;
    }
}
