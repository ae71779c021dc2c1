package org.gradientbus.udp;

import io.aeron.Aeron;
import io.aeron.AvailableImageHandler;
import io.aeron.CommonContext;
import io.aeron.ConcurrentPublication;
import io.aeron.Subscription;
import io.aeron.UnavailableImageHandler;
import io.aeron.driver.CongestionControl;
import io.aeron.driver.Configuration;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.AeronException;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.agrona.concurrent.status.CountersReader;
import org.gradientbus.BusException;
import org.gradientbus.spi.TransportContext;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/**
 * What carries the datagrams: Aeron's media driver and its client, from their start to their end. They do nothing by
 * themselves (but in {@link DriverMode#SHARED} and {@link DriverMode#DEDICATED} the driver does); {@link Helm} says who
 * drives them. When one of the two ends by itself there has to be another ether.
 */
final class Ether implements AutoCloseable
{
    private static final long LIVENESS_NS = TimeUnit.SECONDS.toNanos(10);

    /** A driver shows each second that it lives; one that pauses for a second is not to be taken for dead. */
    private static final long DRIVER_TIMEOUT_MS = 2_000;
    private static final long TIMER_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long KEEP_ALIVE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Aeron is told addresses only, so it has no names to look up again; each look would cost garbage. */
    private static final long NAMES_NS = TimeUnit.DAYS.toNanos(1);
    private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * Aeron's defaults take 48 MB for each driver, most of it for 65,536 counters, where a container has 64 MiB in all.
     * Some 22 counters for each peer: these suffice for 700.
     */
    private static final int COUNTERS_BYTES = 2 << 20;

    /** What the files of a driver take before there is a stream: counters and their names, errors, two rings. */
    private static final int DRIVER_BYTES = 5 * COUNTERS_BYTES + (8 << 20);

    /** Aeron warns of less than 160 MB by default, which is more than a container has to begin with. */
    private static final long LOW_STORAGE_BYTES = 8 << 20;

    /** What the driver has to tell its client is in no hurry as long as somebody comes round again. */
    private static final long CLIENT_PAUSE_NS = 100_000L;

    private final Selector selector;
    private final Drains drains = new Drains();
    private final DriverFolder folder;
    private final MediaDriver driver;
    private final Agent driverAgent;
    private final Aeron aeron;
    private final Agent clientAgent;
    private final ErrorHandler errors;
    private final SteadyClock steady = new SteadyClock(SystemNanoClock.INSTANCE, System.currentTimeMillis());
    private long lastServedNs = System.nanoTime();
    private volatile String lastFailure = "Aeron's client has ended";
    private boolean isDriverOver;
    private boolean isOver;
    private boolean isDriverClosed;

    /**
     * Starts the driver, or finds the one that runs.
     *
     * @param guard    reads datagrams before the driver does, where it is embedded
     * @param selector is to be told of datagrams, where the driver is embedded
     */
    Ether(UdpConfig config, TransportContext context, Guard guard, Selector selector)
    {
        this.selector = selector;
        ErrorHandler rare = guard.watch(new RareErrors(context.errorHandler(), System::nanoTime));
        errors = (failure) ->
        {
            lastFailure = String.valueOf(failure.getMessage());
            rare.onError(failure);
        };
        boolean isInvoked = config.driverMode() == DriverMode.INVOKER && config.externalDriver().isEmpty();
        long epochMs = System.currentTimeMillis() - System.nanoTime() / NS_PER_MS;
        Aeron.Context client = new Aeron.Context()
            .useConductorAgentInvoker(true)
            .awaitingIdleStrategy(YieldingIdleStrategy.INSTANCE)
            .driverTimeoutMs(DRIVER_TIMEOUT_MS)
            .keepAliveIntervalNs(KEEP_ALIVE_NS)
            .errorHandler(errors)
            .subscriberErrorHandler(errors);
        if (config.externalDriver().isPresent())
        {
            folder = null;
            driver = null;
            client.aeronDirectoryName(config.externalDriver().get().toString())
                .nanoClock(steady).epochClock(new LenientClock(System::currentTimeMillis));
        }
        else
        {
            requireBuffers(Math.max(config.socketBufferBytes(), config.windowBytes()));
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
                settings.timerIntervalNs(TIMER_NS).epochClock(() -> epochMs + System.nanoTime() / NS_PER_MS);
                client.nanoClock(steady).epochClock(new LenientClock(settings.epochClock()));
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
            .lowStorageWarningThreshold(LOW_STORAGE_BYTES)
            .counterValuesBufferLength(COUNTERS_BYTES)
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

    /** What the window admits and the kernel has no room for is dropped and sent again, as long as there is much. */
    private static void requireBuffers(int bytes)
    {
        try (DatagramChannel probe = DatagramChannel.open())
        {
            probe.setOption(StandardSocketOptions.SO_RCVBUF, bytes).setOption(StandardSocketOptions.SO_SNDBUF, bytes);
            int given = Math.min(probe.getOption(StandardSocketOptions.SO_RCVBUF),
                probe.getOption(StandardSocketOptions.SO_SNDBUF));
            if (given < bytes)
            {
                throw new BusException("socketBufferBytes=" + bytes + " exceeds what the system gives, " + given +
                    ": raise that, on Linux by sysctl net.core.rmem_max and net.core.wmem_max, or lower " +
                    "UdpConfig.withWindow and withSocketBuffer");
            }
        }
        catch (IOException failed)
        {
            throw new BusException("the NETWORK rung cannot open a socket: " + failed.getMessage(), failed);
        }
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
            folder.requireRoom(DRIVER_BYTES);
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

    /**
     * Opens a stream to an address.
     *
     * @throws BusException when Aeron refuses
     */
    ConcurrentPublication publish(String channel, int stream)
    {
        try
        {
            return aeron.addPublication(channel, stream);
        }
        catch (AeronException | IllegalStateException refused)
        {
            throw new BusException("the NETWORK rung cannot send to " + channel + ": " + refused.getMessage(), refused);
        }
    }

    /**
     * Opens a stream at an address of this host.
     *
     * @param params      of the channel, beside the address; may be empty
     * @param available   is told of each that sends; or null
     * @param unavailable and of each that does no more
     * @throws BusException when Aeron refuses
     */
    Subscription subscribe(HostPort at, String params, int stream,
        AvailableImageHandler available, UnavailableImageHandler unavailable)
    {
        try
        {
            return aeron.addSubscription(channel(at) + params, stream, available, unavailable);
        }
        catch (AeronException | IllegalStateException refused)
        {
            throw new BusException("the NETWORK rung cannot receive at " + at + ": " + refused.getMessage(), refused);
        }
    }

    CountersReader counters()
    {
        return aeron.countersReader();
    }

    /** Where the driver has its files. */
    String directory()
    {
        return aeron.context().aeronDirectoryName();
    }

    Drains drains()
    {
        return drains;
    }

    boolean isDrivenHere()
    {
        return driverAgent != null;
    }

    /** Has it ended by itself? */
    boolean isOver()
    {
        return isOver;
    }

    /** Why it has ended, in Aeron's words. */
    String lastFailure()
    {
        return lastFailure;
    }

    /**
     * By one thread at a time, and not by one that is interrupted.
     *
     * @param isInPassing will that thread be back in a moment, unless it does something else?
     */
    void drive(boolean isInPassing)
    {
        if (driverAgent != null && !isDriverOver)
        {
            drains.begin();
            isDriverOver = !works(driverAgent);
            if (drains.isScheduled())
            {
                isDriverOver |= !works(driverAgent);
            }
        }
        if (!isInPassing || nowNs() - lastServedNs >= CLIENT_PAUSE_NS)
        {
            lastServedNs = nowNs();
            // A client finds out by itself that its driver is no more.
            isOver |= !works(clientAgent);
        }
    }

    /** The time of whoever drives, without asking for it again where the driver just did. */
    long nowNs()
    {
        return driverAgent == null || isDriverOver ? System.nanoTime() : steady.lastReadNs();
    }

    /**
     * Not by an invoker: one that finds its thread interrupted ends itself, and says nothing.
     *
     * @return false when it never will again
     */
    private boolean works(Agent agent)
    {
        try
        {
            agent.doWork();
        }
        catch (AgentTerminationException ended)
        {
            return false;
        }
        catch (Exception failure)
        {
            errors.onError(failure);
        }
        return true;
    }

    /** Everything at once, also what is mapped: nobody may hold a claim or poll. */
    @Override
    public void close()
    {
        close(true);
    }

    /**
     * Ends client and driver.
     *
     * @param unmaps false when somebody may still write into a claim: the memory stays then, until the process ends
     */
    void close(boolean unmaps)
    {
        if (unmaps)
        {
            CloseHelper.quietClose(aeron);
        }
        closeDriver();
    }

    /** Ends the driver and gives its ports back. What the client has mapped stays. */
    void closeDriver()
    {
        if (!isDriverClosed)
        {
            isDriverClosed = true;
            CloseHelper.quietClose(driver);
            // A channel keeps its port until the selector has seen that it is closed.
            Keeper.forgetClosed(selector);
            if (folder != null)
            {
                folder.close();
            }
        }
    }

    /** An address of Aeron's for one of ours. */
    static String channel(HostPort at)
    {
        return CommonContext.UDP_CHANNEL + "?endpoint=" + at;
    }
}
