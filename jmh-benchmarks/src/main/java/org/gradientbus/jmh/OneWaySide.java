package org.gradientbus.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Messages a second: of one producer by its {@link Laps}; of several, who take turns on the cores anyhow, as counted at
 * the consumer. After each round every byte that was sent is accounted for.
 */
final class OneWaySide implements Side
{
    /** For the threads of a round to get going. */
    private static final long RAMP_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int FEWEST_LAPS = 8;

    private final OneWay way;
    private final List<OneWay.Producer> producers = new ArrayList<>();

    /** One for each producer, the same in all rounds: a Disruptor for one producer insists on that. */
    private final List<ExecutorService> producerThreads = new ArrayList<>();
    private final List<Laps> laps = new ArrayList<>();
    private final int length;

    OneWaySide(OneWay way, int producerCount, int length, int capacity)
    {
        this.way = way;
        this.length = length;
        for (int i = 0; i < producerCount; i++)
        {
            final OneWay.Producer producer = way.producer();
            producers.add(producer);
            laps.add(new Laps(capacity / length, producer.idle, way.consumerIdle()));
            producerThreads.add(Threads.single("producer"));
        }
    }

    @Override
    public Round measure(long roundNs)
    {
        final Run run = new Run();
        final long countAtStart = way.tally().count();
        final long sumAtStart = way.tally().sum();
        final FutureTask<Void> consumer = Threads.start("consumer", () ->
        {
            way.consume(run);
            return null;
        });
        final List<Future<Long>> sending = new ArrayList<>();
        for (int i = 0; i < producers.size(); i++)
        {
            final OneWay.Producer producer = producers.get(i);
            final Laps producerLaps = laps.get(i);
            sending.add(producerThreads.get(i).submit(() -> producer.produce(run, producerLaps)));
        }
        Threads.pause(RAMP_NS);
        final ProcessorTime processorTime = new ProcessorTime(producers.size() + 1);
        final long startNs = System.nanoTime();
        final long startCount = way.tally().count();
        Threads.pause(roundNs);
        final long endCount = way.tally().count();
        final long endNs = System.nanoTime();
        final boolean isCalm = processorTime.isCalm();
        run.stopProducing();

        long sent = 0;
        long sum = 0;
        for (final Future<Long> each : sending)
        {
            final long count = Threads.join(each);
            sent += count;
            sum += sumOf(count);
        }
        final int receivers = way.receivers();
        while (way.tally().count() - countAtStart < sent * receivers && !consumer.isDone())
        {
            LockSupport.parkNanos(RAMP_NS / 50);
        }
        way.stopConsuming(run);
        Threads.join(consumer);
        if (way.tally().count() - countAtStart != sent * receivers ||
            way.tally().sum() - sumAtStart != sum * receivers)
        {
            throw new IllegalStateException(
                "sent=" + sent + " with sum=" + sum + " to receivers=" + receivers + ", but received=" +
                (way.tally().count() - countAtStart) + " with sum=" + (way.tally().sum() - sumAtStart));
        }
        if (producers.size() == 1)
        {
            return new Round(laps.get(0).messagesPerSecond(), laps.get(0).count() >= FEWEST_LAPS);
        }
        final double messages = (double)(endCount - startCount) / receivers;
        return new Round(messages * TimeUnit.SECONDS.toNanos(1) / (endNs - startNs), isCalm && messages > 0);
    }

    @Override
    public void close()
    {
        producerThreads.forEach(ExecutorService::shutdown);
        way.close();
    }

    /** Over the messages 0, 1, ... count - 1. */
    private long sumOf(long count)
    {
        return count * Payload.sum(length, 0) + length / Long.BYTES * (count * (count - 1) / 2);
    }
}
