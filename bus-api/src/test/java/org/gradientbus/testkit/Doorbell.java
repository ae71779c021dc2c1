package org.gradientbus.testkit;

import org.gradientbus.spi.Signal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The signal of a loop that sleeps and is woken as a real one: it announces its sleep by a volatile store, looks for
 * work once more, and parks. Who wakes it reads the announcement without a fence of its own: the link has to bring it.
 */
public final class Doorbell implements Signal
{
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;

    private final AtomicInteger state = new AtomicInteger();
    private final AtomicInteger rings = new AtomicInteger();
    private volatile Thread sleeper;

    /**
     * Makes the doorbell of a loop that is awake.
     */
    public Doorbell()
    {
    }

    @Override
    public void wakeIfSleeping()
    {
        if (state.get() == ASLEEP && state.compareAndSet(ASLEEP, AWAKE))
        {
            rings.incrementAndGet();
            LockSupport.unpark(sleeper);
        }
    }

    /**
     * How often it woke a sleeper.
     *
     * @return 0 or more
     */
    public int rings()
    {
        return rings.get();
    }

    /**
     * Has a sleep been announced, and nobody woken it yet?
     *
     * @return true while it sleeps
     */
    public boolean isSleeping()
    {
        return state.get() == ASLEEP;
    }

    /**
     * Sleeps until woken, unless there is work after the sleep was announced.
     *
     * @param hasWork asked once, after the announcement
     * @param limit   of the sleep: a signal that has not come by then was forgotten
     * @throws AssertionError when nobody woke the sleeper within the limit
     */
    public void sleepUnless(BooleanSupplier hasWork, Duration limit)
    {
        sleeper = Thread.currentThread();
        state.set(ASLEEP);
        if (hasWork.getAsBoolean())
        {
            state.set(AWAKE);
            return;
        }
        long deadlineNs = System.nanoTime() + limit.toNanos();
        while (state.get() == ASLEEP)
        {
            long leftNs = deadlineNs - System.nanoTime();
            if (leftNs <= 0 || Thread.currentThread().isInterrupted())
            {
                state.set(AWAKE);
                throw new AssertionError(
                    "nobody woke the loop in " + limit + "; it has work: " + hasWork.getAsBoolean());
            }
            LockSupport.parkNanos(leftNs);
        }
    }
}
