package org.gradientbus.jmh.rig;

import org.HdrHistogram.Histogram;
import org.gradientbus.jmh.peer.Receiver;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes the answers at the near end, on whichever thread they come, and times each from when its message was to be
 * sent.
 */
final class NearReceiver implements Receiver
{
    /** What took longer counts as this. */
    static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(60);

    private static final int DIGITS = 3;

    private final AtomicLong count = new AtomicLong();
    private Histogram histogram;
    private long sum;
    private long startNs;
    private double intervalNs;

    /** By the near thread, while nothing is on its way: message 0 is due then, each other one so much later. */
    void begin(long newStartNs, double newIntervalNs)
    {
        histogram = new Histogram(LONGEST_NS, DIGITS);
        startNs = newStartNs;
        intervalNs = newIntervalNs;
        sum = 0;
        count.set(0);
    }

    /** When a message is to be sent. */
    long dueNs(long value)
    {
        return startNs + (long)(value * intervalNs);
    }

    @Override
    public void onMessage(long value, long newSum)
    {
        record(System.nanoTime() - dueNs(value));
        sum += newSum;
        count.lazySet(count.getPlain() + 1);
    }

    /** By the near thread, when nothing more is to come: what is not there yet counts as late as it is now. */
    void recordMissing(long total)
    {
        final long nowNs = System.nanoTime();
        for (long value = count.get(); value < total; value++)
        {
            record(nowNs - dueNs(value));
        }
    }

    private void record(long ns)
    {
        histogram.recordValue(Math.max(0, Math.min(ns, LONGEST_NS)));
    }

    long count()
    {
        return count.getAcquire();
    }

    /** What has come, to a thread that waited so long for a core. */
    Received received(long delayNs)
    {
        return new Received(count(), sum, delayNs);
    }

    Histogram histogram()
    {
        return histogram;
    }
}
