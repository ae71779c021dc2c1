package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;

import java.util.concurrent.TimeUnit;

/**
 * The median nanoseconds of a call on one thread, over batches of them. A batch takes microseconds, so few are
 * interrupted, and the median holds still on a machine that others use too.
 */
final class CallSide implements Side
{
    private static final int BATCHES_BETWEEN_LOOKS = 64;

    private final Calls calls;
    private final Part part;
    private final Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(10), 3);

    /** What is timed of each batch. */
    enum Part
    {
        SEND, RECEIVE
    }

    CallSide(Calls calls, Part part)
    {
        this.calls = calls;
        this.part = part;
    }

    @Override
    public Round measure(long roundNs)
    {
        histogram.reset();
        final long deadlineNs = System.nanoTime() + roundNs;
        do
        {
            for (int i = 0; i < BATCHES_BETWEEN_LOOKS; i++)
            {
                final long startNs = System.nanoTime();
                calls.send();
                final long sentNs = System.nanoTime();
                calls.receive();
                record(part == Part.SEND ? sentNs - startNs : System.nanoTime() - sentNs);
            }
        }
        while (System.nanoTime() - deadlineNs < 0);
        return new Round((double)histogram.getValueAtPercentile(50) / Calls.BATCH, true);
    }

    @Override
    public void close()
    {
        calls.close();
    }

    private void record(long ns)
    {
        histogram.recordValue(Math.min(ns, histogram.getHighestTrackableValue()));
    }
}
