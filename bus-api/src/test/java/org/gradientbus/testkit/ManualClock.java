package org.gradientbus.testkit;

import org.agrona.concurrent.NanoClock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time that stands still until a test moves it. For all threads.
 *
 * <p>It starts one second before {@link Long#MAX_VALUE}, so that the first second advanced wraps it: code that compares
 * times instead of their difference fails in every test, not once in the life of a machine.
 */
public final class ManualClock implements NanoClock
{
    /** Where the clock stands at first. */
    public static final long START_NS = Long.MAX_VALUE - 1_000_000_000L;

    private final AtomicLong nowNs;

    /**
     * Starts at {@link #START_NS}.
     */
    public ManualClock()
    {
        this(START_NS);
    }

    /**
     * Starts at a given time.
     *
     * @param startNs any value, as {@link System#nanoTime()} may give any
     */
    public ManualClock(long startNs)
    {
        nowNs = new AtomicLong(startNs);
    }

    @Override
    public long nanoTime()
    {
        return nowNs.get();
    }

    /**
     * Moves the time forward.
     *
     * @param by zero or more
     * @throws IllegalArgumentException when it is negative: a nano clock never goes back
     */
    public void advance(Duration by)
    {
        if (by.isNegative())
        {
            throw new IllegalArgumentException("by=" + by + " is negative: a nano clock never goes back");
        }
        nowNs.addAndGet(by.toNanos());
    }
}
