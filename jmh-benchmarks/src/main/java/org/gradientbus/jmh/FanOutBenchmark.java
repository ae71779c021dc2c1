package org.gradientbus.jmh;

import com.lmax.disruptor.dsl.ProducerType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/**
 * Publications a second from one producer to several receivers that share a thread, 32 bytes each: mailboxes of one
 * loop, against handlers of a Disruptor. Producer and consumer as in {@link OneWayBenchmark}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
@State(Scope.Benchmark)
public class FanOutBenchmark
{
    /** What the messages go through. */
    @Param
    public Way way;

    /** Mailboxes, or handlers. */
    @Param({"1", "2", "8", "64"})
    public int receivers;

    /** Bytes of the ring. */
    @Param("262144")
    public int capacity;

    private Receiving receiving;
    private OneWay.Producer producer;
    private long value;

    /** What is compared. */
    public enum Way
    {
        /** A Disruptor for many producers, one event processor that calls all handlers: the baseline. */
        DISRUPTOR_PROCESSOR,

        /** A Disruptor for many producers, an event poller for each handler, polled in turn. */
        DISRUPTOR_POLLERS,

        /** A Disruptor that may have one producer only, one event processor that calls all handlers. */
        DISRUPTOR_SINGLE_PRODUCER,

        /** {@code Publisher.tryClaim} and commit. */
        PUBLISHER
    }

    /** Starts the consumer. */
    @Setup
    public void open()
    {
        final OneWay oneWay = switch (way)
        {
            case DISRUPTOR_PROCESSOR -> disruptor(ProducerType.MULTI, DisruptorOneWay.Handling.ONE_PROCESSOR);
            case DISRUPTOR_POLLERS -> disruptor(ProducerType.MULTI, DisruptorOneWay.Handling.POLLER_EACH);
            case DISRUPTOR_SINGLE_PRODUCER -> disruptor(ProducerType.SINGLE, DisruptorOneWay.Handling.ONE_PROCESSOR);
            case PUBLISHER ->
                new BusOneWay(capacity, DisruptorOneWay.LENGTH, BusOneWay.Call.PUBLISHER_CLAIM, receivers);
        };
        receiving = new Receiving(oneWay);
        producer = receiving.way().producer();
    }

    /** Ends the consumer. */
    @TearDown
    public void close()
    {
        receiving.close();
    }

    /** One publication. */
    @Benchmark
    public void publish()
    {
        producer.send(value++);
    }

    private OneWay disruptor(ProducerType producerType, DisruptorOneWay.Handling handling)
    {
        return new DisruptorOneWay(capacity, producerType, handling, receivers);
    }
}
