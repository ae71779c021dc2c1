package org.gradientbus.engine;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.codecs.control.GoodbyeReason;
import org.gradientbus.spi.Link;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * What this node owes one peer, and does as far as there is room: introductions, bindings, pings. What finds no room is
 * owed still, so nothing is lost, nothing waits, and nothing piles up: changes are read from the announcements when
 * there is room, and all of them are told anew to a peer that fell too far behind. By the conductor alone.
 *
 * <pre>
 *   met:    Hello ---------------&gt;            until answered, at growing intervals
 *           &lt;--------------- Welcome, Bindings (parts), Bind, Unbind ...
 *   and the same the other way round
 *   a gap:  Hello again
 * </pre>
 */
final class PeerSession
{
    private static final long FIRST_HELLO_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LAST_HELLO_PAUSE_NS = TimeUnit.SECONDS.toNanos(30);

    /** So many pings follow one another at once, that there is soon something to choose by. */
    private static final int FIRST_PINGS = 8;

    /** A stopped peer is not to find its link full of pings. */
    private static final int PATIENCE_WITH_PING = 10;

    /** From so many peers on, each is pinged less often, so that an idle bus stays idle. */
    private static final int PEERS_PINGED_OFTEN = 8;

    private final RealBus bus;
    private final ControlPlane plane;
    private final RealPeer peer;
    private final RemoteBindings bindings;
    private final UnsafeBuffer scratch;
    private final ControlSender sender;
    private final Queue<Detachment> detachments = new ArrayDeque<>();

    private Announcements announcements;
    private Rung heardBy;
    private boolean wantsAll = true;
    private long nextHelloNs;
    private long helloPauseNs = FIRST_HELLO_PAUSE_NS;

    private boolean owesWelcome;
    private List<List<Announcements.Fact>> parts = List.of();
    private int nextPart;
    private long snapshotSequence;
    private long told = RemoteBindings.NOTHING;

    private long nextPingNs;
    private long pings;
    private long lastQuickPing = FIRST_PINGS;
    private boolean hasSaidGoodbye;
    private boolean isGoodbyeSaid;

    PeerSession(RealBus bus, ControlPlane plane, RealPeer peer, Announcements announcements, RemoteBindings bindings)
    {
        this.bus = bus;
        this.plane = plane;
        this.peer = peer;
        this.announcements = announcements;
        this.bindings = bindings;
        scratch = new UnsafeBuffer(new byte[plane.codec().maxLength()]);
        sender = new ControlSender(bus.nodeId());
        final long nowNs = System.nanoTime();
        nextHelloNs = nowNs;
        nextPingNs = nowNs;
    }

    private record Detachment(int ref, long stalledNs)
    {
    }

    RealPeer peer()
    {
        return peer;
    }

    RemoteBindings bindings()
    {
        return bindings;
    }

    /** Did the peer say that it closes? */
    boolean hasSaidGoodbye()
    {
        return hasSaidGoodbye;
    }

    /** The rung that its last message came by; null before the first. */
    Rung heardBy()
    {
        return heardBy;
    }

    void heard(Rung rung)
    {
        heardBy = rung;
    }

    /**
     * The peer is reached by another rung, and has read all that it was told before: what it is told there is another
     * series of changes, and it needs all from the beginning.
     */
    void moved(Announcements ofRung)
    {
        final boolean isToKnow = told != RemoteBindings.NOTHING || nextPart < parts.size();
        announcements = ofRung;
        told = RemoteBindings.NOTHING;
        parts = List.of();
        nextPart = 0;
        if (isToKnow)
        {
            beginSnapshot();
        }
        lastQuickPing = pings + FIRST_PINGS;
        nextPingNs = System.nanoTime();
    }

    /** The peer asks who we are, and for everything. */
    void onHello()
    {
        owesWelcome = true;
        told = RemoteBindings.NOTHING;
        parts = List.of();
    }

    /** The peer has told everything. */
    void onSnapshot()
    {
        wantsAll = false;
        helloPauseNs = FIRST_HELLO_PAUSE_NS;
    }

    /** Something that the peer told was missed. */
    void askAgain()
    {
        if (!wantsAll)
        {
            wantsAll = true;
            nextHelloNs = System.nanoTime();
        }
    }

    void onGoodbye()
    {
        hasSaidGoodbye = true;
        bindings.removeAll();
    }

    void askToDetach(int ref, long stalledNs)
    {
        detachments.add(new Detachment(ref, stalledNs));
    }

    /**
     * Does what is owed and due.
     *
     * @return false when the peer has no room: there is more to do as soon as it has
     */
    boolean work(long nowNs)
    {
        if (hasSaidGoodbye)
        {
            return true;
        }
        final Link link = peer.control().connect();
        return link == null || sayHello(link, nowNs) && sayWelcome(link) && tellBindings(link) &&
            tellDetachments(link) && tellRetiredLists() && ping(link, nowNs);
    }

    /**
     * When a greeting or a ping is due; what else is owed is done as soon as it is known. A later ping waits a while
     * for the next look at everything: it is not worth a wake-up of its own.
     */
    long dueInNs(long nowNs)
    {
        if (hasSaidGoodbye)
        {
            return Long.MAX_VALUE;
        }
        final long helloInNs = wantsAll ? nextHelloNs - nowNs : Long.MAX_VALUE;
        final long mayWaitNs = pings < lastQuickPing ? 0 : intervalNs() / 4;
        return peer.isMet() ? Math.min(helloInNs, nextPingNs - nowNs + mayWaitNs) : helloInNs;
    }

    /** Says once that this bus closes, or will not have this peer. Returns false when there is no room. */
    boolean sayGoodbye(GoodbyeReason reason, String text)
    {
        final Link link = peer.control().link();
        if (!isGoodbyeSaid && !hasSaidGoodbye && link != null)
        {
            isGoodbyeSaid = send(link, plane.codec().encodeGoodbye(scratch, reason, text));
            return isGoodbyeSaid;
        }
        return true;
    }

    private boolean sayHello(Link link, long nowNs)
    {
        if (!wantsAll || nowNs - nextHelloNs < 0)
        {
            return true;
        }
        if (!send(link, plane.codec().encodeHello(scratch, plane.host(), plane.transports().toPeers(),
            bus.config().domain(), bus.config().nodeName())))
        {
            return false;
        }
        nextHelloNs = nowNs + helloPauseNs;
        helloPauseNs = Math.min(2 * helloPauseNs, LAST_HELLO_PAUSE_NS);
        return true;
    }

    private boolean sayWelcome(Link link)
    {
        if (!owesWelcome)
        {
            return true;
        }
        if (!send(link, plane.codec().encodeWelcome(scratch, plane.host(), plane.transports().toPeers(),
            bus.config().domain(), bus.config().nodeName(), peer.slot())))
        {
            return false;
        }
        owesWelcome = false;
        beginSnapshot();
        return true;
    }

    private void beginSnapshot()
    {
        final Announcements.Snapshot snapshot = announcements.snapshot();
        parts = plane.codec().parts(snapshot.facts());
        nextPart = 0;
        snapshotSequence = snapshot.sequence();
    }

    private boolean tellBindings(Link link)
    {
        while (nextPart < parts.size())
        {
            if (!send(link, plane.codec().encodeBindings(
                scratch, snapshotSequence, nextPart, parts.size(), parts.get(nextPart))))
            {
                return false;
            }
            nextPart++;
            if (nextPart == parts.size())
            {
                told = snapshotSequence;
            }
        }
        while (told != RemoteBindings.NOTHING && told < announcements.sequence())
        {
            final Announcements.Change change = announcements.change(told + 1);
            if (change == null)
            {
                told = RemoteBindings.NOTHING;
                beginSnapshot();
                return tellBindings(link);
            }
            if (!send(link, plane.codec().encodeChange(scratch, change)))
            {
                return false;
            }
            told++;
        }
        return true;
    }

    private boolean tellDetachments(Link link)
    {
        Detachment next = detachments.peek();
        while (next != null)
        {
            if (!send(link, plane.codec().encodeDetach(scratch, next.ref, next.stalledNs)))
            {
                return false;
            }
            detachments.remove();
            next = detachments.peek();
        }
        return true;
    }

    private boolean tellRetiredLists()
    {
        boolean areTold = true;
        for (final RemoteLoop each : peer.loops())
        {
            areTold &= each.tellRetired();
        }
        return areTold;
    }

    private boolean ping(Link link, long nowNs)
    {
        final long intervalNs = intervalNs();
        final boolean isAwaited = peer.isAsked() && nowNs - peer.pingSentNs() < PATIENCE_WITH_PING * intervalNs;
        if (!peer.isMet() || isAwaited || nowNs - nextPingNs < 0)
        {
            return true;
        }
        pings++;
        final long sentNs = System.nanoTime();
        peer.asked(pings, sentNs);
        nextPingNs = pings < lastQuickPing ? nowNs : nowNs + intervalNs;
        if (!send(link, plane.codec().encodePing(scratch, pings, sentNs, told)))
        {
            peer.notAsked();
            return false;
        }
        return true;
    }

    private long intervalNs()
    {
        return bus.config().pingInterval().toNanos() * Math.max(1, plane.sessions() / PEERS_PINGED_OFTEN);
    }

    /** Has it left a ping unanswered for several intervals? */
    boolean isSilent(long nowNs)
    {
        return peer.isAsked() && nowNs - peer.pingSentNs() > 3 * intervalNs();
    }

    private boolean send(Link link, int length)
    {
        final SendStatus status = sender.send(link, scratch, length);
        if (status == SendStatus.CLOSED)
        {
            // What is lost is told anew by another link: pings and greetings are repeated until they are answered.
            peer.control().farEndClosed(link);
        }
        return status == SendStatus.ACCEPTED || status == SendStatus.CLOSED;
    }
}
