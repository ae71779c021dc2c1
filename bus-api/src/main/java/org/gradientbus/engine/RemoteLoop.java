package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.gradientbus.Address;
import org.gradientbus.BusException;
import org.gradientbus.Guarantee;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * One loop of a peer: the link to it, made when it is needed first, and the lists of mailboxes that the peer knows by
 * a number.
 *
 * <p>The number of a list is a frame's {@code toRef}, and negative, as no mailbox's ref is:
 *
 * <pre>
 *   31 30                19 18                             0
 *   +-+--------------------+--------------------------------+
 *   |1|        slot        |            counter             |
 *   +-+--------------------+--------------------------------+
 *   slot: the peer's number for this node; counter: ours, free again when the peer was told that the list is gone
 * </pre>
 */
final class RemoteLoop
{
    static final int COUNTER_BITS = 19;

    /** More than ports a process has; what a port's route leaves behind waits for the garbage collector. */
    static final int MAX_LISTS = 1 << COUNTER_BITS;

    /** Whoever asks in between is told what the last try said. */
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A peer that dies cannot be reached for a moment before that is known: not worth a report. */
    private static final int FAILURES_UNTIL_REPORT = 10;

    private final RealPeer peer;
    private final int number;
    private final boolean isControl;

    /** The same loop, with the lists; itself, unless this is the way for best effort. */
    private final RemoteLoop main;

    /**
     * With these as their own lock, behind which nothing else is locked: a link asks for them, with locks of its own
     * held, when it tells what was lost, while whoever makes a link in its place holds the lock of the loop.
     */
    private final Int2ObjectHashMap<RemoteList> listByNumber = new Int2ObjectHashMap<>();
    private final Queue<RemoteList> retiring = new ArrayDeque<>();
    private volatile Link link;
    private volatile RemoteLoop bestEffort;

    /** The link that was found to lead nowhere: while it is the one in use, there is none. */
    private volatile Link closedLink;

    /** Is the link sealed? */
    private volatile boolean isPaused;

    /** The sealed link that the present one took over from. */
    private volatile Link former;

    private String failure = "";
    private int failures;
    private long nextTryNs;
    private int lastCounter;

    RemoteLoop(RealPeer peer, int number)
    {
        this(peer, number, false, null);
    }

    private RemoteLoop(RealPeer peer, int number, boolean isControl, RemoteLoop main)
    {
        this.peer = peer;
        this.number = number;
        this.isControl = isControl;
        this.main = main == null ? this : main;
    }

    /** The way for control messages alone: no list and no message goes by it. */
    static RemoteLoop control(RealPeer peer)
    {
        return new RemoteLoop(peer, RealPeer.CONTROL_LOOP, true, null);
    }

    /** The way to it for messages of which so much is promised: another one where the rung loses frames. */
    RemoteLoop way(Guarantee guarantee)
    {
        if (guarantee == Guarantee.RELIABLE || !peer.transport().hasBestEffort())
        {
            return this;
        }
        RemoteLoop way = bestEffort;
        return way == null ? makeBestEffort() : way;
    }

    private synchronized RemoteLoop makeBestEffort()
    {
        if (bestEffort == null)
        {
            bestEffort = new RemoteLoop(peer, number, false, this);
        }
        return bestEffort;
    }

    /** The way for best effort, or null while nobody has asked for it. */
    RemoteLoop bestEffort()
    {
        return bestEffort;
    }

    RealPeer peer()
    {
        return peer;
    }

    int number()
    {
        return number;
    }

    boolean isControl()
    {
        return isControl;
    }

    /** Is it the way for best effort? */
    boolean isBestEffort()
    {
        return main != this;
    }

    /** The way to it, or null when there is none yet. */
    Link link()
    {
        return link;
    }

    /** Is everything done that can be done to have a link? */
    boolean isConnected()
    {
        final Link now = link;
        return now != null && now != closedLink;
    }

    /** Has somebody tried to make a link, with or without success? */
    boolean isTried()
    {
        return link != null || peer.isGone() || !failure().isEmpty();
    }

    /** Why there is no link; empty while there is no reason known. */
    synchronized String failure()
    {
        return failure;
    }

    /**
     * A claim was answered with CLOSED: the loop is gone, and its number may come to stand for another. Returns false
     * when there is another link by now, so that the answer says nothing about the loop.
     */
    boolean farEndClosed(Link by)
    {
        if (by != link)
        {
            return false;
        }
        // By identity, so that nothing is said of a link that takes over at this moment.
        closedLink = by;
        return true;
    }

    /** Seals the link: whoever claims is to try again. By the conductor. */
    void pause(Link sealed)
    {
        isPaused = true;
        sealed.seal();
    }

    /** The pause is over, and the link is what it was. */
    void resume(Link sealed)
    {
        sealed.unseal();
        isPaused = false;
    }

    /**
     * The pause is over, and there is another link. While no link is made.
     *
     * @param next null when this is the way for best effort, and the peer's rung needs none any more
     */
    void switchTo(Link next)
    {
        former = link;
        link = next;
        isPaused = false;
        if (next == null)
        {
            main.bestEffort = null;
        }
    }

    /** Was a claim refused because the link is sealed, and not because the far end has no room? */
    boolean isPaused(Link refusing)
    {
        return isPaused || refusing == former;
    }

    /**
     * Makes the link unless there is one. May block, for as long as the transport needs to make one; that is once a
     * loop.
     *
     * @return the link, or null when there can be none
     */
    Link connect()
    {
        return isConnected() ? link : reconnect();
    }

    private Link reconnect()
    {
        final Lock wayStays = peer.wayStays();
        wayStays.lock();
        try
        {
            return remake(peer.way());
        }
        finally
        {
            wayStays.unlock();
        }
    }

    private synchronized Link remake(Way way)
    {
        if (isConnected() || peer.isGone() || failures > 0 && nextTryNs - System.nanoTime() > 0)
        {
            return link;
        }
        try
        {
            final Link closed = link;
            link = way.connect(this);
            failure = "";
            failures = 0;
            if (closed != null)
            {
                peer.countLost(closed, this);
                closed.close();
                if (main == this)
                {
                    forgetLists();
                }
            }
        }
        catch (final RuntimeException refused)
        {
            failure = refused.getMessage() == null ? refused.toString() : refused.getMessage();
            nextTryNs = System.nanoTime() + RETRY_NS;
            failures++;
            if (failures == FAILURES_UNTIL_REPORT)
            {
                peer.report(new BusException(this + " cannot be reached by " + way.rung(), refused));
            }
        }
        return link;
    }

    /** A list of mailboxes under a new number; null when no number is free. */
    RemoteList newList(Address address, int[] refs)
    {
        synchronized (listByNumber)
        {
            if (listByNumber.size() >= MAX_LISTS)
            {
                return null;
            }
            do
            {
                lastCounter = lastCounter + 1 & MAX_LISTS - 1;
            }
            while (listByNumber.containsKey(numberOf(peer.slotThere(), lastCounter)));
            final RemoteList list = new RemoteList(this, numberOf(peer.slotThere(), lastCounter), address, refs);
            listByNumber.put(list.number(), list);
            return list;
        }
    }

    static int numberOf(int slot, int counter)
    {
        return Integer.MIN_VALUE | slot << COUNTER_BITS | counter;
    }

    static int slotOf(int listNumber)
    {
        return (listNumber & Integer.MAX_VALUE) >>> COUNTER_BITS;
    }

    /** Nobody can send to the list any more. */
    void retire(RemoteList list)
    {
        synchronized (listByNumber)
        {
            retiring.add(list);
        }
    }

    /** Tells the peer of lists that are gone. By the conductor; returns false when there was no room for all. */
    boolean tellRetired()
    {
        RemoteList next = nextRetiring();
        while (next != null && next.isDoneWith())
        {
            final Link now = link;
            if (now != null && !next.retire(now))
            {
                return false;
            }
            forget(next);
            next = nextRetiring();
        }
        return true;
    }

    private RemoteList nextRetiring()
    {
        synchronized (listByNumber)
        {
            return retiring.peek();
        }
    }

    private void forget(RemoteList retired)
    {
        synchronized (listByNumber)
        {
            retiring.remove();
            listByNumber.remove(retired.number(), retired);
        }
    }

    private void forgetLists()
    {
        synchronized (listByNumber)
        {
            listByNumber.clear();
        }
    }

    int lists()
    {
        synchronized (listByNumber)
        {
            return listByNumber.size();
        }
    }

    /** How many mailboxes a frame is for, by its tag. */
    private int receiversOfTagged(int tag)
    {
        return FrameTag.isOfList(tag) ? receivers(FrameTag.listNumber(tag, peer.slotThere())) : 1;
    }

    /** How many mailboxes a frame is for, by its {@code toRef}. */
    private int receivers(int ref)
    {
        if (ref >= 0)
        {
            return 1;
        }
        synchronized (listByNumber)
        {
            final RemoteList list = listByNumber.get(ref);
            return list == null ? 1 : list.length();
        }
    }

    void close()
    {
        final Link last = link;
        if (last != null)
        {
            last.close();
        }
    }

    /** The peer is gone. Returns how many messages it left unacknowledged, or -1 when nobody knows. */
    long lose()
    {
        final Link last = link;
        if (last == null)
        {
            return 0;
        }
        final long lost = peer.countLost(last, this);
        last.close();
        return lost;
    }

    /** Counts the messages among frames that nobody acknowledged. */
    static final class LossCount implements FrameHandler
    {
        private final Frame frame = new Frame();
        private final RemoteLoop loop;
        private long messages;

        LossCount(RemoteLoop loop)
        {
            this.loop = loop.main;
        }

        @Override
        public void onFrame(DirectBuffer buffer, int offset, int length)
        {
            if (frame.wrap(buffer, offset, length) &&
                frame.kind() != Frame.KIND_RETURNED && frame.kind() != Frame.KIND_CONTROL)
            {
                messages += loop.receivers(frame.toRef());
            }
        }

        @Override
        public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
        {
            if (!FrameTag.hasShortHeader(tag) || frame.wrapShort(buffer, offset, length, FrameTag.to(tag)) &&
                frame.kind() != Frame.KIND_RETURNED && frame.kind() != Frame.KIND_CONTROL)
            {
                messages += loop.receiversOfTagged(tag);
            }
        }

        long messages()
        {
            return messages;
        }
    }

    @Override
    public String toString()
    {
        final String what = isControl ? "control" : main != this ? "best effort to loop " + number : "loop " + number;
        return what + " of " + peer;
    }

    /** For explanations: why mailboxes of this loop are not used. */
    void remark(List<String> remarks)
    {
        final String why = failure();
        if (!why.isEmpty())
        {
            remarks.add(this + " cannot be reached: " + why);
        }
    }
}
