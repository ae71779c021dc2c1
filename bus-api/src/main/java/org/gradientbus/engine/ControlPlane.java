package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.BusCounter;
import org.gradientbus.BusEvent;
import org.gradientbus.BusException;
import org.gradientbus.RequestFailure;
import org.gradientbus.Rung;
import org.gradientbus.codecs.control.GoodbyeReason;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Transport;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The part of the conductor that deals with peers: it meets them, tells them of this node's mailboxes, keeps what they
 * tell, measures the way to them, and cleans up behind those that go. Other threads leave it work and wake it; all else
 * happens on the conductor's thread.
 *
 * <pre>
 *   transports --- met, gone, unresponsive ---+
 *   loops -------- control messages ----------+--&gt; queues --&gt; conductor --&gt; directory, peers, links
 *   ports, users - bindings, detachments -----+
 * </pre>
 */
final class ControlPlane
{
    private static final int MESSAGES_PER_ROUND = 1024;
    private static final long LOOK_AT_DISTANCES_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final RealBus bus;
    private final Transports transports;
    private final PeerTable peers;
    private final Map<Rung, Announcements> announcementsByRung;
    private final ControlCodec codec;
    private final HostId host = HostId.ofThisHost();
    private final ControlInbox inbox = new ControlInbox();
    private final ControlDispatch dispatch = new ControlDispatch(this);
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Map<Long, PeerSession> sessionByNode = new LinkedHashMap<>();

    private final List<Departure> departures = new ArrayList<>();

    private final OtherWays otherWays;

    /** Those that were lost and are back, until what they left is done with. */
    private final Returns returns = new Returns();

    private volatile Runnable wake = () ->
    {
    };
    private long nextLookNs = System.nanoTime();
    private FirstMeeting firstMeeting = FirstMeeting.NONE;
    private CountDownLatch leaving;

    ControlPlane(RealBus bus, Transports transports, PeerTable peers, Collection<Announcements> announcements)
    {
        this.bus = bus;
        this.transports = transports;
        this.peers = peers;
        announcementsByRung = new HashMap<>();
        announcements.forEach((each) -> announcementsByRung.put(each.rung(), each));
        otherWays = new OtherWays(bus, this::moved);
        codec = new ControlCodec(bus.nodeId(), bus.config().maxMessageLength());
    }

    /** Begins to look for peers. What wakes the conductor is known from now on. */
    void start(Runnable wakeConductor)
    {
        wake = wakeConductor;
        transports.toPeers().forEach((each) -> each.discover(new Listener(each)));
    }

    /** By the thread that opens the bus: waits for those of whom the transports have told by now. */
    void awaitPresent()
    {
        final FirstMeeting meeting = new FirstMeeting();
        command(() ->
        {
            meeting.expect(sessionByNode.values());
            firstMeeting = meeting;
        });
        meeting.await();
    }

    ControlCodec codec()
    {
        return codec;
    }

    HostId host()
    {
        return host;
    }

    Transports transports()
    {
        return transports;
    }

    RealBus bus()
    {
        return bus;
    }

    int sessions()
    {
        return sessionByNode.size();
    }

    /** For all threads: there is something to do. */
    void wake()
    {
        wake.run();
    }

    /** By loops: a verified message from a peer. Returns false when there was no room for it. */
    boolean received(long from, Rung rung, DirectBuffer message)
    {
        final boolean isAdded = inbox.add(from, rung, message, 0, message.capacity());
        wake();
        return isAdded;
    }

    /** By ports: a peer's mailbox stalls its senders. */
    void askToDetach(RemoteMailbox mailbox, long stalledNs)
    {
        command(() ->
        {
            final PeerSession session = sessionByNode.get(mailbox.port().node());
            if (session != null)
            {
                session.askToDetach(mailbox.port().ref(), stalledNs);
            }
        });
    }

    /** By the thread that closes the bus: tells all peers, as long as that may take. */
    void sayGoodbye(long timeoutNs)
    {
        if (transports.toPeers().isEmpty())
        {
            return;
        }
        final CountDownLatch told = new CountDownLatch(1);
        command(() -> leaving = told);
        boolean interrupted = false;
        final long deadlineNs = System.nanoTime() + timeoutNs;
        while (deadlineNs - System.nanoTime() > 0)
        {
            try
            {
                told.await(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
                break;
            }
            catch (final InterruptedException ignore)
            {
                interrupted = true;
            }
        }
        if (interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    /** One round. Returns false when a peer has no room for what is owed to it. */
    boolean doWork()
    {
        runCommands();
        departures.forEach(Departure::beginRound);
        ControlInbox.Message message = inbox.poll();
        for (int left = MESSAGES_PER_ROUND; message != null; message = --left > 0 ? inbox.poll() : null)
        {
            dispatch.onMessage(message);
        }
        if (inbox.takeOverflow())
        {
            sessionByNode.values().forEach(PeerSession::askAgain);
        }
        final long nowNs = System.nanoTime();
        boolean isDone = message == null;
        if (isDone)
        {
            departures.removeIf((each) -> each.isTold(nowNs));
            returns.meet(this::isLeaving, this::meetAgain);
        }
        if (leaving != null)
        {
            otherWays.stopMoving();
        }
        for (final PeerSession each : sessionByNode.values())
        {
            tellGaps(each.peer(), nowNs);
            isDone &= leaving == null ? !otherWays.move(each, nowNs) && each.work(nowNs) :
                each.sayGoodbye(GoodbyeReason.BUS_CLOSED, "");
        }
        firstMeeting = firstMeeting.next();
        if (leaving != null && isDone)
        {
            leaving.countDown();
        }
        if (nowNs - nextLookNs >= 0)
        {
            nextLookNs = nowNs + LOOK_AT_DISTANCES_NS;
            lookAtDistances(nowNs);
        }
        return isDone;
    }

    /** When there will be something to do that nobody wakes the conductor for; 0 or less when that is now. */
    long dueInNs(long nowNs)
    {
        if (!departures.isEmpty() || firstMeeting != FirstMeeting.NONE || leaving != null)
        {
            return 0;
        }
        long dueInNs = nextLookNs - nowNs;
        for (final PeerSession each : sessionByNode.values())
        {
            dueInNs = Math.min(dueInNs, each.dueInNs(nowNs));
        }
        return dueInNs;
    }

    /** May a transport tell yet that it is there? */
    boolean mayBeMet(long nodeId)
    {
        return !peers.isGone(nodeId) || returns.isAwaited(nodeId);
    }

    /** The session with a peer, or null. */
    PeerSession session(long nodeId)
    {
        return sessionByNode.get(nodeId);
    }

    /** A goodbye came from a peer that is gone already. */
    void onLateGoodbye(long nodeId)
    {
        for (final Departure each : departures)
        {
            each.onGoodbye(nodeId);
        }
    }

    /** All that a peer had told is known, and it knows this node. */
    void met(PeerSession session)
    {
        final RealPeer peer = session.peer();
        if (!peer.isMet() && peer.slotThere() != 0)
        {
            peer.setMet();
            bus.counterBlocks().shared().addShared(BusCounter.PEERS_MET, 1);
            bus.tell(new BusEvent.PeerMet(peer.nodeId(), peer.name(), peer.rung()));
        }
    }

    private void moved(PeerSession session, Rung from)
    {
        final RealPeer peer = session.peer();
        session.moved(announcementsByRung.get(peer.rung()));
        bus.tell(new BusEvent.PeerMoved(peer.nodeId(), peer.name(), from, peer.rung()));
    }

    private void command(Runnable action)
    {
        commands.add(action);
        wake();
    }

    private void runCommands()
    {
        Runnable next = commands.poll();
        while (next != null)
        {
            try
            {
                next.run();
            }
            catch (final RuntimeException failed)
            {
                bus.report(failed);
            }
            next = commands.poll();
        }
    }

    /** What one transport tells, from whatever thread. */
    private final class Listener implements PeerListener
    {
        private final Transport transport;

        private Listener(Transport transport)
        {
            this.transport = transport;
        }

        @Override
        public void onPeer(long nodeId, String endpoint)
        {
            command(() -> meet(transport, nodeId, endpoint));
        }

        @Override
        public void onPeerGone(long nodeId)
        {
            command(() -> lose(transport, nodeId));
        }

        @Override
        public void onPeerOutOfSight(long nodeId)
        {
            command(() ->
            {
                final PeerSession session = sessionByNode.get(nodeId);
                if (session != null && session.peer().transport() == transport)
                {
                    returns.onLost(transport, nodeId);
                }
                lose(transport, nodeId);
            });
        }

        @Override
        public void onPeerUnresponsive(long nodeId, boolean isUnresponsive)
        {
            command(() -> hint(nodeId, isUnresponsive));
        }

        @Override
        public void onRungDown(String reason)
        {
            command(() -> transports.down(transport, reason));
        }

        @Override
        public void onRungUp()
        {
            command(() -> transports.up(transport));
        }
    }

    private void meet(Transport transport, long nodeId, String endpoint)
    {
        if (sessionByNode.containsKey(nodeId) || returns.isAwaited(nodeId))
        {
            otherWays.add(nodeId, new Way(transport, endpoint));
        }
        else if (nodeId == bus.nodeId() || peers.isGone(nodeId))
        {
            returns.onPeer(transport, nodeId, endpoint);
        }
        else
        {
            meet(nodeId, new Way(transport, endpoint));
        }
    }

    private void meet(long nodeId, Way way)
    {
        final int slot = peers.takeSlot();
        if (slot == 0)
        {
            bus.report(new BusException("more than " + PeerTable.MAX_PEERS + " peers: node " +
                Long.toHexString(nodeId) + " is left out"));
            return;
        }
        final RealPeer peer = new RealPeer(bus, codec, nodeId, slot, way);
        final PeerSession session = new PeerSession(bus, this, peer, announcementsByRung.get(way.rung()),
            new RemoteBindings(peer, bus.directory(), bus.config().maxBindings(),
                (closed) -> bus.endings().failRequestsAt(closed, RequestFailure.MAILBOX_GONE)));
        peers.add(peer);
        sessionByNode.put(nodeId, session);
        dispatch.onMet(session);
    }

    /** Nothing of a peer that was lost may reach the one that it is when it comes back. */
    private boolean isLeaving(long nodeId)
    {
        return peers.isLeaving(nodeId) || departures.stream().anyMatch((each) -> each.isOf(nodeId));
    }

    private void meetAgain(Transport transport, long nodeId, String endpoint)
    {
        peers.comesBack(nodeId);
        meet(transport, nodeId, endpoint);
    }

    private void lose(Transport transport, long nodeId)
    {
        final PeerSession session = sessionByNode.get(nodeId);
        final boolean wasAwaited = returns.onPeerGone(transport, nodeId);
        if (session == null || session.peer().transport() != transport)
        {
            otherWays.remove(nodeId, transport);
            if (wasAwaited)
            {
                goOnByAnotherWay(nodeId);
            }
            return;
        }
        goOnByAnotherWay(nodeId);
        final RealPeer peer = session.peer();
        peer.gaps().tell(peer, System.nanoTime(), bus::tell);
        peer.setGone();
        sessionByNode.remove(nodeId);
        // In this order: who sees that it is not there any more finds nothing that it was bound to.
        session.bindings().removeAll();
        peers.remove(peer);
        failWhatItHad(peer);
        departures.add(new Departure(session, countLost(peer), bus));
    }

    private void goOnByAnotherWay(long nodeId)
    {
        final Way next = otherWays.onLost(nodeId);
        if (next != null)
        {
            returns.onLost(nodeId, next);
        }
    }

    /** Requests first: those whose answers wait in a source of this bus get them still. */
    private void failWhatItHad(RealPeer peer)
    {
        final List<RealLoop> loops = bus.loops().all();
        final AtomicInteger left = new AtomicInteger(loops.size());
        for (final RealLoop loop : loops)
        {
            loop.afterWhatIsClaimed(() ->
            {
                for (final RequestTable each : loop.timers().tables())
                {
                    each.failNode(peer.nodeId());
                }
                loop.dropLists(peer.slot());
                if (left.decrementAndGet() == 0)
                {
                    peers.forget(peer);
                    wake();
                }
            });
        }
    }

    private void tellGaps(RealPeer peer, long nowNs)
    {
        if (peer.gaps().areDue(nowNs))
        {
            peer.gaps().tell(peer, nowNs, bus::tell);
        }
    }

    private static long countLost(RealPeer peer)
    {
        peer.control().close();
        long lost = 0;
        for (final RemoteLoop each : peer.loops())
        {
            final long here = each.lose();
            lost = here < 0 || lost < 0 ? -1 : lost + here;
        }
        return lost;
    }

    private void hint(long nodeId, boolean isUnresponsive)
    {
        final PeerSession session = sessionByNode.get(nodeId);
        if (session != null)
        {
            final boolean was = session.peer().isUnresponsive();
            session.peer().hintUnresponsive(isUnresponsive);
            tellIfChanged(session.peer(), was);
        }
    }

    private void tellIfChanged(RealPeer peer, boolean wasUnresponsive)
    {
        if (peer.isUnresponsive() != wasUnresponsive && peer.isMet())
        {
            bus.tell(new BusEvent.PeerUnresponsive(peer.nodeId(), peer.name(), peer.isUnresponsive()));
            nextLookNs = System.nanoTime();
        }
    }

    /** Who does not answer, and who answers so much later than others that he counts as further? */
    private void lookAtDistances(long nowNs)
    {
        for (final PeerSession each : sessionByNode.values())
        {
            final boolean was = each.peer().isUnresponsive();
            each.peer().setSilent(each.isSilent(nowNs));
            tellIfChanged(each.peer(), was);
        }
        for (final PeerSession each : sessionByNode.values())
        {
            if (Distances.isSlow(each.peer(), sessionByNode.values()) != each.peer().isSlow())
            {
                each.peer().setSlow(!each.peer().isSlow());
                bus.directory().makeStale(each.bindings().mailboxes());
            }
        }
    }
}
