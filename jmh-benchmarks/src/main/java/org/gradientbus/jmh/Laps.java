package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;

import java.util.concurrent.TimeUnit;

/**
 * Times the messages of a producer in laps of about as many as fill a quarter of the ring. A lap counts when neither
 * it, nor the four before, nor the one after saw a long wait on either side: then producer and consumer ran side by
 * side all the time, and what the ring had gathered before is gone. So this tells the throughput of two cores also
 * while others take turns on them.
 */
final class Laps
{
    private static final int LAPS_PER_RING = 4;

    private final int messages;
    private final SpinThenYield producer;
    private final SpinThenYield consumer;
    private final Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(10), 3);
    private long startNs;
    private long lastNs;
    private long longWaits;
    private int undisturbed;

    Laps(int messagesPerRing, SpinThenYield producer, SpinThenYield consumer)
    {
        messages = messagesPerRing / LAPS_PER_RING;
        this.producer = producer;
        this.consumer = consumer;
    }

    /** How many messages a lap is of. */
    int messages()
    {
        return messages;
    }

    /** By the producer's thread: the first lap begins. */
    void start()
    {
        histogram.reset();
        undisturbed = 0;
        longWaits = producer.longWaits() + consumer.longWaits();
        startNs = System.nanoTime();
    }

    /** By the producer's thread: a lap has ended. */
    void lap()
    {
        final long nowNs = System.nanoTime();
        final long longWaitsNow = producer.longWaits() + consumer.longWaits();
        undisturbed = longWaitsNow == longWaits ? undisturbed + 1 : 0;
        if (undisturbed > LAPS_PER_RING + 1)
        {
            histogram.recordValue(Math.min(lastNs, histogram.getHighestTrackableValue()));
        }
        lastNs = nowNs - startNs;
        startNs = nowNs;
        longWaits = longWaitsNow;
    }

    /** How many laps count. Once the producer has ended. */
    long count()
    {
        return histogram.getTotalCount();
    }

    /** By the median lap; 0 when no lap counts. */
    double messagesPerSecond()
    {
        return count() == 0 ? 0 :
            (double)messages * TimeUnit.SECONDS.toNanos(1) / histogram.getValueAtPercentile(50);
    }
}
