package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.BusException;
import org.gradientbus.Claim;
import org.gradientbus.Counters;
import org.gradientbus.DirectoryListener;
import org.gradientbus.Explanation;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.MessageHandler;
import org.gradientbus.Peer;
import org.gradientbus.PortOptions;
import org.gradientbus.Publisher;
import org.gradientbus.Requester;
import org.gradientbus.ReturnCode;
import org.gradientbus.Rung;
import org.gradientbus.Sender;
import org.gradientbus.Watch;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The bus: opens and closes everything, and holds what the parts share.
 */
final class RealBus implements Bus
{
    /** Whoever has no room for a goodbye finds out by himself; nobody's close is to wait long for that. */
    private static final long GOODBYE_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final BusConfig config;
    private final SecureRandom random = new SecureRandom();
    private final long nodeId = random.nextLong();
    private final CounterBlocks counterBlocks = new CounterBlocks(this::countersOf);
    private final RefTable refs = new RefTable(random);
    private final RetiredRoutes retiredRoutes = new RetiredRoutes(refs);
    private final PeerTable peers = new PeerTable();
    private final Transports transports;
    private final Directory directory;
    private final ControlPlane controlPlane;
    private final Loops loops;
    private final Endings endings;
    private final Set<CountDownLatch> serviceWaits = ConcurrentHashMap.newKeySet();
    private final Conductor conductor = new Conductor(this);
    private final RealLoop defaultLoop;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    RealBus(BusConfig config, TransportProvider provider)
    {
        this.config = config;
        transports = new Transports(config, provider, context(config.maxMessageLength()),
            context(Math.max(config.maxMessageLength(), ControlCodec.LEAST_MAX_LENGTH)), this::tell);
        final List<Announcements> announcements = transports.toPeers().stream()
            .map((each) -> new Announcements(each.rung(), this::wakeControlPlane)).toList();
        directory = new Directory(nodeId, config.maxBindings(), refs, retiredRoutes, announcements, this::report);
        controlPlane = new ControlPlane(this, transports, peers, announcements);
        loops = new Loops(this, transports);
        endings = new Endings(this, directory, loops);
        try
        {
            defaultLoop = loops.open(config.defaultLoop());
        }
        catch (final RuntimeException refused)
        {
            transports.close();
            throw refused;
        }
        transports.toPeers().forEach((each) -> each.exposeCounters(counterBlocks));
        conductor.start();
        controlPlane.start(conductor::wake);
        if (!transports.toPeers().isEmpty() && !config.defaultLoop().callerRun())
        {
            controlPlane.awaitPresent();
        }
    }

    private Map<String, Long> countersOf(Rung rung)
    {
        return transports.toPeers().stream().filter((each) -> each.rung() == rung).findFirst()
            .map(Transport::ownCounters).orElse(Map.of());
    }

    private TransportContext context(int maxMessageLength)
    {
        return new TransportContext(config.domain(), config.nodeName(), nodeId, config.hostDirectory(),
            Frame.HEADER_LENGTH + maxMessageLength, config.clock(), this::report);
    }

    private void wakeControlPlane()
    {
        controlPlane.wake();
    }

    @Override
    public BusConfig config()
    {
        return config;
    }

    @Override
    public long nodeId()
    {
        return nodeId;
    }

    @Override
    public Mailbox subscribe(Address address, MessageHandler handler, MailboxOptions options)
    {
        final Mailbox mailbox = mailbox(handler, options);
        try
        {
            return mailbox.bind(address);
        }
        catch (final RuntimeException refused)
        {
            mailbox.close();
            throw refused;
        }
    }

    @Override
    public Mailbox mailbox(MessageHandler handler, MailboxOptions options)
    {
        Objects.requireNonNull(handler, "handler");
        requireOpen();
        final RealLoop loop = loops.own(options.loop().orElse(defaultLoop));
        final RealMailbox mailbox = new RealMailbox(this, loop, refs.nextRef(), options.overflow(), handler);
        directory.add(mailbox);
        endings.opened(mailbox);
        if (isClosed.get() || loop.isClosing())
        {
            // Closed between the checks and the addition, so perhaps too late to be found by who closes.
            endings.takeOut(mailbox, ReturnCode.MAILBOX_CLOSED);
            throw Loops.closed(loop);
        }
        return mailbox;
    }

    @Override
    public Publisher publisher(Address address, PortOptions options)
    {
        requireOpen();
        requireOwn(options);
        return new RealPublisher(this, address, options);
    }

    @Override
    public Sender sender(Address address, PortOptions options)
    {
        requireOpen();
        requireOwn(options);
        return new RealSender(this, address, options);
    }

    @Override
    public Requester requester(Address address, PortOptions options)
    {
        requireOpen();
        requireOwn(options);
        final RealLoop loop = loops.own(options.loop().orElse(defaultLoop));
        final RequestTable table = new RequestTable(this, loop, refs.nextRef(), options.maxPending());
        final RealRequester requester = new RealRequester(this, address, options, table);
        refs.put(table);
        loop.timers().add(table);
        if (loop.isClosing())
        {
            requester.close();
            throw Loops.closed(loop);
        }
        return requester;
    }

    @Override
    public Claim claim()
    {
        return new RealClaim();
    }

    @Override
    public Loop loop(LoopConfig loopConfig)
    {
        requireOpen();
        final RealLoop loop = loops.open(loopConfig);
        if (isClosed.get())
        {
            endings.closeLoop(loop);
            requireOpen();
        }
        return loop;
    }

    @Override
    public Loop defaultLoop()
    {
        return defaultLoop;
    }

    @Override
    public Watch watch(Address address, DirectoryListener listener)
    {
        requireOpen();
        return directory.watch(address, listener);
    }

    @Override
    public boolean awaitService(Address address, Duration timeout)
    {
        requireOpen();
        if (!directory.find(address).isEmpty())
        {
            return true;
        }
        final CountDownLatch found = new CountDownLatch(1);
        final Watch watch = directory.watch(address, (binding) -> found.countDown());
        serviceWaits.add(found);
        try
        {
            requireOpen();
            final boolean isFound = found.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
            requireOpen();
            return isFound;
        }
        catch (final InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted while waiting for " + address, interrupted);
        }
        finally
        {
            serviceWaits.remove(found);
            watch.close();
        }
    }

    @Override
    public Explanation explain(Address address)
    {
        return directory.explain(address, transports.remarks());
    }

    @Override
    public List<Peer> gradient()
    {
        return peers.now();
    }

    @Override
    public Counters counters()
    {
        return counterBlocks;
    }

    @Override
    public void close()
    {
        final RealLoop current = loops.current();
        if (current != null)
        {
            throw new IllegalStateException(
                "the bus cannot be closed by a handler of loop " + current.name() + ": it would wait for itself");
        }
        if (isClosed.compareAndSet(false, true))
        {
            serviceWaits.forEach(CountDownLatch::countDown);
            controlPlane.sayGoodbye(Math.min(config.closeTimeout().toNanos(), GOODBYE_NS));
            new Closing(this, directory, loops).run();
            endings.markAllClosed();
            conductor.stop();
            transports.close();
        }
    }

    @Override
    public String toString()
    {
        return "Bus " + Long.toHexString(nodeId) + " in domain " + config.domain();
    }

    boolean isClosed()
    {
        return isClosed.get();
    }

    /** The loop through which control messages of peers come. */
    RealLoop controlLoop()
    {
        return defaultLoop;
    }

    PeerTable peers()
    {
        return peers;
    }

    ControlPlane controlPlane()
    {
        return controlPlane;
    }

    RefTable refs()
    {
        return refs;
    }

    Directory directory()
    {
        return directory;
    }

    CounterBlocks counterBlocks()
    {
        return counterBlocks;
    }

    RetiredRoutes retiredRoutes()
    {
        return retiredRoutes;
    }

    Loops loops()
    {
        return loops;
    }

    Endings endings()
    {
        return endings;
    }

    long nextSeed()
    {
        return random.nextLong();
    }

    /** Something failed where nobody can be told by an exception. */
    void report(Throwable error)
    {
        try
        {
            config.errorHandler().onError(error);
        }
        catch (final Throwable fromHandler)
        {
            fromHandler.addSuppressed(error);
            System.getLogger("org.gradientbus").log(System.Logger.Level.ERROR, "the error handler threw", fromHandler);
        }
    }

    void tell(BusEvent event)
    {
        try
        {
            config.eventHandler().accept(event);
        }
        catch (final Throwable fromHandler)
        {
            report(fromHandler);
        }
    }

    private void requireOwn(PortOptions options)
    {
        options.returnTo().ifPresent((mailbox) ->
        {
            if (!(mailbox instanceof RealMailbox real) || !real.belongsTo(this))
            {
                throw new IllegalArgumentException("returnTo=" + mailbox + " belongs to another bus");
            }
        });
    }

    private void requireOpen()
    {
        if (isClosed.get())
        {
            throw new BusException(this + " is closed");
        }
    }
}
