package org.gradientbus.jmh;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.Loop;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Selection;
import org.gradientbus.Sender;
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
 * What it costs a sender to pick one of a group's mailboxes, with the poll that receives the message, on one thread. A
 * group of one is the baseline: there is nothing to pick.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
@State(Scope.Benchmark)
public class SelectionBenchmark
{
    private static final int LENGTH = 32;
    private static final String GROUP = "bench/group";

    /** How one is picked. */
    @Param
    public Policy policy;

    /** Mailboxes of the group, on one loop. */
    @Param({"1", "2", "8", "64"})
    public int mailboxes;

    /** Bytes of the ring. */
    @Param("262144")
    public int capacity;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private final Tally tally = new Tally();
    private Bus bus;
    private Loop loop;
    private Sender sender;
    private long key;

    /** The selections, and the form of a send that has a key. */
    public enum Policy
    {
        /** {@link Selection#NEAREST}. */
        NEAREST(Selection.NEAREST),

        /** {@link Selection#ROUND_ROBIN}. */
        ROUND_ROBIN(Selection.ROUND_ROBIN),

        /** {@link Selection#RANDOM}. */
        RANDOM(Selection.RANDOM),

        /** {@link Selection#LEAST_LOADED}. */
        LEAST_LOADED(Selection.LEAST_LOADED),

        /** {@link Selection#FURTHEST}. */
        FURTHEST(Selection.FURTHEST),

        /** The mailbox that a key belongs to. */
        KEY(Selection.NEAREST);

        private final Selection selection;

        Policy(Selection selection)
        {
            this.selection = selection;
        }
    }

    /** Opens the group. */
    @Setup
    public void open()
    {
        Calls.requireRoom(capacity, LENGTH);
        bus = Buses.open(capacity);
        loop = Buses.loop(bus, "bench", capacity);
        for (int i = 0; i < mailboxes; i++)
        {
            bus.subscribe(
                GROUP,
                (buffer, offset, length, envelope) -> tally.add(Payload.read(buffer, offset, length)),
                MailboxOptions.defaults().withLoop(loop));
        }
        sender = bus.sender(GROUP, policy.selection);
    }

    /** Closes the bus. */
    @TearDown
    public void close()
    {
        bus.close();
    }

    /** A batch of messages, each to a mailbox that is picked for it. */
    @Benchmark
    @OperationsPerInvocation(Calls.BATCH)
    public void sendAndReceive()
    {
        for (int i = 0; i < Calls.BATCH; i++)
        {
            send();
        }
        int received = 0;
        while (received < Calls.BATCH)
        {
            received += loop.poll(Ring.POLL_LIMIT);
        }
    }

    private void send()
    {
        final boolean isAccepted = policy == Policy.KEY ?
            sender.offer(key++, message, 0, LENGTH).isAccepted() : sender.offer(message, 0, LENGTH).isAccepted();
        if (!isAccepted)
        {
            throw new IllegalStateException("a batch found no room in capacity=" + capacity);
        }
    }
}
