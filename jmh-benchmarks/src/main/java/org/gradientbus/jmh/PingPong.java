package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;

/**
 * There and back between two threads, one message at a time; measured in nanoseconds a round trip.
 */
interface PingPong extends AutoCloseable
{
    /** Answers until told to stop; on the far thread. */
    void echo(Run run);

    /**
     * One round trip; on the near thread. Returns whether the wait for the answer was short, which it is not when the
     * far thread had no core.
     */
    boolean roundTrip(long value);

    /**
     * Makes round trips until told to stop, on the near thread, and records the nanoseconds of those that were short.
     * Returns how many it made.
     */
    default long ping(Run run, Histogram histogram)
    {
        long value = 0;
        while (run.isProducing())
        {
            final long startNs = System.nanoTime();
            if (roundTrip(value++))
            {
                histogram.recordValue(Math.min(System.nanoTime() - startNs, histogram.getHighestTrackableValue()));
            }
        }
        return value;
    }

    /** What came back to the near thread. */
    Tally tally();

    @Override
    void close();
}
