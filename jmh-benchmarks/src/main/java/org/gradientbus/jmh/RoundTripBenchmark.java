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
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The round trip between two threads: JMH's is the near one, the far one answers for as long as the trial takes. Look
 * at p0.50: what is above p0.90 on a shared machine is the scheduler.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
@State(Scope.Benchmark)
public class RoundTripBenchmark
{
    /** What the messages go through. */
    @Param
    public Way way;

    /** Bytes of payload, there and back. */
    @Param({"32", "256", "1024"})
    public int length;

    /** Bytes of each ring. */
    @Param("262144")
    public int capacity;

    private final Run run = new Run();
    private PingPong pingPong;
    private FutureTask<Void> far;
    private long value;

    /** What is compared. */
    public enum Way
    {
        /** Two of Agrona's ManyToOneRingBuffer: the baseline. */
        RINGS,

        /** A publisher and a loop for each direction. */
        PUBLISHERS,

        /** A request, and its reply from within the handler. */
        REQUEST_REPLY
    }

    /** Starts the far thread. */
    @Setup
    public void open()
    {
        pingPong = switch (way)
        {
            case RINGS -> new RingPingPong(capacity, length);
            case PUBLISHERS -> new BusPingPong(capacity, length);
            case REQUEST_REPLY -> BusRequestReply.betweenThreads(capacity, length);
        };
        far = Threads.start("far", () ->
        {
            pingPong.echo(run);
            return null;
        });
    }

    /** Ends the far thread. */
    @TearDown
    public void close()
    {
        run.stopConsuming();
        Threads.join(far);
        pingPong.close();
    }

    /**
     * There and back.
     *
     * @return whether it was short, for JMH to make use of
     */
    @Benchmark
    public boolean roundTrip()
    {
        return pingPong.roundTrip(value++);
    }
}
