package org.gradientbus.ipc;

import org.gradientbus.BusException;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.TransportContext;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The lanes that this node has made, in the folders of those who read them.
 */
final class OutgoingLanes
{
    static final String SUFFIX = ".lane";

    /** Whoever runs answers in a fraction of a millisecond; who is stopped finds the lane when he goes on. */
    private static final long ATTACH_WAIT_NS = TimeUnit.SECONDS.toNanos(1);

    private final TransportContext context;
    private final PeerTable peers;
    private final Map<Target, Lane> lanes = new HashMap<>();
    private boolean isClosed;

    OutgoingLanes(TransportContext context, PeerTable peers)
    {
        this.context = context;
        this.peers = peers;
    }

    /** Notes about a control lane have this in place of a loop's number. */
    private static final int CONTROL_NOTE = -1;

    private record Target(long nodeId, int loop, boolean isControl)
    {
    }

    /** A lane with what wakes its reader. */
    record Lane(LaneFile file, LaneWriter writer, LoopDoorbell doorbell)
    {
        /** Only when the consumer is gone: reads the lane in its place. */
        int unacknowledged(FrameHandler handler)
        {
            return writer.takeBack(handler);
        }
    }

    static String fileName(long producerNodeId, int loop)
    {
        return DomainDirectory.id(producerNodeId) + "-" + loop + SUFFIX;
    }

    static String controlFileName(long producerNodeId)
    {
        return DomainDirectory.id(producerNodeId) + "-control" + SUFFIX;
    }

    /** Is this the name of a lane with these constants? */
    static boolean isNameOf(LaneSpec spec, String fileName)
    {
        return fileName.equals(fileName(spec.producerNodeId(), spec.loop())) ||
            spec.loop() == LaneSpec.CONTROL_LOOP && fileName.equals(controlFileName(spec.producerNodeId()));
    }

    /**
     * Finds the lane to a loop, or makes it.
     *
     * @param isWatch the caller is the thread that would get the peer's answer, and cannot wait for it
     * @throws BusException when the peer is not there, has no such loop, or has no room
     */
    Lane lane(String endpoint, int loop, boolean isWatch)
    {
        Peer peer = peers.meet(endpoint);
        return lane(peer, new Target(peer.nodeId, loop, false), isWatch ? 0 : ATTACH_WAIT_NS);
    }

    /**
     * Finds the lane for control messages, or makes it. Does not wait until the peer has seen it: among many that start
     * at once, each would wait for all others in turn.
     *
     * @throws BusException when the peer is not there, or has no room
     */
    Lane control(String endpoint)
    {
        Peer peer = peers.meet(endpoint);
        return lane(peer, new Target(peer.nodeId, LaneSpec.CONTROL_LOOP, true), 0);
    }

    private Lane lane(Peer peer, Target target, long maxWaitNs)
    {
        Lane lane;
        synchronized (this)
        {
            if (isClosed)
            {
                throw new BusException("the HOST rung is closed");
            }
            lane = lanes.get(target);
            if (lane != null)
            {
                return lane;
            }
            lane = create(peer, target);
            lanes.put(target, lane);
        }
        announce(peer, target.isControl ? CONTROL_NOTE : target.loop, lane, maxWaitNs);
        return lane;
    }

    private Lane create(Peer peer, Target target)
    {
        int loop = target.loop;
        int slot = peer.file.slotOf(loop);
        if (slot < 0)
        {
            throw new BusException("no loop=" + loop + " at endpoint=" + peer.endpoint());
        }
        LaneSpec spec = target.isControl ?
            LaneSpec.control(context.nodeId(), peer.nodeId) : specTo(peer, slot, loop);
        Path path = peer.folder.resolve(
            target.isControl ? controlFileName(context.nodeId()) : fileName(context.nodeId(), loop));
        LaneFile file = LaneFile.create(path, spec);
        try
        {
            Line line = Line.open(peer.folder, context.nodeId(), Line.WAKE, loop);
            LoopDoorbell doorbell = new LoopDoorbell(peer.file, slot, line);
            LaneWriter writer = new LaneWriter(file.memory(), spec, doorbell);
            if (peer.file.isSealed(slot) || peer.file.slotOf(loop) != slot || peer.isGone())
            {
                writer.onConsumerGone();
            }
            return new Lane(file, writer, doorbell);
        }
        catch (IOException failure)
        {
            LaneFile.unlink(path);
            throw new BusException("loop=" + loop + " at endpoint=" + peer.endpoint() + " cannot be reached: " +
                failure.getMessage(), failure);
        }
    }

    private LaneSpec specTo(Peer peer, int slot, int loop)
    {
        int capacity = Math.max(peer.file.laneLength(slot), LaneLayout.capacityFor(context.maxFrameLength()));
        return new LaneSpec(context.nodeId(), peer.nodeId, loop, context.maxFrameLength(), capacity, 0);
    }

    private static void announce(Peer peer, int note, Lane lane, long maxWaitNs)
    {
        try
        {
            peer.announceLane(note, maxWaitNs);
        }
        catch (IOException ended)
        {
            // The peer is gone, or stopped for so long that its line is full; in that case it will look by itself.
        }
        if (peer.isGone())
        {
            lane.writer.onConsumerGone();
        }
    }

    /**
     * Looks after the lanes, once a second. Sends no more where the memory is lost, which a claim finds out, too, but
     * maybe late; lets go of lanes whose loops are closed; and makes lines anew that broke. The next link is to a new
     * lane then.
     */
    synchronized void maintain()
    {
        lanes.entrySet().removeIf((each) -> isDone(each.getValue()));
        lanes.forEach((target, lane) ->
        {
            if (lane.doorbell.isBroken())
            {
                mend(target, lane);
            }
        });
    }

    private static boolean isDone(Lane lane)
    {
        LaneFile.Condition condition = lane.file.condition();
        if (condition == LaneFile.Condition.TRUNCATED)
        {
            lane.writer.fail("its file was truncated, and its memory with it");
        }
        boolean isDone = condition == LaneFile.Condition.TRUNCATED ||
            condition == LaneFile.Condition.UNLINKED && isClosedThere(lane);
        if (isDone)
        {
            lane.doorbell.close();
        }
        return isDone;
    }

    private static boolean isClosedThere(Lane lane)
    {
        try
        {
            int state = lane.file.memory().getIntVolatile(LaneLayout.CONSUMER_STATE_OFFSET);
            LaneFailure.awaitFault();
            return state == LaneLayout.CLOSED;
        }
        catch (InternalError truncatedBefore)
        {
            lane.writer.fail("its file was truncated, and its memory with it");
            return true;
        }
    }

    private void mend(Target target, Lane lane)
    {
        try
        {
            lane.doorbell.replace(Line.open(lane.file.path().getParent(), context.nodeId(), Line.WAKE, target.loop));
        }
        catch (IOException stillGone)
        {
            // Tried again in the next round, unless the peer turns out to be dead.
        }
    }

    /** A peer is gone: nobody will read what is sent to it. */
    synchronized void onGone(long nodeId)
    {
        lanes.forEach((target, lane) ->
        {
            if (target.nodeId == nodeId)
            {
                lane.writer.onConsumerGone();
                lane.doorbell.close();
            }
        });
        lanes.keySet().removeIf((target) -> target.nodeId == nodeId);
    }

    /** Leaves: what was committed stays for those who read it, and they remove the files. */
    synchronized void close()
    {
        isClosed = true;
        for (Lane each : lanes.values())
        {
            // Memory that may be lost is not touched any more.
            if (each.file.condition() == LaneFile.Condition.WHOLE)
            {
                each.writer.close();
            }
            each.writer.onConsumerGone();
            each.doorbell.close();
        }
        lanes.clear();
    }
}
