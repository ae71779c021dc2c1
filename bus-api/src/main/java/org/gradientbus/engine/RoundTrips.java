package org.gradientbus.engine;

import org.gradientbus.RoundTrip;

import java.util.Arrays;

/**
 * Round trips of one peer: a moving average, and a histogram with eight buckets for each power of two, so a percentile
 * is at most an eighth too high and the whole takes two kilobytes.
 *
 * <pre>
 *   value 0 .. 7         buckets 0 .. 7, exact
 *   value 2^e .. 2^(e+1) buckets 8 (e - 2) .. 8 (e - 2) + 7, by the three bits below the highest one
 * </pre>
 */
final class RoundTrips
{
    private static final int SUB_BITS = 3;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;
    private static final int BUCKETS = (Long.SIZE - SUB_BITS) * SUB_BUCKETS;

    /** Of RFC 6298: smooth enough to compare peers by, and follows a change within some ten samples. */
    private static final int AVERAGE_OVER = 8;

    private final int[] counts = new int[BUCKETS];
    private long samples;
    private volatile long averageNs;

    synchronized void record(long roundTripNs)
    {
        final long ns = Math.max(1, roundTripNs);
        averageNs = samples == 0 ? ns : averageNs + (ns - averageNs) / AVERAGE_OVER;
        samples++;
        counts[bucket(ns)]++;
    }

    /** Begins anew: the way is another. */
    synchronized void reset()
    {
        Arrays.fill(counts, 0);
        samples = 0;
        averageNs = 0;
    }

    /** 0 before the first sample. */
    long averageNs()
    {
        return averageNs;
    }

    synchronized long samples()
    {
        return samples;
    }

    synchronized RoundTrip now()
    {
        return new RoundTrip(averageNs, percentile(50), percentile(99), samples);
    }

    static int bucket(long value)
    {
        if (value < SUB_BUCKETS)
        {
            return (int)value;
        }
        final int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        return (exponent - SUB_BITS + 1 << SUB_BITS) + (int)(value >>> exponent - SUB_BITS & SUB_BUCKETS - 1);
    }

    /** The highest value that a bucket holds. */
    static long highest(int bucket)
    {
        if (bucket < SUB_BUCKETS)
        {
            return bucket;
        }
        final int shift = (bucket >>> SUB_BITS) - 1;
        final long lowest = (long)(SUB_BUCKETS + (bucket & SUB_BUCKETS - 1)) << shift;
        return lowest + (1L << shift) - 1;
    }

    private long percentile(int percent)
    {
        final long rank = Math.max(1, (samples * percent + 99) / 100);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++)
        {
            seen += counts[i];
            if (seen >= rank)
            {
                return highest(i);
            }
        }
        return 0;
    }
}
