package org.gradientbus.udp;

import io.aeron.ConcurrentPublication;
import io.aeron.Subscription;
import org.agrona.CloseHelper;
import org.gradientbus.BusException;
import org.gradientbus.Rung;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;

import java.lang.invoke.VarHandle;
import java.nio.channels.Selector;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The NETWORK rung of one bus: a port at which it receives, a stream from each peer to each of its loops and back, and
 * one thread, the keeper, which works while no loop does.
 */
final class UdpTransport implements Transport
{
    /** Those that answer at all answer within a few round trips; a bus that opens does not wait for the others. */
    private static final long FIRST_MEETING_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long PAUSE_NS = 50_000;

    /** Who closes waits for those that go on taking what was sent to them, but not for ever. */
    private static final long STALL_NS = TimeUnit.MILLISECONDS.toNanos(750);
    private static final long FLUSH_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long CLAIMS_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_LOOP = 254;
    private static final UdpSource[] NONE = {};
    private static final String LINGER = "|linger=200ms";

    /** What is lost is not asked for again; Aeron passes over it. */
    private static final String UNRELIABLE = "|reliable=false";

    private final UdpConfig config;
    private final TransportContext context;
    private final StreamSizes sizes;
    private final HostPort at;
    private final Guard guard;
    private final Helm helm;
    private final Repairs repairs;
    private final Keeper keeper;
    private final Peers peers;
    private final Names names;
    private final TermClaim.Pool claims = new TermClaim.Pool();
    private final Map<Integer, UdpSource> sourceByLoop = new ConcurrentHashMap<>();
    private volatile UdpSource[] sources = NONE;

    /** Those that are closed: they may still have something mapped. */
    private final Queue<UdpSource> formers = new ConcurrentLinkedQueue<>();
    private volatile boolean isReady;
    private volatile boolean isClosed;

    UdpTransport(UdpConfig config, TransportContext context)
    {
        this(config, context, new Guard(config, context));
    }

    UdpTransport(UdpConfig config, TransportContext context, Guard guard)
    {
        this.config = config;
        this.context = context;
        sizes = new StreamSizes(context.maxFrameLength(), config.mtuBytes());
        this.guard = guard;
        at = HostPort.parse("listenAt", config.listenAt()).bindable();
        Selector selector = Keeper.openSelector();
        keeper = new Keeper("gradient-network-" + HexFormat.of().toHexDigits(context.nodeId()), selector);
        helm = new Helm(this::round, this::onOver, context.errorHandler());
        peers = new Peers(this, context.nodeId(), context.domain(), config.peerTimeout().toNanos());
        names = new Names(config.seedAddresses(), this::onSeed);
        helm.take(openEther(selector));
        repairs = new Repairs(helm, new Repairs.Parts(() -> new Ether(config, context, guard, selector), this::use,
            peers.endings()::hasStreamOf), context.errorHandler());
        isReady = true;
        keeper.start(helm, repairs);
    }

    private Ether openEther(Selector selector)
    {
        Ether opened = null;
        try
        {
            opened = new Ether(config, context, guard, selector);
            peers.listen(at, opened.subscribe(at, "", Endpoint.CONTROL_STREAM, null, null));
            return opened;
        }
        catch (RuntimeException refused)
        {
            CloseHelper.close(opened);
            keeper.close();
            throw refused;
        }
    }

    /** One that is refused is refused for good; one that cannot be told of now will be found again. */
    private void onSeed(HostPort seed)
    {
        try
        {
            guard.requireAllowed(seed);
        }
        catch (BusException refused)
        {
            context.errorHandler().onError(refused);
            return;
        }
        helm.exclusively(() -> peers.addSeed(seed));
    }

    /** With the helm's lock, as is the next: nothing reaches anybody until there is another ether. */
    private void onOver(Ether ended)
    {
        peers.loseAll(ended.lastFailure());
        repairs.onOver(ended);
    }

    private void use(Ether fresh)
    {
        Subscription control = fresh.subscribe(at, "", Endpoint.CONTROL_STREAM, null, null);
        for (UdpSource each : sources)
        {
            subscribe(each, fresh);
        }
        peers.beginAnew(control);
    }

    private void subscribe(UdpSource source, Ether ether)
    {
        source.subscribe(
            ether.subscribe(at, "", ownStream(source.loop(), false), source::onAvailable, source::onUnavailable),
            ether.subscribe(
                at, UNRELIABLE, ownStream(source.loop(), true), source::onAvailable, source::onUnavailable));
    }

    /** The Aeron stream by which a loop of this node receives. */
    int ownStream(int loop, boolean isBestEffort)
    {
        return Endpoint.stream(context.nodeId(), Endpoint.streamNumber(loop, isBestEffort));
    }

    Helm helm()
    {
        return helm;
    }

    Guard guard()
    {
        return guard;
    }

    Keeper keeper()
    {
        return keeper;
    }

    Peers peers()
    {
        return peers;
    }

    void report(BusException complaint)
    {
        context.errorHandler().onError(complaint);
    }

    int maxFrameLength()
    {
        return context.maxFrameLength();
    }

    @Override
    public Rung rung()
    {
        return Rung.NETWORK;
    }

    @Override
    public String endpoint()
    {
        return new Endpoint(at, context.nodeId()).toString();
    }

    @Override
    public synchronized Source openSource(int loop, int length, Signal signal)
    {
        if (length != 0 && length < sizes.termBytes())
        {
            throw new IllegalArgumentException("sourceLength=" + length + " is too small for maxFrameLength=" +
                context.maxFrameLength() + ": at least " + sizes.termBytes());
        }
        if (loop < 0 || loop > MAX_LOOP)
        {
            throw new IllegalArgumentException("loop=" + loop + " must be 0 to " + MAX_LOOP);
        }
        requireOpen();
        UdpSource source = new UdpSource(loop, signal, this);
        if (sourceByLoop.putIfAbsent(loop, source) != null)
        {
            throw new IllegalStateException("loop=" + loop + " has a source already");
        }
        sources = sourceByLoop.values().toArray(NONE);
        try
        {
            helm.exclusively(() ->
            {
                if (!helm.isAdrift())
                {
                    subscribe(source, helm.ether());
                }
            });
            return source;
        }
        catch (BusException refused)
        {
            removed(source);
            throw refused;
        }
    }

    synchronized void removed(UdpSource source)
    {
        sourceByLoop.remove(source.loop(), source);
        sources = sourceByLoop.values().toArray(NONE);
        formers.add(source);
    }

    ConcurrentPublication controlStream(HostPort to)
    {
        return helm.exclusively(() -> helm.ether().publish(
            Ether.channel(to) + "|term-length=" + StreamSizes.LEAST_TERM +
            "|mtu=" + Math.min(config.mtuBytes(), ControlMessage.MAX_PADDED) + LINGER, Endpoint.CONTROL_STREAM));
    }

    @Override
    public Link connect(String endpoint, int loop)
    {
        return connectTo(endpoint, Endpoint.streamNumber(loop, false));
    }

    @Override
    public boolean hasBestEffort()
    {
        return true;
    }

    @Override
    public Link connectBestEffort(String endpoint, int loop)
    {
        return connectTo(endpoint, Endpoint.streamNumber(loop, true));
    }

    private Link connectTo(String endpoint, int streamNumber)
    {
        Endpoint to = Endpoint.parse(endpoint);
        if (to.nodeId() == context.nodeId())
        {
            throw new BusException("endpoint=" + endpoint + " is this node's own");
        }
        requireOpen();
        long deadlineNs = System.nanoTime() + config.connectTimeout().toNanos();
        if (!await(deadlineNs, () -> helm.exclusively(() -> isMet(to))))
        {
            throw new BusException("endpoint=" + endpoint + " did not answer within " + config.connectTimeout() +
                ": is its process alive, and does a firewall let UDP through to that port?");
        }
        OutgoingStream stream = helm.exclusively(() -> stream(to, streamNumber));
        if (stream == null || !await(deadlineNs, () -> stream.isClosed() || stream.isConnected()))
        {
            throw new BusException("loop=" + Endpoint.loop(streamNumber) + " of endpoint=" + endpoint +
                " did not answer within " + config.connectTimeout() + ": it may be closed");
        }
        return new UdpLink(stream);
    }

    private boolean isMet(Endpoint to)
    {
        Peer peer = peers.at(to.at());
        return peer.isMet() && peer.nodeId == to.nodeId();
    }

    private OutgoingStream stream(Endpoint to, int streamNumber)
    {
        Peer peer = peers.at(to.at());
        if (peer.nodeId != to.nodeId())
        {
            return null;
        }
        OutgoingStream known = peer.streamByLoop.get(streamNumber);
        return known == null ? newStream(peer, streamNumber) : known;
    }

    private OutgoingStream newStream(Peer peer, int streamNumber)
    {
        boolean isBestEffort = Endpoint.isBestEffort(streamNumber);
        OutgoingStream made = new OutgoingStream(publish(peer, Endpoint.stream(peer.nodeId, streamNumber)),
            isBestEffort ? new SentNumbers(streamNumber) : null, sizes, helm, keeper, claims);
        peer.streamByLoop.put(streamNumber, made);
        if (isBestEffort)
        {
            peer.ofBestEffort.add(made);
        }
        return made;
    }

    private ConcurrentPublication publish(Peer peer, int streamId)
    {
        int sessionId = Endpoint.session(context.nodeId(), peer.meeting);
        if (peers.endings().holds(streamId, sessionId))
        {
            throw new BusException("the loop at " + peer.at + " closed a moment ago");
        }
        return helm.ether().publish(
            Ether.channel(peer.at) + "|term-length=" + sizes.termBytes() + "|mtu=" + config.mtuBytes() + LINGER +
            "|session-id=" + sessionId, streamId);
    }

    /** Drives until it is so. */
    private boolean await(long deadlineNs, BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            if (isClosed || deadlineNs - System.nanoTime() < 0)
            {
                return false;
            }
            helm.kick();
            LockSupport.parkNanos(PAUSE_NS);
        }
        return true;
    }

    @Override
    public void discover(PeerListener listener)
    {
        names.start();
        helm.exclusively(() -> peers.discover(listener));
        await(System.nanoTime() + FIRST_MEETING_NS,
            () -> names.areFound() && helm.exclusively(peers::areSeedsMet));
    }

    /** With the helm's lock, whenever the ether was driven. */
    private void round()
    {
        if (!isReady)
        {
            return;
        }
        peers.round();
        guard.refusals().tell(context.errorHandler());
        // What was stored about arrivals is seen by a loop that announced its sleep too late for us to see that.
        VarHandle.fullFence();
        if (!formers.isEmpty())
        {
            formers.removeIf(UdpSource::isDoneWith);
        }
        for (UdpSource each : sources)
        {
            each.release();
            if (each.isAsleep())
            {
                each.wakeIfArrived();
            }
        }
    }

    @Override
    public Map<String, Long> ownCounters()
    {
        return guard.counters();
    }

    void onFinalPosition(int streamNumber, int sessionId, long position)
    {
        UdpSource source = sourceByLoop.get(Endpoint.loop(streamNumber));
        if (source != null)
        {
            source.onFinalPosition(sessionId, Endpoint.isBestEffort(streamNumber), position);
        }
    }

    void onSent(int streamNumber, int sessionId, long position, int messages)
    {
        UdpSource source = sourceByLoop.get(Endpoint.loop(streamNumber));
        if (source != null)
        {
            source.onSent(sessionId, position, messages);
        }
    }

    /** How far a stream is taken. */
    interface Cut
    {
        void at(int streamNumber, long position);
    }

    /** What the streams of a session bring from now on is of a meeting that has ended. */
    void cutOff(int sessionId, Cut cut)
    {
        for (UdpSource each : sources)
        {
            each.cutOff(sessionId, cut);
        }
    }

    /** A peer has told what meeting it takes this for. */
    void onHeard()
    {
        for (UdpSource each : sources)
        {
            each.admitStrangers();
        }
    }

    /** A node has closed, and sends no more in a session. */
    void senderLeft(int sessionId)
    {
        for (UdpSource each : sources)
        {
            each.senderLeft(sessionId);
        }
    }

    void onLoopAsleep()
    {
        for (UdpSource each : sources)
        {
            if (!each.isAsleep())
            {
                return;
            }
        }
        keeper.onAllAsleep();
    }

    private void requireOpen()
    {
        if (isClosed)
        {
            throw new BusException("the NETWORK rung at " + at + " is closed");
        }
    }

    /** Leaves: peers are told, and what was accepted is sent, if that takes no time. */
    @Override
    public void close()
    {
        synchronized (this)
        {
            if (isClosed)
            {
                return;
            }
            isClosed = true;
        }
        names.close();
        // First, as long as peers find everything in its place: who hears that a loop is closed looks for it anew.
        flush();
        helm.exclusively(peers::tellAllSent);
        sourceByLoop.values().forEach(UdpSource::close);
        helm.exclusively(peers::sayBye);
        boolean areEnded = awaitClaims();
        keeper.close();
        if (!helm.exclusively(() -> end(areEnded)))
        {
            context.errorHandler().onError(new BusException("a claim on the NETWORK rung was open when it closed, or " +
                "a handler had not returned: its memory stays until the process ends"));
        }
    }

    /** Returns whether it could unmap everything. */
    private boolean end(boolean areClaimsEnded)
    {
        boolean unmaps = areClaimsEnded;
        for (UdpSource each : formers)
        {
            each.unsubscribe();
            unmaps &= each.release();
        }
        if (!helm.isAdrift())
        {
            Ether last = helm.ether();
            helm.take(null);
            last.close(unmaps);
        }
        repairs.end(unmaps);
        return unmaps;
    }

    /** Peers take what was accepted for them; no driver sends again what gets lost once this one has ended. */
    private void flush()
    {
        long nowNs = System.nanoTime();
        long deadlineNs = nowNs + FLUSH_NS;
        long stalledNs = nowNs + STALL_NS;
        long leastBytes = Long.MAX_VALUE;
        while (Math.min(deadlineNs - nowNs, stalledNs - nowNs) > 0)
        {
            long bytes = helm.exclusively(() -> peers.streams().stream().mapToLong(OutgoingStream::untaken).sum());
            if (bytes == 0)
            {
                return;
            }
            if (bytes < leastBytes)
            {
                leastBytes = bytes;
                stalledNs = nowNs + STALL_NS;
            }
            helm.kick();
            Thread.onSpinWait();
            nowNs = System.nanoTime();
        }
    }

    private boolean awaitClaims()
    {
        long deadlineNs = System.nanoTime() + CLAIMS_NS;
        boolean areEnded = helm.exclusively(peers::end);
        while (!areEnded && deadlineNs - System.nanoTime() > 0)
        {
            helm.kick();
            LockSupport.parkNanos(PAUSE_NS);
            areEnded = helm.exclusively(peers::end);
        }
        // What was told last has to leave.
        helm.kick();
        return areEnded;
    }
}
