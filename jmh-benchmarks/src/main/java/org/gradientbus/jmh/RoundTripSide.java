package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The median round trip of a round.
 */
final class RoundTripSide implements Side
{
    private final PingPong way;
    private final int length;
    private final Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(10), 3);

    RoundTripSide(PingPong way, int length)
    {
        this.way = way;
        this.length = length;
    }

    @Override
    public double measure(long roundNs)
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
        final FutureTask<Void> near = Threads.start("near", () ->
        {
            way.ping(run, histogram);
            return null;
        });
        Threads.pause(roundNs);
        run.stopProducing();
        Threads.join(near);
        run.stopConsuming();
        Threads.join(far);

        final long count = histogram.getTotalCount();
        final long sum = count * Payload.sum(length, 0) + length / Long.BYTES * (count * (count - 1) / 2);
        if (way.tally().count() - countAtStart != count || way.tally().sum() - sumAtStart != sum)
        {
            throw new IllegalStateException("sent=" + count + " with sum=" + sum + ", but came back=" +
                (way.tally().count() - countAtStart) + " with sum=" + (way.tally().sum() - sumAtStart));
        }
        return histogram.getValueAtPercentile(50);
    }

    @Override
    public void close()
    {
        way.close();
    }
}
