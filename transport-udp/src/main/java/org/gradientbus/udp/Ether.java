package org.gradientbus.udp;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.driver.CongestionControl;
import io.aeron.driver.Configuration;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.gradientbus.BusException;
import org.gradientbus.spi.TransportContext;

import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What carries the datagrams: Aeron's media driver and its client. They do nothing by themselves (but in
 * {@link DriverMode#SHARED} and {@link DriverMode#DEDICATED} the driver does): whoever needs them drives them, one
 * thread at a time. A thread that finds another one driving goes on with its own affairs.
 *
 * <pre>
 *   a loop that turns            at each poll
 *   a port while no loop turns   at each commit
 *   the keeper                   when neither did for a while, and at each datagram while no loop turns
 * </pre>
 */
final class Ether implements AutoCloseable
{
    private static final long LIVENESS_NS = TimeUnit.SECONDS.toNanos(10);

    /** Aeron is told addresses only, so it has no names to look up again; each look would cost garbage. */
    private static final long NAMES_NS = TimeUnit.DAYS.toNanos(1);
    private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Runnable round;
    private final Drains drains = new Drains();
    private final DriverFolder folder;
    private final MediaDriver driver;
    private final Agent driverAgent;
    private final Aeron aeron;
    private final Agent clientAgent;
    private final ErrorHandler errors;
    private volatile boolean isWanted;
    private volatile boolean isClosed;

    /**
     * Starts the driver, or finds the one that runs.
     *
     * @param guard    reads datagrams before the driver does, where it is embedded
     * @param selector is to be told of datagrams, where the driver is embedded
     * @param round    what else is to be done whenever the driver was driven
     */
    Ether(UdpConfig config, TransportContext context, Guard guard, Selector selector, Runnable round)
    {
        this.round = round;
        errors = guard.watch(new RareErrors(context.errorHandler(), System::nanoTime));
        boolean isInvoked = config.driverMode() == DriverMode.INVOKER && config.externalDriver().isEmpty();
        SteadyClock steady = new SteadyClock(SystemNanoClock.INSTANCE, System.currentTimeMillis());
        long epochMs = System.currentTimeMillis() - System.nanoTime() / NS_PER_MS;
        Aeron.Context client = new Aeron.Context()
            .useConductorAgentInvoker(true)
            .awaitingIdleStrategy(YieldingIdleStrategy.INSTANCE)
            .errorHandler(errors)
            .subscriberErrorHandler(errors);
        if (config.externalDriver().isPresent())
        {
            folder = null;
            driver = null;
            client.aeronDirectoryName(config.externalDriver().get().toString());
        }
        else
        {
            folder = new DriverFolder(context.hostDirectory(), context.nodeId());
            MediaDriver.Context settings = settings(config, drains, errors)
                .aeronDirectoryName(folder.aeron().toString());
            guard.install(settings, selector);
            if (isInvoked)
            {
                settings.nanoClock(steady).epochClock(steady);
                client.nanoClock(steady).epochClock(steady);
            }
            else
            {
                settings.epochClock(() -> epochMs + System.nanoTime() / NS_PER_MS);
                client.epochClock(settings.epochClock());
            }
            driver = launch(settings);
            client.aeronDirectoryName(driver.aeronDirectoryName()).driverAgentInvoker(driver.sharedAgentInvoker());
        }
        driverAgent = isInvoked ? driver.sharedAgentInvoker().agent() : null;
        aeron = connect(client);
        clientAgent = aeron.conductorAgentInvoker().agent();
    }

    private static MediaDriver.Context settings(UdpConfig config, Drains drains, ErrorHandler errors)
    {
        return new MediaDriver.Context()
            .threadingMode(switch (config.driverMode())
            {
                case INVOKER -> ThreadingMode.INVOKER;
                case SHARED -> ThreadingMode.SHARED;
                case DEDICATED -> ThreadingMode.DEDICATED;
            })
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .warnIfDirectoryExists(false)
            .asyncExecutorEnabled(false)
            .performStorageChecks(true)
            .errorHandler(errors)
            .mtuLength(config.mtuBytes())
            .initialWindowLength(config.windowBytes())
            .socketRcvbufLength(Math.max(config.socketBufferBytes(), config.windowBytes()))
            .socketSndbufLength(Math.max(config.socketBufferBytes(), config.windowBytes()))
            .clientLivenessTimeoutNs(LIVENESS_NS)
            .publicationUnblockTimeoutNs(2 * LIVENESS_NS)
            .reResolutionCheckIntervalNs(NAMES_NS)
            .congestControlSupplier((registrationId, channel, streamId, sessionId, termLength, mtu, control, source,
                clock, driverContext, counters) -> drainControl(driverContext, termLength, drains));
    }

    private static CongestionControl drainControl(MediaDriver.Context driverContext, int termLength, Drains drains)
    {
        return new DrainControl(
            Configuration.receiverWindowLength(termLength, driverContext.initialWindowLength()), drains);
    }

    private MediaDriver launch(MediaDriver.Context settings)
    {
        try
        {
            return MediaDriver.launch(settings);
        }
        catch (RuntimeException refused)
        {
            folder.close();
            throw new BusException("the NETWORK rung's driver does not start: " + refused.getMessage(), refused);
        }
    }

    private Aeron connect(Aeron.Context client)
    {
        try
        {
            return Aeron.connect(client);
        }
        catch (RuntimeException refused)
        {
            closeDriver();
            throw new BusException("the NETWORK rung finds no driver in " + client.aeronDirectoryName() + ": " +
                refused.getMessage(), refused);
        }
    }

    Aeron aeron()
    {
        return aeron;
    }

    boolean isDrivenHere()
    {
        return driverAgent != null;
    }

    /** Drives once, unless another thread does. Returns false when one does. */
    boolean tryDrive()
    {
        if (!lock.tryLock())
        {
            return false;
        }
        try
        {
            driveHeld();
        }
        finally
        {
            lock.unlock();
        }
        return true;
    }

    /** Sees to it that the driver is driven after this call began, by this thread or by the one that drives now. */
    void kick()
    {
        isWanted = true;
        while (isWanted && lock.tryLock())
        {
            try
            {
                driveHeld();
            }
            finally
            {
                lock.unlock();
            }
        }
    }

    /** As {@link #kick}, by whoever has nothing to do: senders are told at once that everything was taken. */
    void kickIdle()
    {
        kick();
        if (isDrivenHere() && drains.isOwed())
        {
            drains.demand();
            kick();
        }
    }

    /** For what changes the client, or what the round looks at. Not with the lock of a link or a source held. */
    <T> T exclusively(Supplier<T> action)
    {
        // The client ends itself when its thread is interrupted while it waits for the driver.
        boolean wasInterrupted = Thread.interrupted();
        lock.lock();
        try
        {
            return action.get();
        }
        finally
        {
            lock.unlock();
            if (isWanted && lock.getHoldCount() == 0)
            {
                kick();
            }
            if (wasInterrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }

    void exclusively(Runnable action)
    {
        exclusively(() ->
        {
            action.run();
            return null;
        });
    }

    private void driveHeld()
    {
        isWanted = false;
        if (isClosed)
        {
            return;
        }
        // The files and channels of Java close themselves under a thread that is interrupted.
        boolean wasInterrupted = Thread.interrupted();
        if (driverAgent != null)
        {
            drains.begin();
            work(driverAgent);
            if (drains.isScheduled())
            {
                work(driverAgent);
            }
        }
        work(clientAgent);
        round.run();
        if (wasInterrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    /** Not by an invoker: one that finds its thread interrupted ends itself, and says nothing. */
    private void work(Agent agent)
    {
        try
        {
            agent.doWork();
        }
        catch (Exception failure)
        {
            errors.onError(failure);
        }
    }

    /** Everything at once, also what is mapped: nobody may hold a claim or poll. */
    @Override
    public void close()
    {
        close(true);
    }

    /**
     * Ends the driver.
     *
     * @param unmaps false when somebody may still write into a claim: the memory stays then, until the process ends
     */
    void close(boolean unmaps)
    {
        exclusively(() ->
        {
            if (!isClosed)
            {
                isClosed = true;
                if (unmaps)
                {
                    CloseHelper.quietClose(aeron);
                }
                closeDriver();
            }
        });
    }

    private void closeDriver()
    {
        CloseHelper.quietClose(driver);
        if (folder != null)
        {
            folder.close();
        }
    }

    /** An address of Aeron's for one of ours. */
    static String channel(HostPort at)
    {
        return CommonContext.UDP_CHANNEL + "?endpoint=" + at;
    }
}
