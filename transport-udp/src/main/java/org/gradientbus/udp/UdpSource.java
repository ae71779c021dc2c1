package org.gradientbus.udp;

import io.aeron.Image;
import io.aeron.Subscription;
import org.agrona.CloseHelper;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

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
    private static final int MOST_ENDED = 1024;

    private final int loop;
    private final Signal signal;
    private final UdpTransport transport;
    private final Helm helm;
    private final Keeper keeper;
    private final StreamPositions positions = new StreamPositions();

    /** How far streams were taken that have ended, by their sessions, as long as somebody may ask. */
    private final Map<Long, Long> ended = new LinkedHashMap<>()
    {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest)
        {
            return size() > MOST_ENDED;
        }
    };

    /** Streams of nobody who is known to be there now: not polled. */
    private final List<Image> strangers = new ArrayList<>();

    /** What nobody will read of streams that are not gone. */
    private final Leftovers leftovers = new Leftovers();

    /** Gone, but a handler may be reading what they brought. */
    private final List<IncomingStream> leaving = new ArrayList<>();
    private final AtomicBoolean isPolling = new AtomicBoolean();
    private Subscription subscription;
    private Subscription bestEffort;

    /** Gone as well, and what is missing of them is not told yet. */
    private final Queue<IncomingStream> untold = new ConcurrentLinkedQueue<>();
    private volatile IncomingStream[] streams = NONE;
    private volatile boolean isAsleep;
    private volatile boolean isSealed;
    private volatile boolean isClosed;
    private boolean isUnsubscribed;
    private int turn;

    UdpSource(int loop, Signal signal, UdpTransport transport)
    {
        this.loop = loop;
        this.signal = signal;
        this.transport = transport;
        helm = transport.helm();
        keeper = transport.keeper();
    }

    int loop()
    {
        return loop;
    }

    /** How many streams there are, of peers that are there and of meetings that are over. */
    int streams()
    {
        return streams.length + strangers.size();
    }

    /** With the helm's lock, as are the next five: receives by subscriptions, in place of those that have ended. */
    void subscribe(Subscription newSubscription, Subscription newBestEffort)
    {
        subscription = newSubscription;
        bestEffort = newBestEffort;
    }

    void onAvailable(Image image)
    {
        long sender = transport.peers().senderOf(image.sessionId());
        if (sender == 0)
        {
            // From before a parting, and gone when its sender closes it; or of a meeting that is yet to be heard of.
            strangers.add(image);
            leftovers.add(image, image.joinPosition());
            return;
        }
        leftovers.remove(image);
        List<IncomingStream> more = new ArrayList<>(Arrays.asList(streams));
        IncomingStream fresh = new IncomingStream(
            image, sender, image.subscription().streamId() == transport.ownStream(loop, true),
            transport.maxFrameLength(), helm.ether());
        more.forEach((each) -> each.meet(fresh));
        more.add(fresh);
        streams = more.toArray(NONE);
        positions.replace(streams);
        if (isSealed)
        {
            tellState();
        }
    }

    /** Somebody was heard. */
    void admitStrangers()
    {
        if (!strangers.isEmpty())
        {
            List<Image> again = List.copyOf(strangers);
            strangers.clear();
            again.forEach(this::onAvailable);
        }
    }

    void onUnavailable(Image image)
    {
        strangers.remove(image);
        leftovers.remove(image);
        List<IncomingStream> fewer = new ArrayList<>(Arrays.asList(streams));
        for (IncomingStream each : streams)
        {
            if (each.isOf(image))
            {
                fewer.remove(each);
                leaving.add(each);
                ended.put(keyOf(each.sessionId(), each.isBestEffort()), each.takenPosition());
                if (each.isBestEffort())
                {
                    untold.add(each);
                    signal.wakeIfSleeping();
                }
            }
        }
        streams = fewer.toArray(NONE);
        positions.replace(streams);
    }

    private static long keyOf(int sessionId, boolean isBestEffort)
    {
        return (isBestEffort ? 1L << Integer.SIZE : 0) | sessionId & 0xFFFF_FFFFL;
    }

    void onFinalPosition(int sessionId, boolean isBestEffort, long position)
    {
        for (IncomingStream each : streams)
        {
            if (each.sessionId() == sessionId && each.isBestEffort() == isBestEffort)
            {
                each.endsAt(position);
            }
        }
        signal.wakeIfSleeping();
    }

    /** The sender says how many messages it has sent up to a position by best effort. */
    void onSent(int sessionId, long position, int messages)
    {
        for (IncomingStream each : streams)
        {
            if (each.sessionId() == sessionId && each.isBestEffort() && each.onSent(position, messages))
            {
                signal.wakeIfSleeping();
            }
        }
    }

    void senderLeft(int sessionId)
    {
        for (IncomingStream each : streams)
        {
            if (each.sessionId() == sessionId)
            {
                each.senderLeft();
            }
        }
        signal.wakeIfSleeping();
    }

    /** Nothing counts that the streams of a session bring from now on. Tells how far they are taken. */
    void cutOff(int sessionId, UdpTransport.Cut cut)
    {
        cutOff(sessionId, false, cut);
        cutOff(sessionId, true, cut);
    }

    private void cutOff(int sessionId, boolean isBestEffort, UdpTransport.Cut cut)
    {
        int streamNumber = Endpoint.streamNumber(loop, isBestEffort);
        for (IncomingStream each : streams)
        {
            if (each.sessionId() == sessionId && each.isBestEffort() == isBestEffort)
            {
                long position = each.cutOff();
                leftovers.add(each.image(), position);
                cut.at(streamNumber, position);
                return;
            }
        }
        Long position = ended.remove(keyOf(sessionId, isBestEffort));
        if (position != null)
        {
            cut.at(streamNumber, position);
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

    /** By whoever drove, when the loop sleeps. What lies behind a gap does not wake it until the gap is filled. */
    void wakeIfArrived()
    {
        for (IncomingStream each : streams)
        {
            if (each.hasNext())
            {
                signal.wakeIfSleeping();
                return;
            }
        }
    }

    private boolean hasArrived()
    {
        for (IncomingStream each : streams)
        {
            if (each.arrived() > each.settled() || each.isSentUntold())
            {
                return true;
            }
        }
        return !untold.isEmpty();
    }

    @Override
    public int poll(FrameHandler handler, int limit)
    {
        keeper.onTurn();
        helm.tryDrive();
        return pollStreams(handler, limit);
    }

    private int pollStreams(FrameHandler handler, int limit)
    {
        // With a fence: whoever sees that nobody polls knows that the next one will not see a stream that is leaving.
        isPolling.set(true);
        try
        {
            if (!untold.isEmpty())
            {
                tellUntold(handler);
            }
            IncomingStream[] all = streams;
            int frames = 0;
            for (int i = 0; i < all.length && frames < limit; i++)
            {
                turn = turn + 1 < all.length ? turn + 1 : 0;
                frames += all[turn].poll(handler, limit - frames);
            }
            return frames;
        }
        finally
        {
            isPolling.lazySet(false);
        }
    }

    private void tellUntold(FrameHandler handler)
    {
        IncomingStream next = untold.poll();
        while (next != null)
        {
            next.tellLast(handler);
            next = untold.poll();
        }
    }

    /** With the helm's lock: lets go of what nobody reads any more. Returns false when a handler may be at work. */
    boolean release()
    {
        if (!leaving.isEmpty() || !leftovers.isEmpty())
        {
            VarHandle.fullFence();
        }
        boolean isFree = !isPolling.get();
        if (isFree && !leftovers.isEmpty() && !helm.isAdrift())
        {
            leftovers.passOver(helm.ether().counters());
        }
        if (isFree && !leaving.isEmpty())
        {
            leaving.forEach(IncomingStream::close);
            leaving.clear();
        }
        return isFree;
    }

    /** With the helm's lock: is there nothing left that it could let go of, ever? */
    boolean isDoneWith()
    {
        return release() && isUnsubscribed;
    }

    @Override
    public boolean hasWork()
    {
        helm.kickIdle();
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
            helm.exclusively(this::tellState);
            long deadlineNs = System.nanoTime() + SEAL_NS;
            while (isAnySilent() && deadlineNs - System.nanoTime() > 0)
            {
                helm.kick();
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
                transport.peers().tellAll(ControlMessage.Kind.CLOSED,
                    Endpoint.streamNumber(loop, each.isBestEffort()), each.sessionId(), each.takenPosition());
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
            helm.kick();
            frames += pollStreams(handler, Integer.MAX_VALUE);
        }
        while (frames > before);
        helm.exclusively(() ->
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
            helm.exclusively(this::tellState);
            // At once: until they hear it, senders accept what nobody will take.
            helm.kick();
            transport.removed(this);
        }
    }

    /** With the helm's lock: nobody will poll any more. */
    void unsubscribe()
    {
        strangers.clear();
        leftovers.clear();
        leaving.addAll(Arrays.asList(streams));
        streams = NONE;
        positions.replace(NONE);
        isUnsubscribed = true;
        CloseHelper.closeAll(subscription, bestEffort);
    }
}
