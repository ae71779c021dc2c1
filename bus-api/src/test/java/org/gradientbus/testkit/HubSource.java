package org.gradientbus.testkit;

import org.gradientbus.BusException;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The receiving end of a loop on a hub: takes from its lanes in turn.
 *
 * <p>A position is a sum over lanes, and a sum that is reached does not say that each lane has come so far. So the
 * consumed position moves in steps: to the sum of what was claimed at some moment, once each lane has consumed what was
 * claimed on it at that moment.
 */
final class HubSource implements Source
{
    private final HubTransport transport;
    private final TransportProvider provider;
    private final TransportContext context;
    private final int length;
    private final Signal signal;
    private final ReentrantLock polling = new ReentrantLock();
    private volatile HubLane[] lanes = {};
    private volatile boolean isClosed;
    private boolean isSealed;
    private int first;

    /** Of lanes that are no more. */
    private long formerBytes;

    private long consumed;
    private long[] stepOfLane = {};
    private long step;

    HubSource(
        HubTransport transport, TransportProvider provider, TransportContext context, int length, Signal signal)
    {
        this.transport = transport;
        this.provider = provider;
        this.context = context;
        this.length = length;
        this.signal = signal;
        // Says whether the length will do before the first lane is made.
        provider.open(context).openSource(0, length, signal).close();
    }

    boolean isClosed()
    {
        return isClosed;
    }

    /** The lane from a node, or that for its control messages, made when it is needed first. */
    synchronized HubLane lane(long sender, boolean isControl)
    {
        for (final HubLane each : lanes)
        {
            if (each.sender() == sender && each.isControl() == isControl)
            {
                return each;
            }
        }
        if (isClosed)
        {
            throw new BusException("the loop has closed");
        }
        final Transport carrier = provider.open(context);
        final Source source = carrier.openSource(0, length, signal);
        if (isSealed)
        {
            source.seal();
        }
        final HubLane lane = new HubLane(sender, isControl, source, carrier.connect(carrier.endpoint(), 0));
        final HubLane[] more = Arrays.copyOf(lanes, lanes.length + 1);
        more[lanes.length] = lane;
        stepOfLane = Arrays.copyOf(stepOfLane, more.length);
        lanes = more;
        return lane;
    }

    @Override
    public int poll(FrameHandler handler, int limit)
    {
        polling.lock();
        try
        {
            final HubLane[] all = lanes;
            int handedOver = 0;
            for (int i = 0; i < all.length && handedOver < limit; i++)
            {
                if (transport.isDead() || transport.isPaused())
                {
                    return handedOver;
                }
                final HubLane lane = all[(first + i) % all.length];
                handler.onSender(lane.sender());
                handedOver += lane.source().poll(handler, limit - handedOver);
                if (lane.isSenderDead() && !lane.source().hasWork())
                {
                    remove(lane);
                }
            }
            first = all.length == 0 ? 0 : (first + 1) % all.length;
            return handedOver;
        }
        finally
        {
            polling.unlock();
        }
    }

    @Override
    public boolean hasWork()
    {
        for (final HubLane each : lanes)
        {
            if (each.source().hasWork())
            {
                return !transport.isDead();
            }
        }
        return false;
    }

    @Override
    public synchronized long claimedPosition()
    {
        long sum = formerBytes;
        for (final HubLane each : lanes)
        {
            sum += each.source().claimedPosition();
        }
        return transport.isDead() ? consumedPosition() : sum;
    }

    @Override
    public synchronized long consumedPosition()
    {
        if (lanes.length == 1)
        {
            consumed = Math.max(consumed, formerBytes + lanes[0].source().consumedPosition());
        }
        while (isStepDone() && consumed < step)
        {
            consumed = step;
            takeStep();
        }
        if (isStepDone())
        {
            takeStep();
            consumed = isStepDone() ? Math.max(consumed, step) : consumed;
        }
        return consumed;
    }

    private boolean isStepDone()
    {
        for (int i = 0; i < lanes.length; i++)
        {
            if (lanes[i].source().consumedPosition() < stepOfLane[i])
            {
                return false;
            }
        }
        return true;
    }

    private void takeStep()
    {
        step = formerBytes;
        for (int i = 0; i < lanes.length; i++)
        {
            stepOfLane[i] = lanes[i].source().claimedPosition();
            step += stepOfLane[i];
        }
    }

    private synchronized void remove(HubLane gone)
    {
        consumedPosition();
        int kept = 0;
        final HubLane[] fewer = new HubLane[lanes.length - 1];
        for (final HubLane each : lanes)
        {
            if (each != gone)
            {
                fewer[kept++] = each;
            }
        }
        formerBytes += gone.source().claimedPosition();
        lanes = fewer;
        stepOfLane = new long[kept];
        takeStep();
    }

    @Override
    public synchronized void seal()
    {
        isSealed = true;
        for (final HubLane each : lanes)
        {
            each.source().seal();
        }
    }

    @Override
    public int abandon(FrameHandler handler)
    {
        int frames = 0;
        for (final HubLane each : transport.isDead() ? new HubLane[0] : lanes)
        {
            handler.onSender(each.sender());
            frames += each.abandon(handler);
        }
        return frames;
    }

    /** Waits for the end of the poll that is under way: what was not handed over by then never will be. */
    void partFrom(long sender)
    {
        polling.lock();
        try
        {
            for (final HubLane each : lanes)
            {
                if (each.sender() == sender)
                {
                    each.receiverDied();
                    remove(each);
                }
            }
        }
        finally
        {
            polling.unlock();
        }
    }

    /** Waits for the end of the poll that is under way: what its handlers saw is taken, and the rest never will be. */
    void die()
    {
        final boolean isPollersOwn = polling.isHeldByCurrentThread();
        polling.lock();
        try
        {
            if (isPollersOwn)
            {
                throw new IllegalStateException("a handler cannot kill its own node");
            }
            for (final HubLane each : lanes)
            {
                each.receiverDied();
            }
        }
        finally
        {
            polling.unlock();
        }
    }

    @Override
    public synchronized void close()
    {
        isClosed = true;
        for (final HubLane each : lanes)
        {
            each.source().close();
            each.receiverClosed();
        }
    }
}
