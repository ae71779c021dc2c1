package org.gradientbus.jmh;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Rung;
import org.gradientbus.udp.UdpConfig;

import java.nio.file.Path;

/**
 * Buses and loops that are like the raw rings beside them: as long a ring, polled by the benchmark's own threads.
 */
public final class Buses
{
    /** For the header that the bus puts before each message, generously. */
    static final int HEADROOM = 256;
    private static final int RECORDS_PER_RING = 8;

    private Buses()
    {
    }

    /** A bus of one process. */
    public static Bus open(int capacity)
    {
        return Bus.open(BusConfig.defaults().withRungs(Rung.PROCESS)
            .withMaxMessageLength(capacity / RECORDS_PER_RING - HEADROOM)
            // A handler that others keep from the core would be reported as slow.
            .withEventHandler((event) -> {}));
    }

    /** A bus that meets the other end's, and nobody else. */
    static Bus open(HostPlan plan, boolean isNear)
    {
        return open(plan.place(), plan.directory(), plan.capacity(), isNear);
    }

    /** A bus that meets the other end's, and nobody else. */
    public static Bus open(Place place, Path directory, int capacity, boolean isNear)
    {
        final BusConfig config = BusConfig.domain("bench")
            .withHostDirectory(directory)
            .withEventHandler((event) -> {});
        return Bus.open(place.isNetwork() ?
            config.withRungs(Rung.NETWORK).with(
                UdpConfig.listen(endpoint(place, isNear)).seeds(endpoint(place, !isNear))) :
            config.withRungs(Rung.HOST).withMaxMessageLength(capacity / RECORDS_PER_RING - HEADROOM));
    }

    private static String endpoint(Place place, boolean isOfNear)
    {
        return place.host(isOfNear) + ":" + place.port(isOfNear ? 1 : 0);
    }

    /** A loop of such a bus; the NETWORK rung makes its streams of the longest message, whatever the ring. */
    static Loop loop(Bus bus, HostPlan plan)
    {
        return plan.place().isNetwork() ? bus.loop(LoopConfig.callerRun("bench")) : loop(bus, "bench", plan.capacity());
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
