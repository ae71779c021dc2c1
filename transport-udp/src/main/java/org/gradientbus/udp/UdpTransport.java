package org.gradientbus.udp;

import io.aeron.ConcurrentPublication;
import org.gradientbus.BusException;
import org.gradientbus.Rung;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final long FLUSH_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long CLAIMS_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_LOOP = 254;
    private static final UdpSource[] NONE = {};
    private static final String LINGER = "|linger=200ms";

    private final UdpConfig config;
    private final TransportContext context;
    private final StreamSizes sizes;
    private final HostPort at;
    private final Guard guard;
    private final Ether ether;
    private final Keeper keeper;
    private final Peers peers;
    private final Names names;
    private final TermClaim.Pool claims = new TermClaim.Pool();
    private final Map<Integer, UdpSource> sourceByLoop = new ConcurrentHashMap<>();
    private volatile UdpSource[] sources = NONE;
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
        at = bindable(HostPort.parse("listenAt", config.listenAt()));
        Selector selector = Keeper.openSelector();
        keeper = new Keeper("gradient-network-" + HexFormat.of().toHexDigits(context.nodeId()), selector);
        ether = openEther(selector);
        peers = new Peers(this, context.nodeId(), context.domain(), config.peerTimeout().toNanos());
        names = new Names(config.seedAddresses(), this::onSeed);
        try
        {
            ether.exclusively(() -> peers.listen(at,
                ether.aeron().addSubscription(Ether.channel(at), Endpoint.CONTROL_STREAM)));
        }
        catch (RuntimeException refused)
        {
            ether.close();
            keeper.close();
            throw new BusException("listenAt=" + at + " cannot be received from: " + refused.getMessage(), refused);
        }
        isReady = true;
        keeper.start(ether);
    }

    private Ether openEther(Selector selector)
    {
        try
        {
            return new Ether(config, context, guard, selector, this::round);
        }
        catch (RuntimeException refused)
        {
            keeper.close();
            throw refused;
        }
    }

    private void onSeed(HostPort seed)
    {
        try
        {
            guard.requireAllowed(seed);
            ether.exclusively(() -> peers.addSeed(seed));
        }
        catch (BusException refused)
        {
            context.errorHandler().onError(refused);
        }
    }

    /** Finds out beforehand what Aeron would only tell later: is the port free, and the address one of this host? */
    private static HostPort bindable(HostPort wanted)
    {
        try
        {
            InetAddress address = InetAddress.getByName(wanted.host());
            try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(address, wanted.port())))
            {
                return new HostPort(address.getHostAddress(), probe.getLocalPort());
            }
        }
        catch (IOException | RuntimeException refused)
        {
            throw new BusException("listenAt=" + wanted + " cannot be bound: " + refused.getMessage() +
                ". Another program may have the port, or the address is none of this host's", refused);
        }
    }

    Ether ether()
    {
        return ether;
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
        ether.exclusively(() -> source.subscribe(ether.aeron().addSubscription(Ether.channel(at),
            Endpoint.stream(context.nodeId(), loop), source::onAvailable, source::onUnavailable)));
        return source;
    }

    synchronized void removed(UdpSource source)
    {
        sourceByLoop.remove(source.loop(), source);
        sources = sourceByLoop.values().toArray(NONE);
    }

    ConcurrentPublication controlStream(HostPort to)
    {
        return ether.exclusively(() -> ether.aeron().addPublication(
            Ether.channel(to) + "|term-length=64k" + LINGER, Endpoint.CONTROL_STREAM));
    }

    @Override
    public Link connect(String endpoint, int loop)
    {
        Endpoint to = Endpoint.parse(endpoint);
        if (to.nodeId() == context.nodeId())
        {
            throw new BusException("endpoint=" + endpoint + " is this node's own");
        }
        requireOpen();
        long deadlineNs = System.nanoTime() + config.connectTimeout().toNanos();
        if (!await(deadlineNs, () -> ether.exclusively(() -> isMet(to))))
        {
            throw new BusException("endpoint=" + endpoint + " did not answer within " + config.connectTimeout() +
                ": is its process alive, and does a firewall let UDP through to that port?");
        }
        OutgoingStream stream = ether.exclusively(() -> stream(to, loop));
        if (stream == null || !await(deadlineNs, () -> stream.isClosed() || stream.isConnected()))
        {
            throw new BusException("loop=" + loop + " of endpoint=" + endpoint + " did not answer within " +
                config.connectTimeout() + ": it may be closed");
        }
        return new UdpLink(stream);
    }

    private boolean isMet(Endpoint to)
    {
        Peer peer = peers.at(to.at());
        return peer.isMet() && peer.nodeId == to.nodeId();
    }

    private OutgoingStream stream(Endpoint to, int loop)
    {
        Peer peer = peers.at(to.at());
        return peer.nodeId != to.nodeId() ? null : peer.streamByLoop.computeIfAbsent(loop, (newLoop) ->
            new OutgoingStream(ether.aeron().addPublication(
                Ether.channel(to.at()) + "|term-length=" + sizes.termBytes() + "|mtu=" + config.mtuBytes() + LINGER +
                "|session-id=" + Peers.sessionOf(context.nodeId(), peer.meeting),
                Endpoint.stream(to.nodeId(), newLoop)), sizes, ether, keeper, claims));
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
            ether.kick();
            LockSupport.parkNanos(PAUSE_NS);
        }
        return true;
    }

    @Override
    public void discover(PeerListener listener)
    {
        names.start();
        ether.exclusively(() -> peers.discover(listener));
        await(System.nanoTime() + FIRST_MEETING_NS,
            () -> names.areFound() && ether.exclusively(peers::areSeedsMet));
    }

    /** With the ether's lock, whenever it was driven. */
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
        for (UdpSource each : sources)
        {
            if (each.isAsleep())
            {
                each.wakeIfArrived();
            }
        }
    }

    @Override
    public Map<String, Long> counters()
    {
        return guard.counters();
    }

    void onFinalPosition(int loop, int sessionId, long position)
    {
        UdpSource source = sourceByLoop.get(loop);
        if (source != null)
        {
            source.onFinalPosition(sessionId, position);
        }
    }

    /** What the streams of a session bring from now on is of a meeting that has ended. */
    void cutOff(int sessionId)
    {
        for (UdpSource each : sources)
        {
            each.cutOff(sessionId);
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
        sourceByLoop.values().forEach(UdpSource::close);
        flush();
        ether.exclusively(peers::sayBye);
        boolean areEnded = awaitClaims();
        keeper.close();
        ether.close(areEnded);
        if (!areEnded)
        {
            context.errorHandler().onError(new BusException("a claim on the NETWORK rung was open when it closed: " +
                "its memory stays until the process ends"));
        }
    }

    private void flush()
    {
        long deadlineNs = System.nanoTime() + FLUSH_NS;
        while (!ether.exclusively(() -> peers.streams().stream().allMatch(OutgoingStream::isSent)) &&
            deadlineNs - System.nanoTime() > 0)
        {
            ether.kick();
            Thread.onSpinWait();
        }
    }

    private boolean awaitClaims()
    {
        long deadlineNs = System.nanoTime() + CLAIMS_NS;
        boolean areEnded = ether.exclusively(peers::end);
        while (!areEnded && deadlineNs - System.nanoTime() > 0)
        {
            ether.kick();
            LockSupport.parkNanos(PAUSE_NS);
            areEnded = ether.exclusively(peers::end);
        }
        // What was told last has to leave.
        ether.kick();
        return areEnded;
    }
}
