package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The median nanoseconds of a round's trips, of those during which both threads had a core. A round with few of them is
 * not calm.
 */
final class RoundTripSide implements Side
{
    private static final int FEWEST_TRIPS = 1000;

    private final PingPong way;
    private final int length;
    private final Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(10), 3);

    RoundTripSide(PingPong way, int length)
    {
        this.way = way;
        this.length = length;
    }

    @Override
    public Round measure(long roundNs)
    {
        final Run run = new Run();
        histogram.reset();
        final long countAtStart = way.tally().count();
        final long sumAtStart = way.tally().sum();
        final FutureTask<Void> far = Threads.start("far", () ->
        {
            way.echo(run);
            return null;
        });
        final FutureTask<Long> near = Threads.start("near", () -> way.ping(run, histogram));
        Threads.pause(roundNs);
        run.stopProducing();
        final long count = Threads.join(near);
        run.stopConsuming();
        Threads.join(far);

        final long sum = count * Payload.sum(length, 0) + length / Long.BYTES * (count * (count - 1) / 2);
        if (way.tally().count() - countAtStart != count || way.tally().sum() - sumAtStart != sum)
        {
            throw new IllegalStateException("sent=" + count + " with sum=" + sum + ", but came back=" +
                (way.tally().count() - countAtStart) + " with sum=" + (way.tally().sum() - sumAtStart));
        }
        return new Round(histogram.getValueAtPercentile(50), histogram.getTotalCount() >= FEWEST_TRIPS);
    }

    @Override
    public void close()
    {
        way.close();
    }
}
