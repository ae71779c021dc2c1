package org.gradientbus.ipc;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * One random history of a lane, replayed from its seed: several claims open at a time, committed and aborted in any
 * order, one thread of the producer stalled somewhere, and a consumer that polls now and then. Either side may die
 * before any of its stores; {@link #runUntilProducerDiesAt} and its twin then check what the other is left with.
 */
final class LaneHistory
{
    private static final int STEPS = 40;
    private static final int MOST_OPEN_CLAIMS = 4;
    private static final int POLLS_TO_DRAIN = 100;
    private static final long[] EDGES = {0, 1L << 31, 1L << 32, Long.MIN_VALUE, -(1L << 40)};

    private static final class OpenClaim
    {
        final FrameClaim claim = new FrameClaim();
        LaneLedger.Entry entry;
        boolean isWritten;
    }

    /** Makes the memory that a side of the lane works on, so that a test can put a wrong one in its place. */
    record Memories(Function<ByteBuffer, DyingMemory> producer, Function<ByteBuffer, DyingMemory> consumer)
    {
        static final Memories REAL = new Memories(DyingMemory::new, DyingMemory::new);
    }

    private final SplittableRandom random;
    private final LaneSpec spec;
    private final DyingMemory producerMemory;
    private final DyingMemory consumerMemory;
    private final UnsafeBuffer survivorMemory;
    private final LaneWriter writer;
    private final LaneReader reader;
    private final LaneLedger ledger = new LaneLedger();
    private final List<OpenClaim> open = new ArrayList<>();

    /** How many claims were before what the consumer has told that it consumed. */
    private int toldUpTo;
    private long told;

    LaneHistory(long seed, Memories memories)
    {
        random = new SplittableRandom(seed);
        int capacity = 512 << random.nextInt(3);
        long edge = EDGES[random.nextInt(EDGES.length)];
        // From two laps before the edge to the edge itself, so that a history passes it.
        long firstPosition = edge - (long)random.nextInt(2 * capacity / 64 + 1) * 64;
        spec = new LaneSpec(1, 2, 3, capacity / 8 - random.nextInt(capacity / 16), capacity, firstPosition);
        ByteBuffer shared = ByteBuffer.allocateDirect(spec.totalLength());
        survivorMemory = new UnsafeBuffer(shared);
        spec.format(survivorMemory);
        producerMemory = memories.producer.apply(shared);
        consumerMemory = memories.consumer.apply(shared);
        writer = new LaneWriter(producerMemory, spec, Doorbell.NONE);
        reader = new LaneReader(consumerMemory, spec);
        told = firstPosition;
        consumerMemory.afterStore(this::lookWhatIsTold);
    }

    private void lookWhatIsTold()
    {
        long consumed = survivorMemory.getLong(LaneLayout.CONSUMED_OFFSET);
        if (consumed != told)
        {
            told = consumed;
            toldUpTo = ledger.arrivedUpTo();
        }
    }

    /** Runs it whole, and tells how many stores the sides make: the points at which they can die. */
    long[] countStores()
    {
        long stalled = random.nextLong(200);
        producerMemory.stallAt(stalled);
        run();
        return new long[]{producerMemory.stores(), consumerMemory.stores()};
    }

    /** Sends until the lane is full, and makes sure that no store escaped the count. */
    long storesOfALonelyProducer()
    {
        while (send())
        {
            require(producerMemory.hasSeenEveryStore(), "a store that cannot be died at");
        }
        return producerMemory.stores();
    }

    void runUntilProducerDiesAt(long store)
    {
        producerMemory.stallAt(random.nextLong(200));
        producerMemory.dieAt(store);
        try
        {
            run();
        }
        catch (DyingMemory.Death producerIsDead)
        {
            reader.onProducerGone();
        }
        reader.onProducerGone();
        for (int i = 0; i < POLLS_TO_DRAIN && !reader.isDrained(); i++)
        {
            reader.poll(ledger, 3);
        }
        assertNoFailure(reader);
        require(reader.isDrained(), "the lane of a dead producer is stuck");
        ledger.assertNothingIsMissing();
    }

    void runUntilConsumerDiesAt(long store)
    {
        producerMemory.stallAt(random.nextLong(200));
        consumerMemory.dieAt(store);
        try
        {
            run();
        }
        catch (DyingMemory.Death consumerIsDead)
        {
            assertProducerGoesOn();
        }
        closeOpenClaims();
        writer.onConsumerGone();
        require(writer.tryClaim(0, Importance.CRITICAL, new FrameClaim()) == SendStatus.CLOSED, "not CLOSED");
        assertCountedWhatWasNotConsumed();
        assertTheRestIsTakenBack();
    }

    private void assertCountedWhatWasNotConsumed()
    {
        long counted = writer.unconsumedFrames();
        int accepted = ledger.acceptedFrom(toldUpTo);
        require(counted == accepted, "counted " + counted + " frames as lost, accepted " + accepted);
    }

    /** Whoever reads on where the dead one stopped finds everything from there, as it was sent. */
    private void assertTheRestIsTakenBack()
    {
        ledger.goBackTo(toldUpTo);
        int accepted = ledger.acceptedFrom(toldUpTo);
        producerMemory.stallAt(DyingMemory.NEVER);
        int takenBack = writer.takeBack(ledger);
        require(writer.failure() == null, "the lane failed");
        require(takenBack == accepted, "took back " + takenBack + " frames, accepted " + accepted);
        ledger.assertNothingIsMissing();
    }

    private void assertProducerGoesOn()
    {
        closeOpenClaims();
        int most = spec.capacity() / LaneLayout.ALIGNMENT;
        int sent = 0;
        for (; sent <= most && send(); sent++)
        {
            require(reader.failure() == null, "the lane failed");
        }
        require(sent <= most, "room without end, though nobody consumes");
    }

    private void run()
    {
        for (int i = 0; i < STEPS; i++)
        {
            switch (random.nextInt(8))
            {
                case 0, 1, 2 -> claim();
                case 3, 4 -> end(true);
                case 5 -> end(false);
                case 6 -> send();
                default -> poll();
            }
        }
        closeOpenClaims();
        poll();
        reader.seal();
        require(writer.tryClaim(0, Importance.CRITICAL, new FrameClaim()) != SendStatus.ACCEPTED, "room when sealed");
        poll();
        reader.close();
        try
        {
            writer.close();
        }
        catch (DyingMemory.Stall stall)
        {
            // It left without a word.
        }
    }

    private void poll()
    {
        int limit = 1 + random.nextInt(5);
        reader.poll(new FrameHandler()
        {
            @Override
            public void onFrame(DirectBuffer buffer, int offset, int length)
            {
                onTagged(LaneLayout.NO_TAG, buffer, offset, length);
            }

            @Override
            public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
            {
                consumerMemory.beforeStore();
                ledger.onTagged(tag, buffer, offset, length);
                consumerMemory.beforeStore();
            }
        }, limit);
        assertNoFailure(reader);
    }

    private boolean send()
    {
        int before = open.size();
        claim();
        if (open.size() > before)
        {
            end(open.remove(open.size() - 1), true);
            return true;
        }
        return false;
    }

    private void claim()
    {
        if (open.size() >= MOST_OPEN_CLAIMS)
        {
            return;
        }
        OpenClaim claim = new OpenClaim();
        int length = random.nextInt(spec.maxFrameLength() + 1);
        int tag = random.nextBoolean() ? LaneLayout.NO_TAG : 2 + random.nextInt(1000);
        try
        {
            if (writer.tryClaimTagged(tag, length, Importance.CRITICAL, claim.claim).isAccepted())
            {
                claim.entry = ledger.claimed(tag, length, adversarialMarks(length));
                open.add(claim);
                if (random.nextBoolean())
                {
                    write(claim);
                }
            }
        }
        catch (DyingMemory.Stall stall)
        {
            // The thread has claimed at most; what it claimed stays open for ever.
            open.remove(claim);
        }
    }

    /** What a frame may hold to be mistaken for a record: marks of all kinds, of this lap and of those around it. */
    private long[] adversarialMarks(int length)
    {
        int shift = Integer.numberOfTrailingZeros(spec.capacity());
        long[] marks = new long[1 + LaneLayout.recordLength(length) / LaneLayout.ALIGNMENT];
        for (int i = 0; i < marks.length; i++)
        {
            long position = writer.tail() + (random.nextInt(5) - 1) * (long)spec.capacity();
            int pretended = random.nextInt(2 * spec.maxFrameLength());
            marks[i] = switch (random.nextInt(5))
            {
                case 0, 1 -> LaneLayout.frameMark(position, shift, pretended);
                case 2 -> LaneLayout.paddingMark(position, shift, LaneLayout.recordLength(pretended));
                case 3 -> LaneLayout.claimMark(position, shift, pretended);
                default -> random.nextLong();
            };
        }
        return marks;
    }

    private void write(OpenClaim claim)
    {
        LaneLedger.write(claim.claim.buffer(), claim.claim.offset(), claim.entry);
        claim.isWritten = true;
    }

    private void end(boolean isCommit)
    {
        if (!open.isEmpty())
        {
            end(open.remove(random.nextInt(open.size())), isCommit);
        }
    }

    private void end(OpenClaim claim, boolean isCommit)
    {
        try
        {
            if (!claim.isWritten || random.nextInt(4) == 0)
            {
                write(claim);
            }
            if (random.nextInt(3) == 0)
            {
                claim.entry.length = random.nextInt(claim.entry.length + 1);
                writer.trim(claim.claim, claim.entry.length);
            }
            if (isCommit)
            {
                claim.entry.fate = writer.commit(claim.claim) ? LaneLedger.Fate.ACCEPTED : LaneLedger.Fate.ABORTED;
            }
            else
            {
                writer.abort(claim.claim);
                claim.entry.fate = LaneLedger.Fate.ABORTED;
            }
        }
        catch (DyingMemory.Stall stall)
        {
            // As open as it was, for ever.
        }
    }

    private void closeOpenClaims()
    {
        while (!open.isEmpty())
        {
            end(open.remove(open.size() - 1), open.size() % 2 == 0);
        }
    }

    private static void assertNoFailure(LaneReader reader)
    {
        if (reader.failure() != null)
        {
            throw new AssertionError("the lane failed: " + reader.failure().reason(), reader.failure().cause());
        }
    }

    private static void require(boolean condition, String otherwise)
    {
        if (!condition)
        {
            throw new AssertionError(otherwise);
        }
    }
}
