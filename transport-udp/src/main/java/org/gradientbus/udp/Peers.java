package org.gradientbus.udp;

import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.gradientbus.spi.PeerListener;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;

/**
 * Who is there. Each node tells each address that it knows of who it is and whom it hears, four times a second; two
 * that hear each other have met. One that was silent for too long, that says goodbye, or in whose place there is
 * another, is gone.
 *
 * <pre>
 *   A knows B's address               B
 *   BEAT from A, hears nobody  ---&gt;   knows A's address
 *                              &lt;---   BEAT from B, hears A        A has met B
 *   BEAT from A, hears B       ---&gt;                               B has met A
 * </pre>
 *
 * <p>Each counts its meetings, and one that has lost another counts one more, and is only heard when the other has
 * heard that. So when one has lost sight of the other, both begin anew.
 *
 * <p>Silence is counted only while this node itself is awake: after a pause of its own it takes nobody for dead.
 *
 * <p>Everything here is with the helm's lock.
 */
final class Peers
{
    private static final long TICK_NS = 10_000_000L;
    private static final long LONGEST_TICK_NS = 100_000_000L;
    private static final int MESSAGES_PER_ROUND = 16;

    /** Of whom somebody has told is looked for until nobody tells of him any more. */
    private static final long INTRODUCED_NS = TimeUnit.SECONDS.toNanos(10);

    /** Who was met is looked for a while, as whoever told of him may be gone, too. */
    private static final long MET_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long LONG_QUIET_NS = TimeUnit.HOURS.toNanos(1);
    private static final Peer[] NONE = {};

    private final UdpTransport transport;
    private final long ownId;
    private final long domain;
    private final long timeoutNs;
    private final Map<HostPort, Peer> peerByAddress = new LinkedHashMap<>();

    /** By the session of the stream that brings its messages, so that a heartbeat costs no look at its address. */
    private final Int2ObjectHashMap<Peer> peerBySession = new Int2ObjectHashMap<>();
    private final Endings endings = new Endings();
    private final ControlMessage in = new ControlMessage();
    private final GoneNodes gone = new GoneNodes();
    private final Introductions introductions;
    private final Teller teller;
    private final FragmentHandler onFragment = this::onFragment;

    private Peer[] peers = NONE;
    private Subscription fromAll;
    private PeerListener listener;
    private HostPort own;
    private int lastMeeting;
    private long lastTickNs;

    /** Others are heard than the guard knows of. */
    private boolean areOthersKnown;

    Peers(UdpTransport transport, long ownId, String domain, long timeoutNs)
    {
        this.transport = transport;
        this.ownId = ownId;
        this.domain = ControlMessage.domainOf(domain);
        this.timeoutNs = timeoutNs;
        teller = new Teller(ownId, this.domain);
        introductions = new Introductions(transport.guard());
        lastTickNs = System.nanoTime();
    }

    void listen(HostPort at, Subscription subscription)
    {
        own = at;
        teller.isAt(at);
        fromAll = subscription;
    }

    /** The ether has ended, and with it all streams. */
    void loseAll(String reason)
    {
        for (Peer each : peers)
        {
            if (each.nodeId != 0)
            {
                loseSight(each);
            }
        }
        // Another driver would take up their streams in the middle.
        tellGuard();
        if (listener != null)
        {
            listener.onRungDown(reason);
        }
    }

    /** There is another ether: those who were there are looked for at once. */
    void beginAnew(Subscription subscription)
    {
        fromAll = subscription;
        peerBySession.clear();
        for (Peer each : peers)
        {
            each.toIt = transport.controlStream(each.at);
            each.silentNs = 0;
            teller.answer(each);
        }
        if (listener != null)
        {
            listener.onRungUp();
        }
    }

    /** Tells of those that are met, now and from now on. */
    void discover(PeerListener newListener)
    {
        listener = newListener;
        peerByAddress.values().forEach(this::tellIfMet);
    }

    /** The peer at an address, be there somebody or not. */
    Peer at(HostPort address)
    {
        Peer known = peerByAddress.get(address);
        if (known == null)
        {
            known = new Peer(address, transport.controlStream(address), ++lastMeeting, timeoutNs);
            peerByAddress.put(address, known);
            peers = peerByAddress.values().toArray(NONE);
        }
        return known;
    }

    void addSeed(HostPort address)
    {
        if (!address.equals(own))
        {
            at(address).isSeed = true;
        }
    }

    /** Has each seed answered? */
    boolean areSeedsMet()
    {
        for (Peer each : peerByAddress.values())
        {
            if (each.isSeed && !each.isMet())
            {
                return false;
            }
        }
        return true;
    }

    void tellAll(ControlMessage.Kind kind, int loop, int session, long position)
    {
        for (Peer each : peerByAddress.values())
        {
            if (each.nodeId != 0)
            {
                teller.tell(each, kind, loop, session, position);
            }
        }
    }

    /** Whenever the ether was driven. */
    void round()
    {
        boolean isDue = fromAll.poll(onFragment, MESSAGES_PER_ROUND) > 0 | teller.takeUrgent();
        tellGuard();
        long nowNs = transport.helm().ether().nowNs();
        long passedNs = nowNs - lastTickNs;
        if (isDue || passedNs >= TICK_NS)
        {
            lastTickNs = nowNs;
            for (Peer each : peers)
            {
                tick(each, Math.min(passedNs, LONGEST_TICK_NS));
            }
            tellGuard();
            endings.release();
        }
    }

    private void tick(Peer peer, long passedNs)
    {
        peer.silentNs += passedNs;
        peer.sinceBeatNs += passedNs;
        if (peer.nodeId != 0 && peer.silentNs > timeoutNs)
        {
            loseSight(peer);
        }
        if (peer.nodeId == 0 && !peer.isSeed && peer.silentNs > peer.patienceNs)
        {
            forget(peer);
            return;
        }
        if (peer.reach.isShort(peer, passedNs, transport.helm()))
        {
            transport.report(peer.reach.complaint(peer));
        }
        tellSent(peer, passedNs);
        teller.tellDue(peer, peers);
    }

    private void tellSent(Peer peer, long passedNs)
    {
        for (int i = peer.ofBestEffort.size() - 1; i >= 0; i--)
        {
            OutgoingStream stream = peer.ofBestEffort.get(i);
            if (stream.isClosed())
            {
                peer.ofBestEffort.remove(i);
            }
            else if (stream.numbers().isUntold(passedNs))
            {
                teller.tellSent(peer, stream);
            }
        }
    }

    /** This node leaves: tells what nothing will come behind of. */
    void tellAllSent()
    {
        for (Peer each : peers)
        {
            tellSent(each, LONG_QUIET_NS);
        }
    }

    private void onFragment(DirectBuffer buffer, int offset, int length, Header header)
    {
        if (!in.read(buffer, offset, length) || in.domain() != domain || in.fromNode() == ownId ||
            in.fromNode() == 0)
        {
            return;
        }
        Peer known = peerBySession.get(header.sessionId());
        if (known != null && known.nodeId == in.fromNode())
        {
            onMessage(known);
            return;
        }
        if (gone.contains(in.fromNode()))
        {
            return;
        }
        Image speaker = (Image)header.context();
        HostPort address = Introductions.address(in, speaker);
        if (address != null && introductions.isBelieved(known, peerByAddress.get(address), address, speaker, fromAll) &&
            (peerByAddress.containsKey(address) || Introductions.isRoomForAnother(peerByAddress.values())))
        {
            Peer peer = at(address);
            peer.session = header.sessionId();
            peerBySession.put(peer.session, peer);
            onMessage(peer);
        }
    }

    /** The driver lets streams through to loops that come from those who are heard now. */
    private void tellGuard()
    {
        if (!areOthersKnown)
        {
            return;
        }
        areOthersKnown = false;
        transport.guard().known().set(
            Arrays.stream(peers).filter((each) -> each.nodeId != 0).mapToInt((each) -> each.session).toArray(),
            Arrays.stream(peers).filter((each) -> each.nodeId != 0 && !each.isBehind)
                .mapToInt((each) -> Endpoint.session(each.nodeId, each.itsMeeting)).toArray());
    }

    private void onMessage(Peer peer)
    {
        if (peer.nodeId != 0 && peer.nodeId != in.fromNode())
        {
            gone.add(peer.nodeId);
            lose(peer, PeerListener::onPeerGone);
        }
        if (in.kind() == ControlMessage.Kind.BYE)
        {
            gone.add(in.fromNode());
            if (peer.nodeId != 0)
            {
                transport.senderLeft(Endpoint.session(peer.nodeId, peer.itsMeeting));
                lose(peer, PeerListener::onPeerGone);
            }
            if (!peer.isSeed)
            {
                forget(peer);
            }
            return;
        }
        if (in.kind() == ControlMessage.Kind.CLOSED && peer.nodeId == in.fromNode())
        {
            // It may be of the meeting that ends with this very message.
            onClosed(peer);
        }
        if (peer.isMet() && peer.itsMeeting != in.meeting())
        {
            // It lost sight of us, be it that we never noticed: what each has sent the other is lost to both.
            loseSight(peer);
        }
        boolean wasKnown = peer.isMet();
        boolean wasBehind = peer.isBehind;
        areOthersKnown |= peer.nodeId != in.fromNode() || peer.itsMeeting != in.meeting();
        peer.nodeId = in.fromNode();
        peer.itsMeeting = in.meeting();
        peer.isBehind = in.heardNode() == ownId && in.heardMeeting() != peer.meeting;
        areOthersKnown |= peer.isBehind != wasBehind;
        transport.onHeard();
        peer.silentNs = 0;
        peer.hearsUs = in.heardNode() == ownId && in.heardMeeting() == peer.meeting;
        if (!wasKnown || !peer.hearsUs)
        {
            teller.answer(peer);
        }
        switch (in.kind())
        {
            case SEALED -> onSealed(peer);
            case ENDS_AT -> transport.onFinalPosition(in.loop(), in.session(), in.position());
            case INTRODUCES -> onIntroduced(peer);
            case SENT -> transport.onSent(
                in.loop(), Endpoint.session(peer.nodeId, peer.itsMeeting), in.position(), in.session());
            case BEAT, BYE, CLOSED ->
            {
            }
        }
        tellIfMet(peer);
    }

    private void onIntroduced(Peer by)
    {
        HostPort address = !by.isMet() || isKnown(in.otherNode()) ? null : introductions.ofOther(in, by);
        if (address == null || address.equals(own))
        {
            return;
        }
        Peer known = peerByAddress.get(address);
        if (known == null && Introductions.isRoomForAnother(peerByAddress.values()))
        {
            known = at(address);
            known.patienceNs = INTRODUCED_NS;
        }
        if (known != null && known.nodeId == 0)
        {
            known.silentNs = 0;
        }
    }

    /** Is it this node, one that is heard, or one that is known to be no more? */
    private boolean isKnown(long nodeId)
    {
        for (Peer each : peers)
        {
            if (each.nodeId == nodeId)
            {
                return true;
            }
        }
        return nodeId == ownId || gone.contains(nodeId);
    }

    private void onSealed(Peer peer)
    {
        seal(peer, peer.streamByLoop.get(in.loop()));
        seal(peer, peer.streamByLoop.get(Endpoint.streamNumber(in.loop(), true)));
    }

    private static void seal(Peer peer, OutgoingStream stream)
    {
        if (stream != null)
        {
            stream.seal();
            stream.forgetFinalTold();
            peer.isAskedForEnds = true;
        }
    }

    private void onClosed(Peer peer)
    {
        OutgoingStream stream = peer.streamByLoop.get(in.loop());
        if (stream != null && stream.sessionId() == in.session())
        {
            peer.streamByLoop.remove(in.loop());
            stream.end(in.position());
            endings.add(stream);
        }
    }

    private void tellIfMet(Peer peer)
    {
        if (listener != null && peer.isMet() && !peer.isTold)
        {
            peer.isTold = true;
            peer.wasMet = true;
            peer.patienceNs = MET_NS;
            introduce(peer);
            listener.onPeer(peer.nodeId, new Endpoint(peer.at, peer.nodeId).toString());
        }
    }

    private void introduce(Peer newcomer)
    {
        for (Peer each : peers)
        {
            if (each != newcomer && each.isMet())
            {
                teller.introduce(each, newcomer);
            }
        }
    }

    /** It may live. */
    private void loseSight(Peer peer)
    {
        int session = Endpoint.session(peer.nodeId, peer.itsMeeting);
        lose(peer, PeerListener::onPeerOutOfSight);
        // It can only guess how far that was; from another driver here it would hear of positions far ahead.
        transport.cutOff(session,
            (number, position) -> teller.tell(peer, ControlMessage.Kind.CLOSED, number, session, position));
    }

    /** Which node a stream comes from that we hear, in this meeting; 0 when there is none. */
    long senderOf(int sessionId)
    {
        for (Peer each : peers)
        {
            if (each.nodeId != 0 && !each.isBehind && Endpoint.session(each.nodeId, each.itsMeeting) == sessionId)
            {
                return each.nodeId;
            }
        }
        return 0;
    }

    /** Whoever is told may ask the next moment what the streams have lost: they end first. */
    private void lose(Peer peer, ObjLongConsumer<PeerListener> telling)
    {
        peer.streamByLoop.values().forEach((each) ->
        {
            each.end();
            endings.add(each);
        });
        peer.streamByLoop.clear();
        if (peer.isTold)
        {
            telling.accept(listener, peer.nodeId);
        }
        peer.forgetNode(++lastMeeting);
        areOthersKnown = true;
    }

    private void forget(Peer peer)
    {
        peerByAddress.remove(peer.at);
        peers = peerByAddress.values().toArray(NONE);
        peerBySession.values().removeIf((each) -> each == peer);
        peer.toIt.close();
    }

    /** Tells everybody that this node leaves, as far as there is room. */
    void sayBye()
    {
        tellAll(ControlMessage.Kind.BYE, 0, 0, 0);
        peerByAddress.values().forEach((each) -> tick(each, 0));
    }

    /** Ends all streams. Returns false while somebody still holds a claim. */
    boolean end()
    {
        for (Peer each : peerByAddress.values())
        {
            each.streamByLoop.values().forEach((stream) ->
            {
                stream.end();
                stream.closeLog();
                endings.add(stream);
            });
            each.streamByLoop.clear();
        }
        return endings.release();
    }

    Endings endings()
    {
        return endings;
    }

    List<OutgoingStream> streams()
    {
        List<OutgoingStream> all = new ArrayList<>();
        peerByAddress.values().forEach((each) -> all.addAll(each.streamByLoop.values()));
        return all;
    }
}
