package org.gradientbus.jmh;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Rung;

/**
 * Buses and loops that are like the raw rings beside them: as long a ring, polled by the benchmark's own threads.
 */
final class Buses
{
    /** For the header that the bus puts before each message, generously. */
    static final int HEADROOM = 256;
    private static final int RECORDS_PER_RING = 8;

    private Buses()
    {
    }

    static Bus open(int capacity)
    {
        return Bus.open(BusConfig.defaults().withRungs(Rung.PROCESS)
            .withMaxMessageLength(capacity / RECORDS_PER_RING - HEADROOM)
            // A handler that others keep from the core would be reported as slow.
            .withEventHandler((event) -> {}));
    }

    /** A bus that meets others below the plan's directory, and there alone. */
    static Bus openHost(HostPlan plan)
    {
        return Bus.open(BusConfig.domain("bench")
            .withRungs(Rung.HOST)
            .withHostDirectory(plan.directory())
            .withMaxMessageLength(plan.capacity() / RECORDS_PER_RING - HEADROOM)
            .withEventHandler((event) -> {}));
    }

    static Loop loop(Bus bus, String name, int capacity)
    {
        return bus.loop(LoopConfig.callerRun(name).withSourceLength(capacity));
    }

    static void poll(Loop loop, Run run, SpinThenYield idle)
    {
        while (run.isConsuming())
        {
            idle.idle(loop.poll(Ring.POLL_LIMIT));
        }
    }
}
