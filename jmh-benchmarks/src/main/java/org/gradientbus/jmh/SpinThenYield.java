package org.gradientbus.jmh;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * How everybody waits here: some microseconds on the core, then offering it to others, who may be the one waited for.
 * One object for each waiting thread.
 */
final class SpinThenYield
{
    private static final VarHandle LONG_WAITS;
    private static final int SPINS = 100;
    private static final long LONG_NS = TimeUnit.MICROSECONDS.toNanos(20);

    private int spins;
    private long yieldingSinceNs;
    private long longWaits;

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
