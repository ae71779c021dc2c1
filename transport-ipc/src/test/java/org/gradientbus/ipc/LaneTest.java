package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.testkit.AllocationMeter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a lane does for its two ends, one thread at a time. */
class LaneTest
{
    private static final FrameHandler NOBODY = (buffer, offset, length) ->
    {
        throw new AssertionError("a frame of length=" + length + " that nobody expects");
    };

    private final FrameClaim claim = new FrameClaim();

    @ParameterizedTest
    @ValueSource(longs = {0, 1L << 31, 1L << 32, Long.MAX_VALUE - 63, Long.MIN_VALUE, -64})
    void shouldCarryEveryLengthWhereverPositionsBegin(long edge)
    {
        long firstPosition = (edge & -64) - 64 * 64;
        LaneRig rig = new LaneRig(new LaneSpec(1, 2, 3, 1000, 8192, firstPosition));
        long[] next = new long[1];
        int[] expectedLength = new int[1];
        for (int round = 0; round < 3; round++)
        {
            for (int length = LaneRig.CHECKED_HEADER; length <= 1000; length++)
            {
                assertEquals(SendStatus.ACCEPTED, LaneRig.offerChecked(rig.writer, claim, length, next[0]));
                expectedLength[0] = length;
                assertTrue(rig.reader.hasWork());
                assertEquals(1, rig.poll((buffer, offset, arrived) ->
                {
                    assertEquals(expectedLength[0], arrived);
                    assertEquals(next[0]++, LaneRig.checkedId(buffer, offset, arrived));
                }));
                assertEquals(rig.reader.claimedPosition(), rig.reader.consumedPosition());
            }
        }
        assertNull(rig.reader.failure());
    }

    @Test
    void shouldHandOverAnEmptyFrame()
    {
        LaneRig rig = LaneRig.small();
        assertEquals(SendStatus.ACCEPTED, rig.writer.tryClaim(0, Importance.LOW, claim));
        assertTrue(rig.writer.commit(claim));
        List<Integer> lengths = new ArrayList<>();
        rig.poll((buffer, offset, length) -> lengths.add(length));
        assertEquals(List.of(0), lengths);
    }

    @Test
    void shouldRefuseALengthThatNoLaneCarries()
    {
        LaneRig rig = LaneRig.small();
        assertThrows(IllegalArgumentException.class, () -> rig.writer.tryClaim(257, Importance.LOW, claim));
        assertThrows(IllegalArgumentException.class, () -> rig.writer.tryClaim(-1, Importance.LOW, claim));
        assertThrows(IllegalArgumentException.class, () -> LaneSpec.of(1, 2, 3, -1));
        assertThrows(IllegalArgumentException.class, () -> LaneSpec.of(1, 2, 3, LaneLayout.MAX_FRAME_LENGTH + 1));
        assertThrows(IllegalArgumentException.class, () -> new LaneSpec(1, 2, 3, 1 << 25, 1 << 28, 0));
    }

    @Test
    void shouldMarkTheLongestFrameThereIs()
    {
        int longest = LaneLayout.MAX_FRAME_LENGTH;
        assertEquals(1 << 28, LaneSpec.of(1, 2, 3, longest).capacity());
        long mark = LaneLayout.paddingMark(1L << 28, 28, LaneLayout.recordLength(longest));
        assertTrue(LaneLayout.isComplete(mark, 1L << 28, 28));
        assertTrue(LaneLayout.isPadding(mark));
        assertEquals(LaneLayout.recordLength(longest), LaneLayout.length(mark));
        assertEquals(LaneLayout.recordLength(longest), LaneLayout.step(mark));
    }

    @Test
    void shouldHoldBackWhatIsBehindAnOpenClaimUntilItsProducerIsGone()
    {
        LaneRig rig = LaneRig.small();
        FrameClaim open = new FrameClaim();
        rig.writer.tryClaim(256, Importance.LOW, open);
        LaneRig.offerChecked(rig.writer, claim, 100, 7);
        assertEquals(0, rig.poll(NOBODY));
        assertTrue(rig.reader.hasWork());
        assertFalse(rig.reader.isDrained());
        rig.reader.onProducerGone();
        assertEquals(1, rig.poll((buffer, offset, length) ->
            assertEquals(7, LaneRig.checkedId(buffer, offset, length))));
        assertTrue(rig.reader.isDrained());
        assertEquals(0, rig.writer.backlogBytes());
    }

    @Test
    void shouldSayHowMuchIsLeftOfAProducerThatIsGone()
    {
        LaneRig rig = LaneRig.small();
        FrameClaim open = new FrameClaim();
        rig.writer.tryClaim(64, Importance.LOW, open);
        for (int i = 0; i < 3; i++)
        {
            LaneRig.offerChecked(rig.writer, claim, 64, i);
        }
        rig.writer.tryClaim(64, Importance.LOW, open);
        long whileItLived = rig.reader.claimedPosition();
        rig.reader.onProducerGone();
        long left = rig.reader.claimedPosition();
        for (int i = 0; i < 3; i++)
        {
            assertTrue(rig.reader.consumedPosition() < left, "who waits for what was claimed waits for frame " + i);
            assertEquals(1, rig.reader.poll((buffer, offset, length) ->
            {
            }, 1));
        }
        rig.poll(NOBODY);
        assertTrue(rig.reader.consumedPosition() >= left);
        assertTrue(rig.reader.consumedPosition() >= whileItLived, "the last claim was never committed");
        assertFalse(rig.reader.hasWork());
    }

    @Test
    void shouldFillToTheShareOfEachImportance()
    {
        LaneRig rig = new LaneRig(new LaneSpec(1, 2, 3, 64, 64 * 1024, 0));
        List<Long> filled = new ArrayList<>();
        for (Importance each : Importance.values())
        {
            while (rig.writer.hasRoom(48, each))
            {
                assertEquals(SendStatus.ACCEPTED, rig.writer.tryClaim(48, each, claim));
                rig.writer.commit(claim);
            }
            assertEquals(SendStatus.BACK_PRESSURED, rig.writer.tryClaim(48, each, claim));
            filled.add(rig.writer.unconsumedFrames());
        }
        assertEquals(List.of(512L, 686L, 849L, 1024L), filled);
        assertEquals(64 * 1024, rig.writer.backlogBytes());
    }

    @Test
    void shouldCountAFrameAsTakenWhenItsHandlerThrows()
    {
        LaneRig rig = LaneRig.small();
        LaneRig.offerChecked(rig.writer, claim, 100, 0);
        LaneRig.offerChecked(rig.writer, claim, 100, 1);
        IllegalStateException thrown = new IllegalStateException();
        assertThrows(IllegalStateException.class, () -> rig.poll((buffer, offset, length) ->
        {
            throw thrown;
        }));
        assertEquals(1, rig.poll((buffer, offset, length) ->
            assertEquals(1, LaneRig.checkedId(buffer, offset, length))));
    }

    @Test
    void shouldPassOnAnInternalErrorThatIsNotOfTheMemory()
    {
        LaneRig rig = LaneRig.small();
        LaneRig.offerChecked(rig.writer, claim, 100, 0);
        assertThrows(InternalError.class, () -> rig.poll((buffer, offset, length) ->
        {
            throw new InternalError("of the handler's own");
        }));
        assertNull(rig.reader.failure());
    }

    @Test
    void shouldRefuseClaimsAndStillTakeCommitsWhenSealed()
    {
        LaneRig rig = LaneRig.small();
        FrameClaim open = new FrameClaim();
        rig.writer.tryClaim(10, Importance.LOW, open);
        long claimed = rig.reader.claimedPosition();
        rig.reader.seal();
        rig.reader.seal();
        assertFalse(rig.writer.hasRoom(0, Importance.CRITICAL));
        assertEquals(SendStatus.BACK_PRESSURED, rig.writer.tryClaim(0, Importance.CRITICAL, claim));
        assertEquals(claimed, rig.reader.claimedPosition());
        assertTrue(rig.writer.commit(open));
        assertEquals(1, rig.poll((buffer, offset, length) -> assertEquals(10, length)));
        assertFalse(rig.reader.hasWork());
    }

    @Test
    void shouldAnswerClosedWhenTheConsumerHasClosed()
    {
        LaneRig rig = LaneRig.small();
        FrameClaim open = new FrameClaim();
        rig.writer.tryClaim(10, Importance.LOW, open);
        rig.reader.close();
        rig.reader.close();
        assertFalse(rig.writer.commit(open));
        assertEquals(SendStatus.CLOSED, rig.writer.tryClaim(0, Importance.CRITICAL, claim));
    }

    @Test
    void shouldHandOverCompleteFramesBehindOpenClaimsWhenAbandoned()
    {
        LaneRig rig = LaneRig.small();
        FrameClaim open = new FrameClaim();
        rig.writer.tryClaim(200, Importance.LOW, open);
        for (int i = 0; i < 5; i++)
        {
            LaneRig.offerChecked(rig.writer, claim, 20, i);
        }
        rig.reader.seal();
        List<Long> ids = new ArrayList<>();
        assertEquals(5, rig.reader.abandon((buffer, offset, length) ->
            ids.add(LaneRig.checkedId(buffer, offset, length))));
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L), ids);
        assertEquals(rig.reader.claimedPosition(), rig.reader.consumedPosition());
    }

    @Test
    void shouldTakeNoBytesOfAClaimForRecordsWhenItIsMadeWhileSomebodyLooksAround()
    {
        LaneRig rig = LaneRig.small();
        UnsafeBuffer late = new UnsafeBuffer(rig.memory)
        {
            private boolean isClaimed;

            @Override
            public long getLongVolatile(int index)
            {
                long word = super.getLongVolatile(index);
                if (index == LaneLayout.DATA_OFFSET && !isClaimed)
                {
                    isClaimed = true;
                    claimAndWriteMarks(rig);
                }
                return word;
            }
        };
        LaneReader reader = new LaneReader(late, rig.spec);
        assertEquals(0, reader.abandon(NOBODY));
        assertNull(reader.failure());
    }

    private void claimAndWriteMarks(LaneRig rig)
    {
        assertEquals(SendStatus.ACCEPTED, rig.writer.tryClaim(250, Importance.LOW, claim));
        int shift = Integer.numberOfTrailingZeros(rig.spec.capacity());
        for (int at = 0; at + Long.BYTES <= 250; at += Long.BYTES)
        {
            claim.buffer().putLong(claim.offset() + at, LaneLayout.frameMark(at % 3 * 2048L, shift, 8));
        }
    }

    @Test
    void shouldTellThatTheProducerHasLeft()
    {
        LaneRig rig = LaneRig.small();
        LaneRig.offerChecked(rig.writer, claim, 20, 1);
        assertFalse(rig.reader.hasProducerLeft());
        rig.writer.close();
        assertTrue(rig.reader.hasProducerLeft());
        assertEquals(SendStatus.CLOSED, rig.writer.tryClaim(0, Importance.CRITICAL, claim));
        assertEquals(1, rig.poll((buffer, offset, length) -> assertEquals(20, length)));
    }

    @Test
    void shouldRingOnlyWhenTheLoopSleeps()
    {
        int[] rings = new int[1];
        boolean[] isSleeping = new boolean[1];
        LaneRig rig = new LaneRig(LaneSpec.of(1, 2, 3, 256), new Doorbell()
        {
            @Override
            boolean isSleeping()
            {
                return isSleeping[0];
            }

            @Override
            void ring()
            {
                rings[0]++;
            }
        });
        LaneRig.offerChecked(rig.writer, claim, 20, 1);
        assertEquals(0, rings[0]);
        isSleeping[0] = true;
        LaneRig.offerChecked(rig.writer, claim, 20, 1);
        assertEquals(1, rings[0]);
        rig.writer.tryClaim(20, Importance.LOW, claim);
        rig.writer.abort(claim);
        assertEquals(2, rings[0]);
    }

    @Test
    void shouldAllocateNothing()
    {
        LaneRig rig = LaneRig.small();
        long[] arrived = new long[1];
        FrameHandler handler = (buffer, offset, length) -> arrived[0]++;
        AllocationMeter.assertNoAllocation("a frame through a lane", 20_000, () ->
        {
            rig.writer.tryClaim(100, Importance.LOW, claim);
            rig.writer.abort(claim);
            rig.writer.tryClaim(200, Importance.LOW, claim);
            rig.writer.commit(claim);
            rig.reader.poll(handler, 10);
        });
        assertTrue(arrived[0] > 0);
        while (rig.writer.tryClaim(100, Importance.CRITICAL, claim).isAccepted())
        {
            rig.writer.commit(claim);
        }
        AllocationMeter.assertNoAllocation("a refusal", 20_000,
            () -> rig.writer.tryClaim(100, Importance.CRITICAL, claim));
    }

    @Test
    void shouldKeepTheLayoutThatIsDrawn()
    {
        LaneRig rig = new LaneRig(new LaneSpec(0x1111, 0x2222, 5, 64, 512, 1 << 20));
        rig.writer.tryClaimTagged(77, 48, Importance.LOW, claim);
        long lap = (1 << 20) / 512;
        assertEquals(0xFBC1L << 48 | lap << 28 | 64 << 3, rig.memory.getLong(1024));
        claim.buffer().putLong(claim.offset(), 9);
        rig.writer.commit(claim);
        byte[] header = new byte[16];
        rig.memory.getBytes(0, header);
        assertArrayEquals("GdatLane".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(header, 8));
        assertEquals(2, header[8]);
        assertEquals((1 << 20) + 64, rig.memory.getLong(128));
        assertEquals(1 << 20, rig.memory.getLong(384));
        assertEquals(1 << 20, rig.memory.getLong(392));
        assertEquals(0xFBC1L << 48 | lap << 28 | 64 << 3 | 1, rig.memory.getLong(1024));
        assertEquals(77, rig.memory.getInt(1024 + 8));
        assertEquals(9, rig.memory.getLong(1024 + 16));
        assertEquals(1024 + 512, rig.spec.totalLength());
    }

    @Test
    void shouldPutAShortFrameAndItsTagIntoOneCacheLine()
    {
        assertEquals(64, LaneLayout.recordLength(0));
        assertEquals(64, LaneLayout.recordLength(48));
        assertEquals(128, LaneLayout.recordLength(49));
    }

    @Test
    void shouldHandOverFramesWithTheirTagsInOrder()
    {
        LaneRig rig = LaneRig.small();
        List<String> arrived = new ArrayList<>();
        FrameHandler handler = new FrameHandler()
        {
            @Override
            public void onFrame(DirectBuffer buffer, int offset, int length)
            {
                arrived.add("frame " + length);
            }

            @Override
            public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
            {
                arrived.add(tag + " " + length);
            }
        };
        for (int tag : new int[]{-1, LaneLayout.NO_TAG, Integer.MAX_VALUE})
        {
            rig.writer.tryClaimTagged(tag, 20, Importance.LOW, claim);
            rig.writer.commit(claim);
        }
        rig.writer.tryClaimTagged(5, 200, Importance.LOW, claim);
        rig.writer.abort(claim);
        assertEquals(3, rig.poll(handler));
        assertEquals(List.of("-1 20", "frame 20", Integer.MAX_VALUE + " 20"), arrived);
    }

    @Test
    void shouldShortenAClaimWithinItsBlockOrByWholeBlocks()
    {
        LaneRig rig = LaneRig.small();
        List<Integer> lengths = new ArrayList<>();
        LaneRig.AnyFrame handler = (buffer, offset, length) -> lengths.add(length);
        for (int round = 0; round < 50; round++)
        {
            for (int newLength : new int[]{256, 250, 60, 48, 0})
            {
                lengths.clear();
                assertEquals(SendStatus.ACCEPTED, rig.writer.tryClaimTagged(9, 256, Importance.LOW, claim));
                rig.writer.trim(claim, newLength);
                assertEquals(newLength, claim.length());
                LaneRig.offerChecked(rig.writer, new FrameClaim(), 30, round);
                rig.writer.commit(claim);
                assertEquals(2, rig.poll(handler));
                assertEquals(List.of(newLength, 30), lengths);
            }
        }
        assertNull(rig.reader.failure());
        rig.writer.tryClaim(10, Importance.LOW, claim);
        assertThrows(IllegalArgumentException.class, () -> rig.writer.trim(claim, 11));
    }

    @Test
    void shouldNeverTakeBytesOfAFrameForARecordWhateverTheyAre()
    {
        LaneRig rig = LaneRig.small();
        int shift = Integer.numberOfTrailingZeros(rig.spec.capacity());
        for (int i = 0; i < 1000; i++)
        {
            int length = i % 3 == 0 ? 48 : 48 + i % 200;
            assertEquals(SendStatus.ACCEPTED, rig.writer.tryClaim(length, Importance.LOW, claim));
            for (int at = 0; at + Long.BYTES <= length; at += Long.BYTES)
            {
                long nextLap = rig.writer.tail() + rig.spec.capacity();
                claim.buffer().putLong(claim.offset() + at, LaneLayout.frameMark(nextLap, shift, 8));
            }
            if (i % 5 == 0)
            {
                rig.writer.abort(claim);
                assertEquals(0, rig.poll(NOBODY));
            }
            else
            {
                rig.writer.commit(claim);
                assertEquals(1, rig.poll((buffer, offset, arrived) -> assertEquals(length, arrived)));
            }
            assertEquals(0, rig.poll(NOBODY));
            assertNull(rig.reader.failure());
        }
    }

    @Test
    void shouldNotDoubleTheLaneForTheHeadersOfFramesWhenTheLongestMessageIsAPowerOfTwo()
    {
        int header = 48;
        assertEquals(1024 * 1024, LaneLayout.capacityFor(128 * 1024 + header));
        assertEquals(8 * 1024, LaneLayout.capacityFor(1024 + header));
        assertNull(LaneLayout.objectionTo(1024 * 1024, 128 * 1024 + header));
    }
}
