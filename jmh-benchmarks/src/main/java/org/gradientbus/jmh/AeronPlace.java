package org.gradientbus.jmh;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.concurrent.AgentInvoker;
import org.gradientbus.udp.UdpConfig;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Aeron in one of the two processes: a client, and a driver, the far end's where the two share memory; both invoked by
 * the thread that polls, so that there is no thread besides it. One for all of Aeron's ends in the process.
 */
public final class AeronPlace implements AutoCloseable
{
    public static final String CHANNEL = CommonContext.IPC_CHANNEL;

    /** Cycles between two looks at what the driver has to say to the client. */
    private static final int CLIENT_CYCLES = 4096;
    private static final long LIVENESS_NS = TimeUnit.SECONDS.toNanos(30);

    private final MediaDriver driver;
    private final AgentInvoker driverInvoker;
    private final Aeron aeron;
    private final AgentInvoker clientInvoker;
    private final int invokeEvery;
    private int cycles;
    private boolean isClosed;

    /**
     * @param folder      for the driver's files; the same for both processes
     * @param isNetwork   whether the two do not share memory
     * @param term        of Aeron's, in bytes
     * @param invokeEvery so many cycles the driver is invoked
     */
    public AeronPlace(Path folder, boolean isNetwork, boolean isNear, int term, int invokeEvery)
    {
        this.invokeEvery = invokeEvery;
        final boolean hasDriver = !isNear || isNetwork;
        final String directory = folder.resolve(isNear && hasDriver ? "aeron-near" : "aeron").toString();
        driver = !hasDriver ? null : MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(directory)
            .threadingMode(ThreadingMode.INVOKER)
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .termBufferSparseFile(false)
            .ipcTermBufferLength(term)
            .mtuLength(UdpConfig.DEFAULT_MTU_BYTES)
            .initialWindowLength(UdpConfig.DEFAULT_WINDOW_BYTES)
            .socketRcvbufLength(UdpConfig.DEFAULT_WINDOW_BYTES)
            .socketSndbufLength(UdpConfig.DEFAULT_WINDOW_BYTES)
            // Nobody invokes it while others have their turns.
            .imageLivenessTimeoutNs(LIVENESS_NS)
            .publicationConnectionTimeoutNs(LIVENESS_NS)
            .clientLivenessTimeoutNs(LIVENESS_NS)
            .publicationUnblockTimeoutNs(2 * LIVENESS_NS)
            .spiesSimulateConnection(false));
        driverInvoker = hasDriver ? driver.sharedAgentInvoker() : null;
        aeron = Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(directory)
            .useConductorAgentInvoker(true)
            .preTouchMappedMemory(true)
            .driverAgentInvoker(driverInvoker));
        clientInvoker = aeron.conductorAgentInvoker();
    }

    public Aeron aeron()
    {
        return aeron;
    }

    /** Everything at once; for those who wait for a connection. */
    public void invoke()
    {
        if (driverInvoker != null)
        {
            driverInvoker.invoke();
        }
        clientInvoker.invoke();
    }

    /** The thread that polls has done so. */
    public void cycle()
    {
        cycles++;
        if (driverInvoker != null && cycles % invokeEvery == 0)
        {
            driverInvoker.invoke();
        }
        if (cycles % CLIENT_CYCLES == 0)
        {
            clientInvoker.invoke();
        }
    }

    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            aeron.close();
            if (driver != null)
            {
                driver.close();
            }
        }
    }
}
