package org.gradientbus.udp;

import io.aeron.Image;
import io.aeron.Subscription;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The receiving end of a loop: a stream from each node that sends to it, each getting its turn. To poll it is to drive
 * the ether.
 *
 * <p>What a sender has claimed is not known here, only what has arrived; so {@link #claimedPosition()} tells of that.
 * When the loop is sealed the senders are told, and each tells how far it will have gone.
 */
final class UdpSource implements Source
{
    private static final IncomingStream[] NONE = {};

    /** Longer than any round trip, shorter than the patience of whoever closes. */
    private static final long SEAL_NS = 250_000_000L;

    private final int loop;
    private final Signal signal;
    private final UdpTransport transport;
    private final Ether ether;
    private final Keeper keeper;
    private final StreamPositions positions = new StreamPositions();
    private Subscription subscription;
    private volatile IncomingStream[] streams = NONE;
    private volatile boolean isAsleep;
    private volatile boolean isSealed;
    private volatile boolean isClosed;
    private int turn;

    UdpSource(int loop, Signal signal, UdpTransport transport)
    {
        this.loop = loop;
        this.signal = signal;
        this.transport = transport;
        ether = transport.ether();
        keeper = transport.keeper();
    }

    int loop()
    {
        return loop;
    }

    /** With the ether's lock, as are the next four. */
    void subscribe(Subscription newSubscription)
    {
        subscription = newSubscription;
    }

    void onAvailable(Image image)
    {
        if (!transport.peers().isOfNow(image.sessionId()))
        {
            // From before a parting: never polled, and gone when its sender closes it.
            return;
        }
        List<IncomingStream> more = new ArrayList<>(Arrays.asList(streams));
        more.add(new IncomingStream(image, transport.maxFrameLength(), ether.aeron().countersReader()));
        streams = more.toArray(NONE);
        positions.replace(streams);
        if (isSealed)
        {
            tellState();
        }
    }

    void onUnavailable(Image image)
    {
        List<IncomingStream> fewer = new ArrayList<>(Arrays.asList(streams));
        fewer.removeIf((each) -> each.isOf(image));
        streams = fewer.toArray(NONE);
        positions.replace(streams);
    }

    void onFinalPosition(int sessionId, long position)
    {
        for (IncomingStream each : streams)
        {
            if (each.sessionId() == sessionId)
            {
                each.endsAt(position);
            }
        }
        signal.wakeIfSleeping();
    }

    void cutOff(int sessionId)
    {
        for (IncomingStream each : streams)
        {
            if (each.sessionId() == sessionId)
            {
                each.cutOff();
            }
        }
    }

    boolean isAsleep()
    {
        return isAsleep;
    }

    boolean isClosed()
    {
        return isClosed;
    }

    /** By whoever drove, when the loop sleeps. */
    void wakeIfArrived()
    {
        if (hasArrived())
        {
            signal.wakeIfSleeping();
        }
    }

    private boolean hasArrived()
    {
        for (IncomingStream each : streams)
        {
            if (each.arrived() > each.consumed())
            {
                return true;
            }
        }
        return false;
    }

    @Override
    public int poll(FrameHandler handler, int limit)
    {
        keeper.onTurn();
        ether.tryDrive();
        IncomingStream[] all = streams;
        int frames = 0;
        for (int i = 0; i < all.length && frames < limit; i++)
        {
            turn = turn + 1 < all.length ? turn + 1 : 0;
            frames += all[turn].poll(handler, limit - frames);
        }
        return frames;
    }

    @Override
    public boolean hasWork()
    {
        ether.kickIdle();
        boolean hasWork = hasArrived();
        if (isSealed && !isClosed)
        {
            for (IncomingStream each : streams)
            {
                hasWork |= each.isOwed();
            }
        }
        return hasWork;
    }

    @Override
    public long claimedPosition()
    {
        return positions.arrived();
    }

    @Override
    public long consumedPosition()
    {
        return positions.consumed();
    }

    @Override
    public void onSleep(boolean isSleeping)
    {
        isAsleep = isSleeping;
        if (isSleeping)
        {
            transport.onLoopAsleep();
        }
    }

    /** Waits a moment for the senders to have heard it: what one accepts before that is polled still. */
    @Override
    public void seal()
    {
        if (!isSealed)
        {
            isSealed = true;
            ether.exclusively(this::tellState);
            long deadlineNs = System.nanoTime() + SEAL_NS;
            while (isAnySilent() && deadlineNs - System.nanoTime() > 0)
            {
                ether.kick();
                Thread.yield();
            }
        }
    }

    private boolean isAnySilent()
    {
        for (IncomingStream each : streams)
        {
            if (!each.isEndKnown())
            {
                return true;
            }
        }
        return false;
    }

    /** Tells all peers what this loop still takes. */
    private void tellState()
    {
        if (isClosed)
        {
            for (IncomingStream each : streams)
            {
                transport.peers().tellAll(ControlMessage.Kind.CLOSED, loop, each.sessionId(), each.takenPosition());
            }
        }
        else
        {
            transport.peers().tellAll(ControlMessage.Kind.SEALED, loop, 0, 0);
        }
    }

    /** What has come in. What is still under way to here was accepted, and is the sender's to count. */
    @Override
    public int abandon(FrameHandler handler)
    {
        int frames = 0;
        int before;
        do
        {
            before = frames;
            ether.kick();
            for (IncomingStream each : streams)
            {
                frames += each.poll(handler, Integer.MAX_VALUE);
            }
        }
        while (frames > before);
        ether.exclusively(() ->
        {
            tellState();
            unsubscribe();
        });
        return frames;
    }

    /** The streams stay, since {@link #abandon} may follow. */
    @Override
    public void close()
    {
        if (!isClosed)
        {
            isSealed = true;
            isClosed = true;
            ether.exclusively(this::tellState);
            // At once: until they hear it, senders accept what nobody will take.
            ether.kick();
            transport.removed(this);
        }
    }

    /** With the ether's lock: nobody will poll any more. */
    void unsubscribe()
    {
        streams = NONE;
        positions.replace(NONE);
        subscription.close();
    }
}
