package org.gradientbus.jmh;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what a waiting thread changes apart from the object before it.
 */
class SpinThenYieldPadding
{
    long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
}

/**
 * How everybody waits here: some microseconds on the core, then offering it to others, who may be the one waited for.
 * One object for each waiting thread, on cache lines of its own: else the threads would take them from each other.
 */
final class SpinThenYield extends SpinThenYieldPadding
{
    private static final VarHandle LONG_WAITS;
    private static final int SPINS = 100;
    private static final long LONG_NS = TimeUnit.MICROSECONDS.toNanos(20);

    private int spins;
    private long yieldingSinceNs;
    private long longWaits;

    long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15;

    static
    {
        try
        {
            LONG_WAITS = MethodHandles.lookup().findVarHandle(SpinThenYield.class, "longWaits", long.class);
        }
        catch (final ReflectiveOperationException cause)
        {
            throw new ExceptionInInitializerError(cause);
        }
    }

    void idle()
    {
        if (spins < SPINS)
        {
            spins++;
            Thread.onSpinWait();
        }
        else
        {
            yieldCore();
        }
    }

    void idle(int workCount)
    {
        if (workCount > 0)
        {
            reset();
        }
        else
        {
            idle();
        }
    }

    /** The wait is over. Returns whether it was short: never was the core offered to others. */
    boolean reset()
    {
        final boolean wasShort = spins <= SPINS;
        if (!wasShort && System.nanoTime() - yieldingSinceNs > LONG_NS)
        {
            LONG_WAITS.setRelease(this, longWaits + 1);
        }
        spins = 0;
        return wasShort;
    }

    /** How many waits were so long that the core, or the one waited for, must have been taken by others. */
    long longWaits()
    {
        return (long)LONG_WAITS.getAcquire(this);
    }

    private void yieldCore()
    {
        if (spins == SPINS)
        {
            spins++;
            yieldingSinceNs = System.nanoTime();
        }
        Thread.yield();
    }
}
