package org.gradientbus.jmh.codec;

import org.gradientbus.codecs.verify.Verdict;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/**
 * Nanoseconds a message: the bus's header, and the vehicle by SBE and by protobuf. With {@code -prof gc} SBE allocates
 * 0 B/op.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
@State(Scope.Thread)
public class CodecBenchmark
{
    private final FrameCodec frame = new FrameCodec();
    private final SbeVehicle sbe = new SbeVehicle();
    private final ProtobufVehicle protobuf = new ProtobufVehicle();
    private long correlationId;
    private int sbeLength;
    private int protobufLength;

    /** Writes what is read. */
    @Setup
    public void encode()
    {
        frame.encode(correlationId);
        sbeLength = sbe.encode();
        protobufLength = protobuf.encode();
    }

    /**
     * The header of a request, written.
     *
     * @return its length
     */
    @Benchmark
    public int frameEncode()
    {
        return frame.encode(correlationId++);
    }

    /**
     * The header, verified.
     *
     * @return where the payload begins
     */
    @Benchmark
    public int frameVerify()
    {
        return frame.verify();
    }

    /**
     * The header, read.
     *
     * @return the sum of its fields
     */
    @Benchmark
    public long frameDecode()
    {
        return frame.decode();
    }

    /**
     * The vehicle by SBE, written.
     *
     * @return its length
     */
    @Benchmark
    public int vehicleSbeEncode()
    {
        return sbe.encode();
    }

    /**
     * The vehicle by SBE, verified.
     *
     * @return the verdict
     */
    @Benchmark
    public Verdict vehicleSbeVerify()
    {
        return sbe.verify(sbeLength);
    }

    /**
     * The vehicle by SBE, read.
     *
     * @return the sum of its fields
     */
    @Benchmark
    public long vehicleSbeDecode()
    {
        return sbe.decode();
    }

    /**
     * The vehicle by protobuf, written.
     *
     * @return its length
     */
    @Benchmark
    public int vehicleProtobufEncode()
    {
        return protobuf.encode();
    }

    /**
     * The vehicle by protobuf, read.
     *
     * @return the sum of its fields
     */
    @Benchmark
    public long vehicleProtobufDecode()
    {
        return protobuf.decode(protobufLength);
    }
}
