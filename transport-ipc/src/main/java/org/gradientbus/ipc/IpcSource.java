package org.gradientbus.ipc;

import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;

import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The receiving end of a loop: all lanes that are aimed at it, each getting its turn.
 *
 * <p>Lanes come and go by replacing an array, so the polling thread takes no lock.
 */
final class IpcSource implements Source
{
    private static final LaneReader[] NONE = new LaneReader[0];
    private static final int SCRATCH_LENGTH = 64;

    private final int loop;
    private final int slot;
    private final Signal signal;
    private final OwnNode node;
    private final IpcTransport transport;
    private final List<SocketChannel> wakeLines = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_LENGTH);
    private final SourcePositions positions = new SourcePositions();
    private volatile LaneReader[] lanes = NONE;
    private volatile boolean isClosed;
    private boolean isSealed;

    /** The polling thread's own: whose turn it is, and how often the loop fell asleep or woke. */
    private int turn;
    private long sleeps;

    IpcSource(int loop, int slot, Signal signal, OwnNode node, IpcTransport transport)
    {
        this.loop = loop;
        this.slot = slot;
        this.signal = signal;
        this.node = node;
        this.transport = transport;
    }

    int loop()
    {
        return loop;
    }

    /** Takes a lane in; it is polled from the next poll on. */
    synchronized void add(LaneReader lane)
    {
        if (isSealed)
        {
            lane.seal();
        }
        if (isClosed)
        {
            lane.close();
        }
        LaneReader[] more = Arrays.copyOf(lanes, lanes.length + 1);
        more[more.length - 1] = lane;
        positions.replace(lanes, more);
        lanes = more;
        signal.wakeIfSleeping();
    }

    /** Lets go of a lane from which nothing will come any more. */
    synchronized void remove(LaneReader lane)
    {
        List<LaneReader> fewer = new ArrayList<>(Arrays.asList(lanes));
        if (fewer.remove(lane))
        {
            LaneReader[] left = fewer.toArray(NONE);
            positions.replace(lanes, left);
            lanes = left;
        }
    }

    /**
     * These loops go round once more after each look at a lane, whatever it said. So the compiler keeps a safepoint
     * between that look and the end of the method: there the JVM throws the error of lost memory, if it has one for us,
     * and not later, somewhere in the caller.
     */
    @Override
    public int poll(FrameHandler handler, int limit)
    {
        int frames = 0;
        LaneReader lane = null;
        try
        {
            // The next poll begins with the lane behind the one that this one ends with.
            boolean goesOn = true;
            for (int i = 0; goesOn; i++)
            {
                LaneReader[] all = lanes;
                goesOn = i < all.length && frames < limit;
                if (goesOn)
                {
                    turn = turn + 1 < all.length ? turn + 1 : 0;
                    lane = all[turn];
                    handler.onSender(lane.spec().producerNodeId());
                    frames += lane.poll(handler, limit - frames);
                }
            }
        }
        catch (InternalError error)
        {
            onFault(lane, error);
        }
        return frames;
    }

    @Override
    public boolean hasWork()
    {
        boolean hasWork = false;
        LaneReader lane = null;
        try
        {
            boolean goesOn = true;
            for (int i = 0; goesOn; i++)
            {
                LaneReader[] all = lanes;
                goesOn = i < all.length && !hasWork;
                if (goesOn)
                {
                    lane = all[i];
                    hasWork = lane.claimedPosition() != lane.consumedPosition();
                }
            }
        }
        catch (InternalError error)
        {
            onFault(lane, error);
        }
        return hasWork;
    }

    private static void onFault(LaneReader lane, InternalError error)
    {
        if (lane == null)
        {
            throw error;
        }
        lane.onFault(error);
    }

    @Override
    public void findSenders()
    {
        transport.findLanes();
    }

    @Override
    public long claimedPosition()
    {
        return positions.claimed();
    }

    @Override
    public long consumedPosition()
    {
        return positions.consumed();
    }

    @Override
    public void onSleep(boolean isSleeping)
    {
        if (isSleeping != ((sleeps & 1) != 0))
        {
            sleeps++;
            node.sleeps(slot, sleeps);
        }
    }

    boolean isClosed()
    {
        return isClosed;
    }

    void wake()
    {
        signal.wakeIfSleeping();
    }

    /**
     * Lets a line wake the loop.
     *
     * @return null when the loop's own selector does; else what is to be done at each byte
     */
    synchronized Runnable wokenBy(SocketChannel channel)
    {
        wakeLines.removeIf((each) -> !each.isOpen());
        wakeLines.add(channel);
        if (signal.wakeOn(channel, () -> Inbound.readAll(channel, scratch)))
        {
            return null;
        }
        return signal::wakeIfSleeping;
    }

    /**
     * A lane that is made at this moment either is found here, or its maker finds the loop sealed: he renames the file
     * before he reads the word, we store the word before we read the directory.
     */
    @Override
    public void seal()
    {
        node.seal(slot);
        transport.findLanes();
        sealLanes();
    }

    private synchronized void sealLanes()
    {
        isSealed = true;
        for (LaneReader each : lanes)
        {
            each.seal();
        }
    }

    @Override
    public int abandon(FrameHandler handler)
    {
        int frames = 0;
        for (LaneReader each : lanes)
        {
            handler.onSender(each.spec().producerNodeId());
            frames += each.abandon(handler);
        }
        return frames;
    }

    @Override
    public void close()
    {
        if (isClosed)
        {
            return;
        }
        seal();
        synchronized (this)
        {
            if (isClosed)
            {
                return;
            }
            isClosed = true;
            for (LaneReader each : lanes)
            {
                each.close();
            }
            wakeLines.forEach(Inbound::close);
        }
        node.removeLoop(slot);
        transport.removed(this);
    }
}
