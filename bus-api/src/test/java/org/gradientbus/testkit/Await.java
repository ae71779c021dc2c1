package org.gradientbus.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Waits in a test until a condition holds, in place of sleeping.
 *
 * <p>The limit is generous, because it is met only by a test that fails: a passing test goes on at once. A limit is
 * never a statement about speed.
 *
 * <p><b>Errors</b>: every method throws {@link AssertionError} when the limit is over, naming what was awaited and for
 * how long; and when the thread is interrupted, so that JUnit's timeout ends the wait. What the condition throws passes
 * through.
 */
public final class Await
{
    /** How long the methods without a limit of their own wait. */
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

    private static final int SPINS = 100;
    private static final int YIELDS = 100;
    private static final long PARK_NS = 100_000;

    private Await()
    {
    }

    /**
     * Waits for a condition, {@link #DEFAULT_LIMIT} at most.
     *
     * @param condition asked again and again on this thread
     */
    public static void until(BooleanSupplier condition)
    {
        until("a condition", condition);
    }

    /**
     * Waits for a condition, {@link #DEFAULT_LIMIT} at most.
     *
     * @param what      is awaited, for the message of a failure
     * @param condition asked again and again on this thread
     */
    public static void until(String what, BooleanSupplier condition)
    {
        until(what, DEFAULT_LIMIT, condition);
    }

    /**
     * Waits for a condition.
     *
     * @param what      is awaited, for the message of a failure
     * @param limit     of the wait
     * @param condition asked again and again on this thread
     */
    public static void until(String what, Duration limit, BooleanSupplier condition)
    {
        if (!holdsWithin(what, limit, condition))
        {
            throw new AssertionError("waited " + limit + " in vain for " + what);
        }
    }

    /**
     * Waits for a value, {@link #DEFAULT_LIMIT} at most.
     *
     * @param expected value, compared by {@code equals}
     * @param actual   asked again and again on this thread
     * @param <T>      type of the value
     */
    public static <T> void untilEquals(T expected, Supplier<? extends T> actual)
    {
        untilEquals("a value", DEFAULT_LIMIT, expected, actual);
    }

    /**
     * Waits for a value.
     *
     * @param what     is awaited, for the message of a failure
     * @param limit    of the wait
     * @param expected value, compared by {@code equals}
     * @param actual   asked again and again on this thread
     * @param <T>      type of the value
     */
    public static <T> void untilEquals(String what, Duration limit, T expected, Supplier<? extends T> actual)
    {
        Object[] last = new Object[1];
        if (!holdsWithin(what, limit, () -> Objects.equals(expected, last[0] = actual.get())))
        {
            throw new AssertionError(
                "waited " + limit + " in vain for " + what + ": expected=" + expected + " last=" + last[0]);
        }
    }

    /**
     * Waits for a number, {@link #DEFAULT_LIMIT} at most.
     *
     * @param expected number
     * @param actual   asked again and again on this thread
     */
    public static void untilEquals(long expected, LongSupplier actual)
    {
        untilEquals("a number", DEFAULT_LIMIT, expected, actual);
    }

    /**
     * Waits for a number, {@link #DEFAULT_LIMIT} at most.
     *
     * @param what     is awaited, for the message of a failure
     * @param expected number
     * @param actual   asked again and again on this thread
     */
    public static void untilEquals(String what, long expected, LongSupplier actual)
    {
        untilEquals(what, DEFAULT_LIMIT, expected, actual);
    }

    /**
     * Waits for a number.
     *
     * @param what     is awaited, for the message of a failure
     * @param limit    of the wait
     * @param expected number
     * @param actual   asked again and again on this thread
     */
    public static void untilEquals(String what, Duration limit, long expected, LongSupplier actual)
    {
        long[] last = new long[1];
        if (!holdsWithin(what, limit, () -> expected == (last[0] = actual.getAsLong())))
        {
            throw new AssertionError(
                "waited " + limit + " in vain for " + what + ": expected=" + expected + " last=" + last[0]);
        }
    }

    /** Spins first, since most waits are short; then yields; then parks, so that the awaited thread gets the core. */
    private static boolean holdsWithin(String what, Duration limit, BooleanSupplier condition)
    {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        for (long attempt = 0; !condition.getAsBoolean(); attempt++)
        {
            if (Thread.currentThread().isInterrupted())
            {
                throw new AssertionError("interrupted while waiting for " + what);
            }
            if (deadlineNs - System.nanoTime() < 0)
            {
                return false;
            }
            if (attempt < SPINS)
            {
                Thread.onSpinWait();
            }
            else if (attempt < SPINS + YIELDS)
            {
                Thread.yield();
            }
            else
            {
                LockSupport.parkNanos(PARK_NS);
            }
        }
        return true;
    }
}
