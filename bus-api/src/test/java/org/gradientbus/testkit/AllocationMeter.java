package org.gradientbus.testkit;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/**
 * Measures how many bytes threads allocate while a piece of work runs.
 *
 * <p>The work runs {@link #WARM_UP_ROUNDS} rounds unmeasured and then {@link #ROUNDS} rounds measured, and the round
 * with the least counts: what allocates for each message shows in every round, while what the JVM allocates once
 * (linking, a deoptimisation) does not. The meter's own overhead is measured with no work and subtracted.
 *
 * <p><b>Threads</b>: a meter is for one thread at a time; it may watch any others, which have to live as long as it.
 */
public final class AllocationMeter
{
    /** Rounds before the measured ones. */
    public static final int WARM_UP_ROUNDS = 3;

    /** Measured rounds. */
    public static final int ROUNDS = 4;

    private static final Runnable NO_WORK = () ->
    {
    };

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private final long[] threadIds;
    private final long overheadBytes;

    private AllocationMeter(Thread... watched)
    {
        if (!threads.isThreadAllocatedMemorySupported())
        {
            throw new IllegalStateException("this JVM does not count what its threads allocate");
        }
        threads.setThreadAllocatedMemoryEnabled(true);
        threadIds = new long[watched.length];
        for (int i = 0; i < watched.length; i++)
        {
            threadIds[i] = watched[i].getId();
        }
        overheadBytes = leastOfRounds(1, NO_WORK);
    }

    /**
     * Watches the thread that calls, which is also the one that runs the work.
     *
     * @return the meter
     */
    public static AllocationMeter ofThisThread()
    {
        return new AllocationMeter(Thread.currentThread());
    }

    /**
     * Watches several threads together, such as a loop's own; name the calling thread too if it is to count.
     *
     * @param threads that are alive
     * @return the meter
     */
    public static AllocationMeter ofThreads(Thread... threads)
    {
        return new AllocationMeter(threads);
    }

    /**
     * Fails when the calling thread allocates while it runs the work.
     *
     * @param what       is measured, for the message of a failure
     * @param iterations of the work in a round; thousands, so that it is compiled
     * @param work       run on the calling thread
     * @throws AssertionError when every round allocated
     */
    public static void assertNoAllocation(String what, int iterations, Runnable work)
    {
        ofThisThread().assertNone(what, iterations, work);
    }

    /**
     * Fails when a watched thread allocates while the work runs.
     *
     * @param what       is measured, for the message of a failure
     * @param iterations of the work in a round; thousands, so that it is compiled
     * @param work       run on the calling thread; returns only when the other threads have done their part
     * @throws AssertionError when every round allocated
     */
    public void assertNone(String what, int iterations, Runnable work)
    {
        long bytes = bytesOf(iterations, work);
        if (bytes != 0)
        {
            throw new AssertionError(what + " allocated " + bytes + " bytes in " + iterations + " iterations: " +
                (double)bytes / iterations + " each");
        }
    }

    /**
     * Measures what the watched threads allocate in one round.
     *
     * @param iterations of the work in a round
     * @param work       run on the calling thread
     * @return bytes of all iterations of the round with the least
     */
    public long bytesOf(int iterations, Runnable work)
    {
        for (int i = 0; i < WARM_UP_ROUNDS; i++)
        {
            round(iterations, work);
        }
        return Math.max(0, leastOfRounds(iterations, work) - overheadBytes);
    }

    private long leastOfRounds(int iterations, Runnable work)
    {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++)
        {
            least = Math.min(least, round(iterations, work));
        }
        return least;
    }

    private long round(int iterations, Runnable work)
    {
        long before = allocatedBytes();
        for (int i = 0; i < iterations; i++)
        {
            work.run();
        }
        return allocatedBytes() - before;
    }

    private long allocatedBytes()
    {
        long sum = 0;
        for (long id : threadIds)
        {
            long bytes = threads.getThreadAllocatedBytes(id);
            if (bytes < 0)
            {
                throw new IllegalStateException("thread id=" + id + " is not alive");
            }
            sum += bytes;
        }
        return sum;
    }
}
