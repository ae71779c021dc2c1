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
import org.gradientbus.PortOptions;
import org.gradientbus.Publisher;
import org.gradientbus.Requester;
import org.gradientbus.RequestFailure;
import org.gradientbus.ReturnCode;
import org.gradientbus.Sender;
import org.gradientbus.Watch;
import org.gradientbus.spi.Transport;
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
    private final BusConfig config;
    private final SecureRandom random = new SecureRandom();
    private final long nodeId = random.nextLong();
    private final CounterBlocks counterBlocks = new CounterBlocks();
    private final RefTable refs = new RefTable(random);
    private final RetiredRoutes retiredRoutes = new RetiredRoutes(refs);
    private final Directory directory;
    private final Transport transport;
    private final List<RealLoop> loops = new CopyOnWriteArrayList<>();
    private final Set<RealMailbox> mailboxes = ConcurrentHashMap.newKeySet();
    private final Set<CountDownLatch> serviceWaits = ConcurrentHashMap.newKeySet();
    private final Conductor conductor = new Conductor(this);
    private final RealLoop defaultLoop;
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private int nextLoopId;

    RealBus(BusConfig config, TransportProvider provider)
    {
        this.config = config;
        directory = new Directory(nodeId, refs, retiredRoutes, this::report);
        transport = provider.open(new TransportContext(
            config.domain(), config.nodeName(), nodeId, config.hostDirectory(),
            Frame.HEADER_LENGTH + config.maxMessageLength(), config.clock(), this::report));
        try
        {
            defaultLoop = openLoop(config.defaultLoop());
        }
        catch (final RuntimeException refused)
        {
            transport.close();
            throw refused;
        }
        conductor.start();
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
        return directory.explain(address);
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
            new Closing(this, directory, loops).run();
            mailboxes.forEach((each) -> each.markClosed(ReturnCode.BUS_CLOSED));
            conductor.stop();
            transport.close();
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

    /** A mailbox has refused messages for too long. */
    void detach(RealMailbox mailbox, long stalledNs)
    {
        final List<Address> had = directory.unbindAll(mailbox);
        mailbox.accepted();
        if (had.isEmpty())
        {
            return;
        }
        counterBlocks.shared().addShared(BusCounter.DETACHED, 1);
        final RealLoop loop = mailbox.loop();
        final DetachEvent event = new DetachEvent();
        if (event.shouldCommit())
        {
            event.mailbox = mailbox.port().toString();
            event.loop = loop.name();
            event.laggard = loop.laggard(mailbox).toString();
            event.stalledNs = stalledNs;
            event.commit();
        }
        tell(new BusEvent.MailboxDetached(
            mailbox.port(), had, loop.name(), loop.laggard(mailbox), Duration.ofNanos(stalledNs)));
    }

    /** A handler threw an error: its mailbox takes no more. */
    void fail(RealMailbox mailbox, Throwable error)
    {
        closeMailbox(mailbox, ReturnCode.MAILBOX_FAILED);
        tell(new BusEvent.MailboxFailed(mailbox.port(), error));
    }

    void closeMailbox(RealMailbox mailbox, ReturnCode code)
    {
        if (takeOut(mailbox, code) && !mailbox.loop().awaitCycleEnd())
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
        failRequestsAt(mailbox);
        return true;
    }

    /** Requests that a mailbox took and has not answered will not be answered. Replies on their way come first. */
    private void failRequestsAt(RealMailbox mailbox)
    {
        for (final RealLoop loop : loops)
        {
            for (final RequestTable table : loop.timers().tables())
            {
                if (table.pending() > 0)
                {
                    loop.afterWhatIsClaimed(() -> table.failTarget(mailbox.ref(), RequestFailure.MAILBOX_GONE));
                }
            }
        }
    }

    private synchronized RealLoop openLoop(LoopConfig loopConfig)
    {
        final RealLoop loop = new RealLoop(this, nextLoopId++, loopConfig, transport);
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
