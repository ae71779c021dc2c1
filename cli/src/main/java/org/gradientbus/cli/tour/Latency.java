package org.gradientbus.cli.tour;

import org.HdrHistogram.Histogram;

import java.util.concurrent.TimeUnit;

/**
 * Percentiles of a latency, in nanoseconds.
 *
 * @param samples that were measured
 * @param p50Ns   half of them took no longer
 * @param p99Ns   99 of a hundred took no longer
 * @param p999Ns  999 of a thousand took no longer
 */
record Latency(long samples, long p50Ns, long p99Ns, long p999Ns)
{
    private static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(10);

    /** Records without allocating, to three digits; a value that is longer than any patience counts as the highest. */
    static final class Recorder
    {
        private final Histogram histogram = new Histogram(HIGHEST_NS, 3);

        void record(long valueNs)
        {
            histogram.recordValue(Math.min(valueNs, HIGHEST_NS));
        }

        void reset()
        {
            histogram.reset();
        }

        Latency latency()
        {
            return new Latency(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9));
        }
    }
}
