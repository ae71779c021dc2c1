package org.gradientbus.engine;

import org.agrona.concurrent.SystemNanoClock;
import org.gradientbus.BusCounter;
import org.gradientbus.Peer;
import org.gradientbus.Rung;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Transport;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A peer: how to reach it, its loops, and what is known of how it fares. The conductor makes it and takes it away;
 * other threads find loops and links in it.
 */
final class RealPeer
{
    /** The loop that takes control messages: each bus has it. */
    static final int CONTROL_LOOP = 0;

    private final RealBus bus;
    private final ControlCodec codec;
    private final long nodeId;
    private final int slot;
    private final RoundTrips roundTrips = new RoundTrips();
    private final AtomicReferenceArray<RemoteLoop> loops = new AtomicReferenceArray<>(Loops.MAX_LOOPS);
    private final RemoteLoop control = RemoteLoop.control(this);
    private final Gaps gaps = new Gaps();

    /** Links are made by the present way: read to make one, and written to move them all to another. */
    private final ReadWriteLock moving = new ReentrantReadWriteLock();

    private volatile Way way;
    private volatile String name = "";
    private volatile int slotThere;
    private volatile boolean isGone;
    private volatile boolean isSlow;
    private volatile boolean isHintedUnresponsive;
    private volatile boolean isSilent;
    private volatile long awaitedNonce;
    private volatile long pingSentNs;
    private volatile boolean isMet;
    private volatile long known = RemoteBindings.NOTHING;

    /**
     * Makes a peer that was met.
     *
     * @param slot this node's number for it, unique among its peers
     */
    RealPeer(RealBus bus, ControlCodec codec, long nodeId, int slot, Way way)
    {
        this.bus = bus;
        this.codec = codec;
        this.nodeId = nodeId;
        this.slot = slot;
        this.way = way;
    }

    long nodeId()
    {
        return nodeId;
    }

    long ownNodeId()
    {
        return bus.nodeId();
    }

    ControlCodec codec()
    {
        return codec;
    }

    int slot()
    {
        return slot;
    }

    Way way()
    {
        return way;
    }

    Transport transport()
    {
        return way.transport();
    }

    Rung rung()
    {
        return way.rung();
    }

    /** While it is held the way stays what it is. */
    Lock wayStays()
    {
        return moving.readLock();
    }

    /** While it is held nobody makes a link. */
    Lock noLinkIsMade()
    {
        return moving.writeLock();
    }

    /** By the conductor, while no link is made, when all its links are on the new way. */
    void moveTo(Way newWay)
    {
        way = newWay;
        isSlow = false;
        awaitedNonce = 0;
        roundTrips.reset();
    }

    RoundTrips roundTrips()
    {
        return roundTrips;
    }

    /** What of its best effort never came. */
    Gaps gaps()
    {
        return gaps;
    }

    /** Its number for this node; known before the first of its bindings is. */
    int slotThere()
    {
        return slotThere;
    }

    String name()
    {
        return name;
    }

    /** It has said who it is. */
    void introduced(String itsName, int itsSlotForUs)
    {
        name = itsName;
        slotThere = itsSlotForUs;
    }

    boolean isGone()
    {
        return isGone;
    }

    /** Stored before anything else is done about it: whoever notes a request afterwards sees it. */
    void setGone()
    {
        isGone = true;
    }

    boolean isUnresponsive()
    {
        return isHintedUnresponsive || isSilent;
    }

    /** The transport says so. */
    void hintUnresponsive(boolean isUnresponsive)
    {
        isHintedUnresponsive = isUnresponsive;
    }

    /** It has not answered pings for long, or does so again. */
    void setSilent(boolean isSilentNow)
    {
        isSilent = isSilentNow;
    }

    /** A ping goes out; the one before it is not waited for any more. */
    void asked(long nonce, long sentNs)
    {
        pingSentNs = sentNs;
        awaitedNonce = nonce;
    }

    /** The ping did not go out after all. */
    void notAsked()
    {
        awaitedNonce = 0;
    }

    boolean isAsked()
    {
        return awaitedNonce != 0;
    }

    long pingSentNs()
    {
        return pingSentNs;
    }

    /** A pong came; returns false when nobody asked. By the loop that polls the answers. */
    boolean answered(long nonce)
    {
        if (nonce == 0 || nonce != awaitedNonce)
        {
            return false;
        }
        awaitedNonce = 0;
        return true;
    }

    boolean isSlow()
    {
        return isSlow;
    }

    void setSlow(boolean isSlowNow)
    {
        isSlow = isSlowNow;
    }

    int distance()
    {
        return 2 * rung().ordinal() + (isSlow ? 1 : 0);
    }

    /** Does it know this node, and this node all its bindings? */
    boolean isMet()
    {
        return isMet;
    }

    void setMet()
    {
        isMet = true;
    }

    /** The number of the last change of its bindings that is known here. */
    void setKnown(long newSequence)
    {
        known = newSequence;
    }

    /** Is a change known that it says it has told? For all threads. */
    boolean isKnown(long sequence)
    {
        return known != RemoteBindings.NOTHING && known >= sequence;
    }

    /** Does a link lead to where the clock is this bus's? */
    boolean sharesClock(Link link)
    {
        return link.rung().ordinal() <= Rung.HOST.ordinal() && bus.config().clock() instanceof SystemNanoClock;
    }

    /** Completes the header of a frame for it: a time limit means nothing by the clock of another host. */
    void adaptHeader(boolean sharesClock, FrameClaim room, int payloadLength, FrameFields fields)
    {
        if (fields.hasTimeLimit && !sharesClock)
        {
            FrameFields.writeBudget(room, payloadLength, fields.deadlineNs - bus.config().clock().nanoTime());
        }
    }

    /** The way for control messages, beside that to its loops. */
    RemoteLoop control()
    {
        return control;
    }

    /** One of its loops, whether it is connected or not. */
    RemoteLoop loop(int number)
    {
        final RemoteLoop known = loops.get(number);
        if (known != null)
        {
            return known;
        }
        final RemoteLoop made = new RemoteLoop(this, number);
        return loops.compareAndSet(number, null, made) ? made : loops.get(number);
    }

    /** The ways to those of its loops that something was sent to. */
    List<RemoteLoop> loops()
    {
        final List<RemoteLoop> all = new ArrayList<>();
        for (int i = 0; i < loops.length(); i++)
        {
            final RemoteLoop loop = loops.get(i);
            if (loop != null)
            {
                all.add(loop);
                if (loop.bestEffort() != null)
                {
                    all.add(loop.bestEffort());
                }
            }
        }
        return all;
    }

    /** Counts what a link had accepted and the peer did not acknowledge. */
    long countLost(Link link, RemoteLoop loop)
    {
        final RemoteLoop.LossCount count = new RemoteLoop.LossCount(loop);
        if (link.unacknowledged(count) < 0)
        {
            return -1;
        }
        bus.counterBlocks().shared().addShared(BusCounter.LOST_WITH_PEER, count.messages());
        return count.messages();
    }

    /** So much of what it told is not known here. */
    void countLeftOut(int bindings)
    {
        bus.counterBlocks().shared().addShared(BusCounter.BINDINGS_LEFT_OUT, bindings);
    }

    void report(Throwable error)
    {
        bus.report(error);
    }

    Peer now()
    {
        final List<RemoteMailbox> mailboxes = bus.directory().mailboxesOf(nodeId);
        final Way now = way;
        int bindings = 0;
        for (final RemoteMailbox each : mailboxes)
        {
            bindings += bus.directory().bindingsOf(each).size();
        }
        return new Peer(
            nodeId, name, now.rung(), now.endpoint(), roundTrips.now(), isUnresponsive(), mailboxes.size(), bindings,
            gaps.missed());
    }

    @Override
    public String toString()
    {
        return "node " + HexFormat.of().toHexDigits(nodeId) + (name.isEmpty() ? "" : " (" + name + ")");
    }
}
