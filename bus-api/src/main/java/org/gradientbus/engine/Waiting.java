package org.gradientbus.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A bounded wait of a blocking form: spins, yields, then parks for longer and longer.
 */
final class Waiting
{
    private static final int SPINS = 100;
    private static final int YIELDS = 100;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final long deadlineNs;
    private int pauses;
    private long parkNs = MIN_PARK_NS;

    Waiting(Duration timeout)
    {
        deadlineNs = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Waits a little.
     *
     * @return false when the time is over, or the thread is interrupted
     */
    boolean pause()
    {
        return !Thread.currentThread().isInterrupted() && pauseThroughInterrupts();
    }

    /**
     * Waits a little, for what must be waited for though the thread is interrupted.
     *
     * @return false when the time is over
     */
    boolean pauseThroughInterrupts()
    {
        if (deadlineNs - System.nanoTime() <= 0)
        {
            return false;
        }
        pauses++;
        if (pauses <= SPINS)
        {
            Thread.onSpinWait();
        }
        else if (pauses <= SPINS + YIELDS)
        {
            Thread.yield();
        }
        else
        {
            LockSupport.parkNanos(parkNs);
            parkNs = Math.min(MAX_PARK_NS, 2 * parkNs);
        }
        return true;
    }
}
