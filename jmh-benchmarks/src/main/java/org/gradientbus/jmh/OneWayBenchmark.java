package org.gradientbus.jmh;

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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/**
 * One-way throughput to one mailbox: the raw ring, and the bus by each of its calls.
 *
 * <p>JMH's threads are the producers; the consumer is a thread of the trial. The ring bounds what was sent but not yet
 * received to some thousand messages in tens of millions, so messages sent a second are messages received a second.
 * That needs no batches that wait for their end, which on two cores measure the scheduler, and no {@code @Group}, whose
 * consumer's polls would count as operations.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
@State(Scope.Benchmark)
public class OneWayBenchmark
{
    /** What the messages go through. */
    @Param
    public Way way;

    /** Bytes of payload. */
    @Param({"32", "256", "1024"})
    public int length;

    /** Bytes of the ring. */
    @Param("262144")
    public int capacity;

    private Receiving receiving;

    /** What is compared. */
    public enum Way
    {
        /** Agrona's ManyToOneRingBuffer: the baseline. */
        RING,

        /** {@code Publisher.tryClaim} and commit. */
        PUBLISHER_CLAIM,

        /** {@code Publisher.offer}. */
        PUBLISHER_OFFER,

        /** {@code Sender.tryClaim} and commit. */
        SENDER_CLAIM,

        /** {@code Sender.offer}. */
        SENDER_OFFER
    }

    /** Starts the consumer. */
    @Setup
    public void open()
    {
        receiving = new Receiving(way == Way.RING ?
            new RingOneWay(capacity, length) :
            new BusOneWay(capacity, length, BusOneWay.Call.valueOf(way.name()), 1));
    }

    /** Ends the consumer. */
    @TearDown
    public void close()
    {
        receiving.close();
    }

    /**
     * One producer.
     *
     * @param sending of the thread
     */
    @Benchmark
    @Threads(1)
    public void oneProducer(Sending sending)
    {
        sending.producer.send(sending.value++);
    }

    /**
     * Three producers.
     *
     * @param sending of the thread
     */
    @Benchmark
    @Threads(3)
    public void threeProducers(Sending sending)
    {
        sending.producer.send(sending.value++);
    }

    /** A producer's sending end. */
    @State(Scope.Thread)
    public static class Sending
    {
        private OneWay.Producer producer;
        private long value;

        /**
         * Opens it.
         *
         * @param benchmark to send through
         */
        @Setup
        public void open(OneWayBenchmark benchmark)
        {
            producer = benchmark.receiving.way().producer();
        }
    }
}
