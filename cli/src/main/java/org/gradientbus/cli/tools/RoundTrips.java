package org.gradientbus.cli.tools;

import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The outcomes of requests that are sent one after the other.
 */
final class RoundTrips implements ReplyHandler
{
    private static final long HIGHEST_NS = TimeUnit.HOURS.toNanos(1);
    private static final int WIDEST_BAR = 40;

    private final Histogram histogram = new Histogram(HIGHEST_NS, 3);
    private final Map<RequestFailure, Long> failures = new EnumMap<>(RequestFailure.class);
    private final Semaphore outcomes = new Semaphore(0);
    private volatile long sentNs;

    /** To be called before each request. */
    void begin()
    {
        sentNs = System.nanoTime();
    }

    /** Waits for the outcome of the last request, which comes: the bus promises one. */
    void awaitOutcome() throws InterruptedException
    {
        outcomes.acquire();
    }

    @Override
    public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
    {
        histogram.recordValue(Math.min(System.nanoTime() - sentNs, HIGHEST_NS));
        outcomes.release();
    }

    @Override
    public void onFailure(long correlationId, RequestFailure failure)
    {
        failures.merge(failure, 1L, Long::sum);
        outcomes.release();
    }

    long replies()
    {
        return histogram.getTotalCount();
    }

    Map<RequestFailure, Long> failures()
    {
        return failures;
    }

    long percentileNs(double percentile)
    {
        return histogram.getValueAtPercentile(percentile);
    }

    long minNs()
    {
        return replies() == 0 ? 0 : histogram.getMinValue();
    }

    long maxNs()
    {
        return histogram.getMaxValue();
    }

    /** A stretch of round trips, its upper end twice its lower one. */
    record Bucket(long fromNs, long toNs, long count)
    {
        String bar(long largest)
        {
            return "#".repeat((int)Math.max(1, WIDEST_BAR * count / largest));
        }
    }

    /** From the shortest to the longest; those that are empty lie between others. */
    List<Bucket> buckets()
    {
        List<Bucket> buckets = new ArrayList<>();
        if (replies() > 0)
        {
            for (long from = Long.highestOneBit(Math.max(1, minNs())); from <= maxNs(); from *= 2)
            {
                buckets.add(new Bucket(from, 2 * from, countBetween(from, 2 * from)));
            }
        }
        return buckets;
    }

    private long countBetween(long fromNs, long toNs)
    {
        long count = 0;
        for (var value : histogram.recordedValues())
        {
            // A recorded value stands for all that are equal to three digits, so its end may lie beyond the bucket's.
            long lowest = histogram.lowestEquivalentValue(value.getValueIteratedTo());
            count += lowest >= fromNs && lowest < toNs ? value.getCountAtValueIteratedTo() : 0;
        }
        return count;
    }
}
