package org.gradientbus.cli.tour;

import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.BusException;
import org.gradientbus.Rung;

import java.time.Duration;

/**
 * Two ends at the distance of a rung: the near one is a bus of the thread that measures, the far one answers.
 *
 * @param rung  between them
 * @param place where they are, for whoever reads what was measured
 * @param near  sends
 * @param far   receives
 */
record Ends(Rung rung, String place, Bus near, FarEnd far) implements AutoCloseable
{
    private static final Duration SERVICE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REST_TIMEOUT = Duration.ofSeconds(2);

    /** One bus, which is both ends. */
    static Ends inProcess(BusConfig config)
    {
        Bus bus = Bus.open(config);
        return new Ends(Rung.PROCESS, "two threads", bus, new FarBus(bus));
    }

    /** Waits until one end sees what the other has bound. */
    static void awaitBound(Bus bus, Address address)
    {
        if (!bus.awaitService(address, SERVICE_TIMEOUT))
        {
            throw new BusException(address + " was not seen from the other end within " + SERVICE_TIMEOUT);
        }
    }

    /** Waits for rest, then tells how both ends are. */
    FarEnd.Health health()
    {
        FarEnd.Health there = far.health();
        return rung == Rung.PROCESS ? there : there.plus(
            new FarEnd.Health(inFlight(near), near.counters().get(BusCounter.HANDLER_ERRORS), 0));
    }

    @Override
    public void close()
    {
        far.close();
        near.close();
    }

    /** A message is counted as delivered only after its handler has returned, so the last one may take a moment. */
    static long inFlight(Bus bus)
    {
        Patience patience = new Patience(REST_TIMEOUT);
        while (bus.counters().inFlight() != 0 && patience.pause())
        {
            // The condition is all there is to do.
        }
        return bus.counters().inFlight();
    }
}
