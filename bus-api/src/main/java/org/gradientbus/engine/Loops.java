package org.gradientbus.engine;

import org.gradientbus.BusEvent;
import org.gradientbus.BusException;
import org.gradientbus.IdleProfile;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The open loops of a bus: their numbers and their threads.
 */
final class Loops implements Iterable<RealLoop>
{
    /** A frame's header has eight bits for the number of a loop, and one value to spare. */
    static final int MAX_LOOPS = 255;

    private final RealBus bus;
    private final Transports transports;
    private final List<RealLoop> open = new CopyOnWriteArrayList<>();
    private int nextNumber;

    Loops(RealBus bus, Transports transports)
    {
        this.bus = bus;
        this.transports = transports;
    }

    /** Opens a loop and starts its thread, if it has one. */
    synchronized RealLoop open(LoopConfig config)
    {
        final RealLoop loop = new RealLoop(bus, nextNumber(), config, transports);
        open.add(loop);
        if (!config.callerRun())
        {
            final Thread thread = new Thread(loop::run, "gradient-loop-" + config.name());
            thread.setDaemon(true);
            thread.start();
            warnOfSpinners();
        }
        return loop;
    }

    void remove(RealLoop loop)
    {
        open.remove(loop);
    }

    /** All that are open now. */
    List<RealLoop> all()
    {
        return new ArrayList<>(open);
    }

    @Override
    public Iterator<RealLoop> iterator()
    {
        return open.iterator();
    }

    /** The loop whose handler is calling, or null. */
    RealLoop current()
    {
        for (final RealLoop each : open)
        {
            if (each.isCurrentThread())
            {
                return each;
            }
        }
        return null;
    }

    /** The loop as this bus knows it; throws when it belongs to another bus, or is closed. */
    RealLoop own(Loop loop)
    {
        if (!(loop instanceof RealLoop real) || !real.belongsTo(bus))
        {
            throw new IllegalArgumentException("loop " + loop.name() + " belongs to another bus");
        }
        if (real.isClosing())
        {
            throw closed(real);
        }
        return real;
    }

    static BusException closed(RealLoop loop)
    {
        return new BusException("loop " + loop.name() + " is closed");
    }

    /** A number that no open loop has; those of closed ones come again last. */
    private int nextNumber()
    {
        if (open.size() >= MAX_LOOPS)
        {
            throw new BusException("a bus has at most " + MAX_LOOPS + " loops open at a time");
        }
        int number;
        do
        {
            number = nextNumber++ % MAX_LOOPS;
        }
        while (isTaken(number));
        return number;
    }

    private boolean isTaken(int number)
    {
        for (final RealLoop each : open)
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
        final List<RealLoop> spinning = all();
        spinning.removeIf((each) -> each.config().callerRun() || each.config().idle() != IdleProfile.SPIN);
        final int cores = Runtime.getRuntime().availableProcessors();
        if (!spinning.isEmpty() && spinning.size() >= cores)
        {
            bus.tell(new BusEvent.TooManySpinners(spinning.size(), cores));
        }
    }
}
