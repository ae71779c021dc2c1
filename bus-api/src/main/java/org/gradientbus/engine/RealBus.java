package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.BusEvent;
import org.gradientbus.BusException;
import org.gradientbus.Claim;
import org.gradientbus.Counters;
import org.gradientbus.DirectoryListener;
import org.gradientbus.Explanation;
import org.gradientbus.IdleProfile;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.MessageHandler;
import org.gradientbus.Peer;
import org.gradientbus.PortAddress;
import org.gradientbus.PortOptions;
import org.gradientbus.Publisher;
import org.gradientbus.Requester;
import org.gradientbus.RequestFailure;
import org.gradientbus.ReturnCode;
import org.gradientbus.Sender;
import org.gradientbus.Watch;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The bus: opens and closes everything, and holds what the parts share.
 */
final class RealBus implements Bus
{
    /** A frame's header has eight bits for the number of a loop, and one value to spare. */
    static final int MAX_LOOPS = 255;

    /** Whoever has no room for a goodbye finds out by himself; nobody's close is to wait long for that. */
    private static final long GOODBYE_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final BusConfig config;
    private final SecureRandom random = new SecureRandom();
    private final long nodeId = random.nextLong();
    private final CounterBlocks counterBlocks = new CounterBlocks();
    private final RefTable refs = new RefTable(random);
    private final RetiredRoutes retiredRoutes = new RetiredRoutes(refs);
    private final PeerTable peers = new PeerTable();
    private final Transports transports;
    private final Directory directory;
    private final ControlPlane controlPlane;
    private final List<RealLoop> loops = new CopyOnWriteArrayList<>();
    private final Set<RealMailbox> mailboxes = ConcurrentHashMap.newKeySet();
    private final Set<CountDownLatch> serviceWaits = ConcurrentHashMap.newKeySet();
    private final Conductor conductor = new Conductor(this);
    private final RealLoop defaultLoop;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private int nextLoopNumber;

    RealBus(BusConfig config, TransportProvider provider)
    {
        this.config = config;
        transports = new Transports(config, provider, context(config.maxMessageLength()),
            context(Math.max(config.maxMessageLength(), ControlCodec.LEAST_MAX_LENGTH)), this::tell);
        final List<Announcements> announcements = transports.toPeers().stream()
            .map((each) -> new Announcements(each.rung(), this::wakeControlPlane)).toList();
        directory = new Directory(nodeId, refs, retiredRoutes, announcements, this::report);
        controlPlane = new ControlPlane(this, transports, peers, announcements);
        try
        {
            defaultLoop = openLoop(config.defaultLoop());
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
        final RealLoop loop = own(options.loop().orElse(defaultLoop));
        final RealMailbox mailbox = new RealMailbox(this, loop, refs.nextRef(), options.overflow(), handler);
        directory.add(mailbox);
        mailboxes.add(mailbox);
        if (isClosed.get() || loop.isClosing())
        {
            // Closed between the checks and the addition, so perhaps too late to be found by who closes.
            takeOut(mailbox, ReturnCode.MAILBOX_CLOSED);
            throw closed(loop);
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
        final RealLoop loop = own(options.loop().orElse(defaultLoop));
        final RequestTable table = new RequestTable(this, loop, refs.nextRef(), options.maxPending());
        final RealRequester requester = new RealRequester(this, address, options, table);
        refs.put(table);
        loop.timers().add(table);
        if (loop.isClosing())
        {
            requester.close();
            throw closed(loop);
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
        return openLoop(loopConfig);
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
        final RealLoop current = currentLoop();
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
            mailboxes.forEach((each) -> each.markClosed(ReturnCode.BUS_CLOSED));
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

    List<RealLoop> loops()
    {
        return loops;
    }

    long nextSeed()
    {
        return random.nextLong();
    }

    /** The loop whose handler is calling, or null. */
    RealLoop currentLoop()
    {
        for (final RealLoop each : loops)
        {
            if (each.isCurrentThread())
            {
                return each;
            }
        }
        return null;
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

    /** Who holds up the loop of a mailbox, as far as this bus can see. */
    static PortAddress laggard(Receiver mailbox)
    {
        return mailbox instanceof RealMailbox own ? own.loop().laggard(own) : mailbox.port();
    }

    /** A mailbox has refused messages for too long. A peer's is left alone, and its owner asked to unbind it. */
    void detach(Receiver mailbox, long stalledNs)
    {
        final List<Address> had = directory.unbindAll(mailbox);
        mailbox.accepted();
        if (had.isEmpty())
        {
            return;
        }
        if (mailbox instanceof RemoteMailbox remote)
        {
            controlPlane.askToDetach(remote, stalledNs);
        }
        counterBlocks.shared().addShared(BusCounter.DETACHED, 1);
        final DetachEvent event = new DetachEvent();
        if (event.shouldCommit())
        {
            event.mailbox = mailbox.port().toString();
            event.loop = mailbox.loopName();
            event.laggard = laggard(mailbox).toString();
            event.stalledNs = stalledNs;
            event.commit();
        }
        tell(new BusEvent.MailboxDetached(
            mailbox.port(), had, mailbox.loopName(), laggard(mailbox), Duration.ofNanos(stalledNs)));
    }

    /** A handler threw an error: its mailbox takes no more. */
    void fail(RealMailbox mailbox, Throwable error)
    {
        closeMailbox(mailbox, ReturnCode.MAILBOX_FAILED);
        tell(new BusEvent.MailboxFailed(mailbox.port(), error));
    }

    void closeMailbox(RealMailbox mailbox, ReturnCode code)
    {
        if (takeOut(mailbox, code) && !mailbox.loop().awaitBatchEnd())
        {
            report(new BusException("a handler of " + mailbox + " still runs after closeTimeout=" +
                config.closeTimeout() + ", its mailbox is closed"));
        }
    }

    void closeTable(RequestTable table)
    {
        table.close();
        refs.remove(table.ref());
        table.loop().command(() ->
        {
            table.failAll(RequestFailure.CLOSED);
            table.loop().timers().remove(table);
        });
    }

    void closeLoop(RealLoop loop)
    {
        if (loop == defaultLoop)
        {
            throw new IllegalStateException("the default loop closes with its bus");
        }
        if (loop.isCurrentThread())
        {
            throw new IllegalStateException("loop " + loop.name() + " cannot be closed by one of its own handlers");
        }
        if (loop.beginClosing())
        {
            mailboxes.stream()
                .filter((each) -> each.loop() == loop)
                .forEach((each) -> takeOut(each, ReturnCode.MAILBOX_CLOSED));
            Closing.stop(this, loop, System.nanoTime() + config.closeTimeout().toNanos());
            loops.remove(loop);
        }
    }

    /** Closes a mailbox, but for waiting for its handler. Returns false when it was closed already. */
    private boolean takeOut(RealMailbox mailbox, ReturnCode code)
    {
        if (!directory.remove(mailbox, code))
        {
            return false;
        }
        mailboxes.remove(mailbox);
        failRequestsAt(mailbox.port(), RequestFailure.MAILBOX_GONE);
        return true;
    }

    /** Requests that a mailbox took and has not answered will not be answered. Replies on their way come first. */
    void failRequestsAt(PortAddress mailbox, RequestFailure failure)
    {
        for (final RealLoop loop : loops)
        {
            for (final RequestTable table : loop.timers().tables())
            {
                if (table.pending() > 0)
                {
                    loop.afterWhatIsClaimed(() -> table.failTarget(mailbox, failure));
                }
            }
        }
    }

    private synchronized RealLoop openLoop(LoopConfig loopConfig)
    {
        final RealLoop loop = new RealLoop(this, nextLoopNumber(), loopConfig, transports);
        loops.add(loop);
        if (!loopConfig.callerRun())
        {
            final Thread thread = new Thread(loop::run, "gradient-loop-" + loopConfig.name());
            thread.setDaemon(true);
            thread.start();
            warnOfSpinners();
        }
        if (isClosed.get())
        {
            closeLoop(loop);
            requireOpen();
        }
        return loop;
    }

    /** A number that no open loop has; those of closed ones come again last. */
    private int nextLoopNumber()
    {
        if (loops.size() >= MAX_LOOPS)
        {
            throw new BusException("a bus has at most " + MAX_LOOPS + " loops open at a time");
        }
        int number;
        do
        {
            number = nextLoopNumber++ % MAX_LOOPS;
        }
        while (isTaken(number));
        return number;
    }

    private boolean isTaken(int number)
    {
        for (final RealLoop each : loops)
        {
            if (each.number() == number)
            {
                return true;
            }
        }
        return false;
    }

    private void warnOfSpinners()
    {
        final List<RealLoop> spinning = new ArrayList<>(loops);
        spinning.removeIf((each) -> each.config().callerRun() ||
            each.config().idle() != IdleProfile.SPIN);
        final int cores = Runtime.getRuntime().availableProcessors();
        if (!spinning.isEmpty() && spinning.size() >= cores)
        {
            tell(new BusEvent.TooManySpinners(spinning.size(), cores));
        }
    }

    private RealLoop own(Loop loop)
    {
        if (!(loop instanceof RealLoop real) || !real.belongsTo(this))
        {
            throw new IllegalArgumentException("loop " + loop.name() + " belongs to another bus");
        }
        if (real.isClosing())
        {
            throw closed(real);
        }
        return real;
    }

    private static BusException closed(RealLoop loop)
    {
        return new BusException("loop " + loop.name() + " is closed");
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
