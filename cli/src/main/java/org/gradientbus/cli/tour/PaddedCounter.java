package org.gradientbus.cli.tour;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A number that one thread counts up and any thread reads, on cache lines of its own. What one thread writes for each
 * message must not lie beside what the other reads for each message: that would slow down what is measured.
 */
final class PaddedCounter
{
    /** Two lines on either side, as processors fetch them in pairs. */
    private static final int PADDING = 128 / Long.BYTES;

    private final AtomicLongArray padded = new AtomicLongArray(2 * PADDING + 1);

    long get()
    {
        return padded.get(PADDING);
    }

    /** A release, which pairs with {@link #get()}: who sees the number sees what was written before. */
    void set(long value)
    {
        padded.lazySet(PADDING, value);
    }

    /** By the one thread that counts. */
    void increment()
    {
        set(padded.getPlain(PADDING) + 1);
    }
}
