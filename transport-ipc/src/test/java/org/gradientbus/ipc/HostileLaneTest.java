package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Another process that can write a lane writes nonsense: the lane fails and says why, and that is all. */
class HostileLaneTest
{
    private static final int MUTATIONS = 1_000_000;
    private static final int LIVE_ROUNDS = 40;
    private static final int[] HOT_WORDS = {
        LaneLayout.CLAIMED_OFFSET, LaneLayout.PRODUCER_STATE_OFFSET,
        LaneLayout.CONSUMED_OFFSET, LaneLayout.CLEARED_OFFSET, LaneLayout.CONSUMER_STATE_OFFSET};

    @TempDir
    private Path folder;

    /** Reads every byte of each frame, and checks that it lies where frames do. */
    private static FrameHandler strictHandler(LaneSpec spec, long[] sum)
    {
        return (LaneRig.AnyFrame)(buffer, offset, length) ->
        {
            assertTrue(length >= 0 && length <= spec.maxFrameLength(), () -> "length=" + length);
            assertTrue(offset >= LaneLayout.DATA_OFFSET + LaneLayout.RECORD_HEADER_LENGTH, () -> "offset=" + offset);
            assertTrue(offset + length <= spec.totalLength(), () -> "offset=" + offset + " length=" + length);
            for (int i = 0; i < length; i++)
            {
                sum[0] += buffer.getByte(offset + i);
            }
        };
    }

    @Test
    void shouldFailOneLaneWhenAMarkIsTooLong()
    {
        LaneRig rig = LaneRig.small();
        rig.memory.putLong(LaneLayout.DATA_OFFSET, LaneLayout.frameMark(0, 11, 257));
        assertFails(rig, "length=257");
    }

    @Test
    void shouldFailOneLaneWhenARecordCrossesTheEnd()
    {
        LaneRig rig = LaneRig.small();
        rig.memory.putLong(LaneLayout.DATA_OFFSET, LaneLayout.paddingMark(0, 11, 2048 + 1));
        assertFails(rig, "to the end of the lane");
    }

    @Test
    void shouldFailOneLaneWhenAMarkIsOfALapToCome()
    {
        LaneRig rig = LaneRig.small();
        rig.memory.putLong(LaneLayout.DATA_OFFSET, LaneLayout.frameMark(2048, 11, 10));
        assertFails(rig, "lap to come");
    }

    @ParameterizedTest
    @ValueSource(longs = {-64, 1 << 20, Long.MIN_VALUE, Long.MAX_VALUE})
    void shouldFailOneLaneWhenWhatIsClaimedIsOutOfRange(long claimed)
    {
        LaneRig rig = LaneRig.small();
        rig.memory.putLong(LaneLayout.CLAIMED_OFFSET, claimed);
        assertFalse(rig.reader.hasWork());
        assertFails(rig, "claimed=");
    }

    private static void assertFails(LaneRig rig, String reason)
    {
        assertEquals(0, rig.poll((buffer, offset, length) ->
        {
            throw new AssertionError("handed over");
        }));
        assertNotNull(rig.reader.failure());
        assertTrue(rig.reader.failure().reason().contains(reason), rig.reader.failure().reason());
        assertFalse(rig.reader.hasWork());
        assertTrue(rig.reader.isDrained());
        assertEquals(rig.reader.consumedPosition(), rig.reader.claimedPosition());
        assertEquals(0, rig.reader.abandon(null));
        rig.reader.seal();
        rig.reader.close();
    }

    @Test
    void shouldStayWithinTheLaneWhateverIsWrittenBetweenPolls()
    {
        long seed = new SplittableRandom().nextLong();
        System.out.println("hostile words: seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        long[] sum = new long[1];
        LaneRig rig = LaneRig.small();
        FrameHandler handler = strictHandler(rig.spec, sum);
        FrameClaim claim = new FrameClaim();
        for (int i = 0; i < MUTATIONS; i++)
        {
            mutate(rig.memory, rig.spec, random);
            send(rig.writer, rig.spec, claim, random);
            rig.reader.poll(handler, 8);
            rig.reader.hasWork();
            rig.writer.backlogBytes();
            if (i % 16 == 0)
            {
                rig.reader.abandon(handler);
                rig.writer.unconsumedFrames();
            }
            if (rig.reader.failure() != null || i % 64 == 0)
            {
                rig = new LaneRig(rig.spec, Doorbell.NONE, rig.memory);
                handler = strictHandler(rig.spec, sum);
            }
        }
    }

    @Test
    void shouldStayWithinTheLaneWhenItsMemoryChangesUnderTraffic() throws Exception
    {
        long seed = new SplittableRandom().nextLong();
        System.out.println("hostile mapping: seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int failed = 0;
        for (int round = 0; round < LIVE_ROUNDS; round++)
        {
            Path path = folder.resolve("lane-" + round);
            LaneFile lane = LaneFile.create(path, LaneSpec.of(1, 2, 3, 256));
            UnsafeBuffer enemy = LaneFile.open(path).memory();
            failed += attack(lane, enemy, random.nextLong()) ? 1 : 0;
            lane.discard();
        }
        System.out.println("hostile mapping: lanes=" + LIVE_ROUNDS + " failed=" + failed);
        assertTrue(failed > 0, "the enemy did nothing that counts");
    }

    /** True when the lane failed. */
    private static boolean attack(LaneFile lane, UnsafeBuffer enemy, long seed)
    {
        LaneWriter writer = new LaneWriter(lane.memory(), lane.spec(), Doorbell.NONE);
        LaneReader reader = new LaneReader(lane.memory(), lane.spec());
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicReference<Throwable> error = new AtomicReference<>();
        List<Thread> threads = List.of(
            new Thread(() ->
            {
                SplittableRandom random = new SplittableRandom(seed);
                FrameClaim claim = new FrameClaim();
                while (!isOver.get())
                {
                    send(writer, lane.spec(), claim, random);
                }
            }),
            new Thread(() ->
            {
                SplittableRandom random = new SplittableRandom(~seed);
                for (int i = 0; i < 20_000 && !isOver.get(); i++)
                {
                    mutate(enemy, lane.spec(), random);
                }
                isOver.set(true);
            }));
        threads.forEach((each) -> each.setUncaughtExceptionHandler((who, thrown) -> error.set(thrown)));
        threads.forEach(Thread::start);
        FrameHandler handler = strictHandler(lane.spec(), new long[1]);
        try
        {
            while (!isOver.get())
            {
                reader.poll(handler, 16);
                reader.hasWork();
            }
        }
        finally
        {
            isOver.set(true);
            Await.until("the end of the threads", () -> threads.stream().noneMatch(Thread::isAlive));
        }
        assertNull(error.get());
        return reader.failure() != null;
    }

    private static void send(LaneWriter writer, LaneSpec spec, FrameClaim claim, SplittableRandom random)
    {
        int length = random.nextInt(spec.maxFrameLength() + 1);
        if (writer.tryClaim(length, Importance.CRITICAL, claim).isAccepted())
        {
            assertTrue(claim.offset() >= LaneLayout.DATA_OFFSET + LaneLayout.RECORD_HEADER_LENGTH);
            assertTrue(claim.offset() + length <= spec.totalLength());
            for (int i = 0; i < length; i++)
            {
                claim.buffer().putByte(claim.offset() + i, (byte)random.nextInt());
            }
            if (random.nextInt(8) == 0)
            {
                writer.abort(claim);
            }
            else
            {
                writer.commit(claim);
            }
        }
    }

    /** One word at a place that matters, sometimes of a kind that a real producer might have written. */
    private static void mutate(UnsafeBuffer memory, LaneSpec spec, SplittableRandom random)
    {
        int shift = Integer.numberOfTrailingZeros(spec.capacity());
        long tail = memory.getLong(LaneLayout.CLAIMED_OFFSET) & -LaneLayout.ALIGNMENT;
        int index = random.nextInt(spec.capacity()) & -LaneLayout.ALIGNMENT;
        long near = tail + (random.nextInt(5) - 2) * (long)LaneLayout.ALIGNMENT;
        switch (random.nextInt(7))
        {
            case 0 -> memory.putLong(HOT_WORDS[random.nextInt(HOT_WORDS.length)], random.nextLong());
            case 1 -> memory.putLong(HOT_WORDS[random.nextInt(HOT_WORDS.length)], near + random.nextInt(2));
            case 2 -> memory.putLong(LaneLayout.DATA_OFFSET + index, random.nextLong());
            case 3 -> memory.putLong(LaneLayout.DATA_OFFSET + ((int)near & spec.capacity() - 1),
                LaneLayout.frameMark(near, shift, random.nextInt(1 << 25) - LaneLayout.RECORD_HEADER_LENGTH));
            case 4 -> memory.putLong(LaneLayout.DATA_OFFSET + ((int)near & spec.capacity() - 1),
                LaneLayout.paddingMark(near, shift, random.nextInt(1 << 12)));
            case 5 -> memory.putLong(LaneLayout.DATA_OFFSET + ((int)near & spec.capacity() - 1),
                LaneLayout.claimMark(near, shift, random.nextInt(1 << 12)));
            default -> memory.putByte(random.nextInt(spec.totalLength()), (byte)random.nextInt());
        }
    }

    @Test
    void shouldGoOnWhenTheFileIsUnlinkedUnderTraffic() throws Exception
    {
        Path path = folder.resolve("lane");
        LaneFile lane = LaneFile.create(path, LaneSpec.of(1, 2, 3, 256));
        LaneFile other = LaneFile.open(path);
        LaneWriter writer = new LaneWriter(lane.memory(), lane.spec(), Doorbell.NONE);
        LaneReader reader = new LaneReader(other.memory(), other.spec());
        FrameClaim claim = new FrameClaim();
        for (int i = 0; i < 1000; i++)
        {
            if (i == 500)
            {
                Files.delete(path);
                assertEquals(LaneFile.Condition.UNLINKED, other.condition());
            }
            long id = i;
            assertEquals(SendStatus.ACCEPTED, LaneRig.offerChecked(writer, claim, 100, i));
            assertEquals(1, reader.poll((buffer, offset, length) ->
                assertEquals(id, LaneRig.checkedId(buffer, offset, length)), 10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation", "-Xmixed"})
    void shouldFailTheLaneAndLiveWhenItsFileIsTruncated(String compiler) throws Exception
    {
        try (ChildJvm child = new ChildJvm(TruncatedLane.class, List.of(compiler), folder.toString()))
        {
            assertEquals(0, child.awaitExit());
        }
    }
}
