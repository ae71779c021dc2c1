package org.gradientbus.jmh;

import java.util.concurrent.FutureTask;

/**
 * The consumer of a JMH trial, on a thread of its own.
 */
final class Receiving implements AutoCloseable
{
    private final OneWay way;
    private final Run run = new Run();
    private final FutureTask<Void> consumer;

    Receiving(OneWay way)
    {
        this.way = way;
        consumer = Threads.start("consumer", () ->
        {
            way.consume(run);
            return null;
        });
    }

    OneWay way()
    {
        return way;
    }

    @Override
    public void close()
    {
        way.stopConsuming(run);
        Threads.join(consumer);
        way.close();
    }
}
