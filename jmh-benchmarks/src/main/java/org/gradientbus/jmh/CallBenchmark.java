package org.gradientbus.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/**
 * Each call with the poll that receives it, on one thread. With {@code -prof gc} each must allocate 0 B/op.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
@State(Scope.Benchmark)
public class CallBenchmark
{
    /** What is called. */
    @Param
    public Call call;

    /** Bytes of payload. */
    @Param({"32", "256", "1024"})
    public int length;

    /** Bytes of the ring. */
    @Param("262144")
    public int capacity;

    private Calls calls;

    /** What is compared. */
    public enum Call
    {
        /** Claim, commit and read on Agrona's ManyToOneRingBuffer: the baseline. */
        RING,

        /** {@code Publisher.tryClaim} and commit. */
        PUBLISHER_CLAIM,

        /** {@code Publisher.offer}. */
        PUBLISHER_OFFER,

        /** {@code Sender.tryClaim} and commit. */
        SENDER_CLAIM,

        /** {@code Sender.offer}. */
        SENDER_OFFER,

        /** {@code Publisher.tryClaim} and commit, to eight mailboxes of one loop. */
        PUBLISH_TO_8,

        /** {@code Requester.tryClaim} and commit, the reply from within the handler, and the callback. */
        REQUEST_REPLY
    }

    /** Opens it. */
    @Setup
    public void open()
    {
        Calls.requireRoom(capacity, length);
        calls = switch (call)
        {
            case RING -> new RingCalls(capacity, length);
            case REQUEST_REPLY -> new RequestCalls(capacity, length);
            case PUBLISH_TO_8 -> new BusCalls(capacity, length, BusOneWay.Call.PUBLISHER_CLAIM, 8);
            case PUBLISHER_CLAIM, PUBLISHER_OFFER, SENDER_CLAIM, SENDER_OFFER ->
                new BusCalls(capacity, length, BusOneWay.Call.valueOf(call.name()), 1);
        };
    }

    /** Closes it. */
    @TearDown
    public void close()
    {
        calls.close();
    }

    /** A batch of them. */
    @Benchmark
    @OperationsPerInvocation(Calls.BATCH)
    public void sendAndReceive()
    {
        calls.send();
        calls.receive();
    }
}
