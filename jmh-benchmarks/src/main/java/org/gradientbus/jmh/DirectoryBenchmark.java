package org.gradientbus.jmh;

import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Sender;
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
import org.openjdk.jmh.infra.Blackhole;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Who is bound to an address, among many bindings: a sender is opened for it, which looks that up, and closed. Nothing
 * is looked up for a message, so this is paid once for each port, and again when bindings change.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
@State(Scope.Benchmark)
public class DirectoryBenchmark
{
    private static final int MAX_PER_MAILBOX = 1_000;
    private static final int LOOK_UPS = 1_024;
    private static final int TYPE = 1_000;
    private static final int RANGE = 10;
    private static final long SEED = 7;

    /** What is bound, and how it is asked for. */
    @Param
    public LookUp lookUp;

    /** How many are bound. */
    @Param({"100", "10000", "1000000"})
    public int bindings;

    private final Address[] asked = new Address[LOOK_UPS];
    private Bus bus;
    private int next;

    /** What is looked up. */
    public enum LookUp
    {
        /** A name that one mailbox is bound to. */
        NAME(DirectoryBenchmark::name, DirectoryBenchmark::name),

        /** A number that one mailbox is bound to. */
        NUMBER((i) -> Address.numbered(TYPE, i), (i) -> Address.numbered(TYPE, i)),

        /** A number within the range of one mailbox. */
        RANGE_OF_NUMBERS(DirectoryBenchmark::range, (i) -> Address.numbered(TYPE, (long)RANGE * i + i % RANGE)),

        /** A name that the pattern of one mailbox matches. */
        PATTERN((i) -> sensor("*", i), (i) -> sensor("hall", i)),

        /** A name some segments below the pattern of one mailbox. */
        DEEP_PATTERN((i) -> below("**", i), (i) -> below("hall/celsius", i)),

        /** A name that nobody is bound to, though all its parts are those of others. */
        NOBODY(DirectoryBenchmark::name, (i) -> Address.named("prices/fx-" + i / 100 + "/quote-100"));

        private final AddressMaker bound;
        private final AddressMaker asked;

        LookUp(AddressMaker bound, AddressMaker asked)
        {
            this.bound = bound;
            this.asked = asked;
        }
    }

    /** Makes the address with a number. */
    private interface AddressMaker
    {
        Address make(int i);
    }

    private static Address name(int i)
    {
        return Address.named("prices/fx-" + i / 100 + "/quote-" + i % 100);
    }

    private static Address range(int i)
    {
        return Address.range(TYPE, (long)RANGE * i, (long)RANGE * i + RANGE - 1);
    }

    private static Address sensor(String room, int i)
    {
        return Address.named("site-" + i / 100 + "/" + room + "/sensor-" + i % 100);
    }

    private static Address below(String rest, int i)
    {
        return Address.named("site-" + i / 100 + "/sensor-" + i % 100 + "/" + rest);
    }

    /** Binds all. */
    @Setup
    public void bind()
    {
        bus = Buses.open(1 << 16);
        final Loop loop = bus.loop(LoopConfig.callerRun("bench"));
        Mailbox mailbox = null;
        for (int i = 0; i < bindings; i++)
        {
            final Address address = lookUp.bound.make(i);
            mailbox = i % MAX_PER_MAILBOX == 0 ?
                bus.subscribe(
                    address,
                    (buffer, offset, length, envelope) -> {},
                    MailboxOptions.defaults().withLoop(loop)) :
                mailbox.bind(address);
        }
        final SplittableRandom random = new SplittableRandom(SEED);
        Arrays.setAll(asked, (ignore) -> lookUp.asked.make(random.nextInt(bindings)));
    }

    /** Closes the bus. */
    @TearDown
    public void close()
    {
        bus.close();
    }

    /**
     * One look-up, by a port.
     *
     * @param blackhole gets the port
     */
    @Benchmark
    public void open(Blackhole blackhole)
    {
        next = next + 1 & LOOK_UPS - 1;
        try (Sender sender = bus.sender(asked[next]))
        {
            blackhole.consume(sender);
        }
    }
}
