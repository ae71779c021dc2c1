package org.gradientbus.engine;

import org.gradientbus.BusException;
import org.gradientbus.spi.Signal;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts a loop's thread to sleep and wakes it.
 *
 * <p>The loop announces its sleep in a word, then looks once more for work; a sender makes its work visible, then reads
 * the word. Both sides use volatile accesses, so one of them sees the other, and a sender pays one read while the loop
 * is awake.
 */
final class LoopSignal implements Signal
{
    private static final int AWAKE = 0;
    private static final int SLEEPING = 1;

    private final AtomicInteger state = new AtomicInteger(AWAKE);
    private final Selector selector;
    private volatile long wakeAtNs;

    LoopSignal()
    {
        try
        {
            selector = Selector.open();
        }
        catch (final IOException cause)
        {
            throw new BusException("no selector for a loop to sleep in: too many open files?", cause);
        }
    }

    @Override
    public void wakeIfSleeping()
    {
        if (state.get() == SLEEPING)
        {
            wake();
        }
    }

    /** Wakes a loop that would sleep beyond a deadline. The caller has stored, volatile, what the deadline is of. */
    void wakeIfSleepingBeyond(long deadlineNs)
    {
        if (state.get() == SLEEPING && deadlineNs - wakeAtNs < 0)
        {
            wake();
        }
    }

    /** Announces a sleep until a time at the latest; the caller must look for work once more before it sleeps. */
    void announceSleep(long untilNs)
    {
        wakeAtNs = untilNs;
        state.set(SLEEPING);
    }

    void cancelSleep()
    {
        state.set(AWAKE);
    }

    boolean isSleeping()
    {
        return state.get() == SLEEPING;
    }

    /** Sleeps after {@link #announceSleep}, until woken or for this long; 0 is for ever. */
    void sleep(long maxNs)
    {
        try
        {
            selector.select(maxNs == 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(maxNs)));
        }
        catch (final IOException cause)
        {
            throw new BusException("a loop could not sleep", cause);
        }
        finally
        {
            state.set(AWAKE);
        }
    }

    void close()
    {
        try
        {
            selector.close();
        }
        catch (final IOException ignore)
        {
            // A selector without channels has nothing to lose.
        }
    }

    private void wake()
    {
        if (state.compareAndSet(SLEEPING, AWAKE))
        {
            selector.wakeup();
        }
    }
}
