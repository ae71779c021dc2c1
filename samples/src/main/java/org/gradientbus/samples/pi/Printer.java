package org.gradientbus.samples.pi;

import org.gradientbus.Bus;
import org.gradientbus.Envelope;
import org.gradientbus.Mailbox;
import org.gradientbus.samples.Messages;
import org.gradientbus.samples.messages.PointsCountedDecoder;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The service that the workers of {@link MonteCarloPi} report to.
 */
final class Printer implements AutoCloseable
{
    private final CountDownLatch complete = new CountDownLatch(1);
    private final long points;
    private final Mailbox mailbox;
    private volatile long messages;
    private volatile long inside;
    private volatile long total;

    Printer(Bus bus, long points)
    {
        this.points = points;
        mailbox = bus.subscribe(
            MonteCarloPi.PRINTER, Messages.dispatcher().on(new PointsCountedDecoder(), this::onPointsCounted));
    }

    long messages()
    {
        return messages;
    }

    long inside()
    {
        return inside;
    }

    /** Waits until every point is reported, as long as reports keep coming. */
    void awaitAll()
    {
        long seen = -1;
        try
        {
            while (!complete.await(MonteCarloPi.PATIENCE.toNanos(), TimeUnit.NANOSECONDS))
            {
                if (messages == seen)
                {
                    throw new IllegalStateException(
                        "total=" + total + " of points=" + points + ", and nothing came for " + MonteCarloPi.PATIENCE);
                }
                seen = messages;
            }
        }
        catch (final InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at total=" + total + " of points=" + points, interrupted);
        }
    }

    /** Checks the sums, once nobody reports any more. */
    void requireAll(long reports)
    {
        if (messages != reports || total != points)
        {
            throw new IllegalStateException("the printer has messages=" + messages + " and total=" + total +
                ", the workers sent reports=" + reports + " about points=" + points);
        }
    }

    @Override
    public void close()
    {
        mailbox.close();
    }

    private void onPointsCounted(PointsCountedDecoder report, Envelope envelope)
    {
        messages++;
        inside += report.inside();
        total += report.total();
        if (total >= points)
        {
            complete.countDown();
        }
    }
}
