package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;

/**
 * There and back between two threads, one message at a time; measured in nanoseconds a round trip.
 */
interface PingPong extends AutoCloseable
{
    /** Answers until told to stop; on the far thread. */
    void echo(Run run);

    /** One round trip; on the near thread. */
    void roundTrip(long value);

    /** Makes round trips until told to stop, and records each one's nanoseconds; on the near thread. */
    default void ping(Run run, Histogram histogram)
    {
        long value = 0;
        while (run.isProducing())
        {
            final long startNs = System.nanoTime();
            roundTrip(value++);
            histogram.recordValue(Math.min(System.nanoTime() - startNs, histogram.getHighestTrackableValue()));
        }
    }

    /** What came back to the near thread. */
    Tally tally();

    @Override
    void close();
}
