package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.DirectBuffer;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class FrameRingTest
{
    private static final int CAPACITY = 256;
    private static final int TAG = 7;

    private final FrameRing ring = new FrameRing(CAPACITY);
    private final Taken taken = new Taken();

    @Test
    void shouldHandOverWhatWasCommittedWhenPolled()
    {
        send(FrameRing.FRAME, 11, 5);
        send(TAG, 12, 16);
        send(-TAG, 13, 8);

        assertEquals(3, ring.poll(taken, 10));

        assertEquals(List.of("1:11/5", "7:12/16", "-7:13/8"), taken.frames);
        assertEquals(ring.claimedPosition(), ring.consumedPosition());
    }

    @Test
    void shouldStopAtOpenClaimWhenPolled()
    {
        final int first = claim(TAG, 21, 8);
        send(TAG, 22, 8);

        assertEquals(0, ring.poll(taken, 10));

        ring.commit(first, 8);
        assertEquals(2, ring.poll(taken, 10));
        assertEquals(List.of("7:21/8", "7:22/8"), taken.frames);
    }

    @Test
    void shouldStopAtLimitWhenPolled()
    {
        send(TAG, 1, 8);
        send(TAG, 2, 8);
        send(TAG, 3, 8);

        assertEquals(2, ring.poll(taken, 2));
        assertEquals(1, ring.poll(taken, 2));
    }

    @Test
    void shouldSkipAbortedFrameWhenPolled()
    {
        final int aborted = claim(TAG, 31, 8);
        send(TAG, 32, 8);
        ring.abort(aborted, 8);

        assertEquals(1, ring.poll(taken, 10));

        assertEquals(List.of("7:32/8"), taken.frames);
    }

    @Test
    void shouldGiveUpTheRestWhenTrimmed()
    {
        final int offset = claim(TAG, 41, 64);
        send(TAG, 42, 8);
        ring.trim(offset, 64, 9);
        assertEquals(0, ring.poll(taken, 10), "still claimed");
        ring.commit(offset, 9);

        assertEquals(2, ring.poll(taken, 10));

        assertEquals(List.of("7:41/9", "7:42/8"), taken.frames);
        assertEquals(ring.claimedPosition(), ring.consumedPosition());
    }

    @Test
    void shouldRefuseBeyondFillLimitWhenClaimed()
    {
        final int half = CAPACITY / 2;
        while (ring.hasRoom(8, half))
        {
            assertTrue(ring.tryClaim(TAG, 8, half) > 0);
        }

        assertEquals(half, ring.claimedPosition());
        assertEquals(FrameRing.NO_ROOM, ring.tryClaim(TAG, 8, half));
        assertTrue(ring.tryClaim(TAG, 8, half + FrameRing.recordLength(8)) > 0);
    }

    @Test
    void shouldPadWhenFrameDoesNotFitBeforeTheEnd()
    {
        final int length = 150;
        send(TAG, 1, length);
        assertEquals(1, ring.poll(taken, 10));

        assertFalse(ring.hasRoom(length, CAPACITY - 60), "padding and frame are counted");
        send(TAG, 2, length);

        assertEquals(0, ring.poll(taken, 10), "the padding");
        assertEquals(1, ring.poll(taken, 10));
        assertEquals(List.of("7:1/150", "7:2/150"), taken.frames);
    }

    @Test
    void shouldTakeWholeLinesWhenAFrameLacksOnlyAWord()
    {
        assertEquals(64, FrameRing.recordLength(48));
        assertEquals(48, FrameRing.recordLength(40), "lacks two");
        assertEquals(128, FrameRing.recordLength(112));
        send(TAG, 1, 48);
        send(TAG, 2, 48);

        assertEquals(2, ring.poll(taken, 10));

        assertEquals(List.of("7:1/48", "7:2/48"), taken.frames);
        assertEquals(128, ring.consumedPosition());
    }

    @Test
    void shouldStepOverItByItsLengthWhenPaddingLacksAWordToWholeLines()
    {
        final int spare = FrameRing.recordLength(8) + 56;
        final int offset = claim(TAG, 1, spare - FrameRing.HEADER_LENGTH);
        ring.trim(offset, spare - FrameRing.HEADER_LENGTH, 8);
        ring.commit(offset, 8);
        send(TAG, 2, 8);

        assertEquals(2, ring.poll(taken, 10));

        assertEquals(List.of("7:1/8", "7:2/8"), taken.frames);
        assertEquals(ring.claimedPosition(), ring.consumedPosition());
    }

    @Test
    void shouldLeaveNothingButZeroesWhenRoundAndRound()
    {
        final Random random = new Random(4711);
        int sent = 0;
        for (int i = 0; i < 20_000; i++)
        {
            final int length = random.nextInt(CAPACITY / 4);
            if (ring.hasRoom(length, CAPACITY) && random.nextInt(3) > 0)
            {
                send(TAG, sent++, length);
            }
            else
            {
                ring.poll(taken, 1 + random.nextInt(3));
            }
        }
        while (ring.claimedPosition() != ring.consumedPosition())
        {
            ring.poll(taken, 10);
        }

        assertEquals(sent, taken.frames.size());
        for (int i = 0; i < sent; i++)
        {
            assertTrue(taken.frames.get(i).startsWith("7:" + (byte)i + "/") || taken.frames.get(i).endsWith("/0"));
        }
        for (int i = 0; i < CAPACITY; i++)
        {
            assertEquals(0, ring.buffer().getByte(i), "index=" + i);
        }
    }

    @Test
    void shouldCountFrameAsTakenWhenHandlerThrows()
    {
        send(TAG, 51, 8);
        send(TAG, 52, 8);
        final FrameHandler throwing = new Taken()
        {
            @Override
            public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
            {
                throw new IllegalStateException("thrown");
            }
        };

        assertThrows(IllegalStateException.class, () -> ring.poll(throwing, 10));
        assertEquals(1, ring.poll(taken, 10));

        assertEquals(List.of("7:52/8"), taken.frames);
    }

    @Test
    void shouldRefuseClaimsAndKeepWhatWasClaimedWhenSealed()
    {
        final int open = claim(TAG, 61, 8);

        ring.seal();
        ring.seal();

        assertEquals(FrameRing.NO_ROOM, ring.tryClaim(TAG, 8, CAPACITY));
        assertFalse(ring.hasRoom(0, CAPACITY));
        assertEquals(16, ring.claimedPosition());
        ring.commit(open, 8);
        assertEquals(1, ring.poll(taken, 10));
        assertEquals(ring.claimedPosition(), ring.consumedPosition());
    }

    @Test
    void shouldHandOverBehindOpenClaimsWhenAbandoned()
    {
        claim(TAG, 71, 8);
        send(TAG, 72, 8);
        ring.abort(claim(TAG, 73, 8), 8);
        send(FrameRing.FRAME, 74, 8);
        ring.seal();

        assertEquals(2, ring.abandon(taken));

        assertEquals(List.of("7:72/8", "1:74/8"), taken.frames);
    }

    @Test
    void shouldKeepOrderOfEachThreadWhenManyClaim() throws InterruptedException
    {
        final int threads = 3;
        final int messages = 100_000;
        final FrameRing shared = new FrameRing(4096);
        final int[] next = new int[threads];
        final AtomicInteger wrong = new AtomicInteger();
        final FrameHandler inOrder = new Taken()
        {
            @Override
            public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
            {
                final int thread = tag - 2;
                for (int i = 0; i < length; i += Integer.BYTES)
                {
                    if (buffer.getInt(offset + i) != next[thread])
                    {
                        wrong.incrementAndGet();
                    }
                }
                next[thread]++;
            }
        };
        final List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < threads; i++)
        {
            final int thread = i;
            senders.add(new Thread(() -> sendAll(shared, thread, messages)));
        }
        senders.forEach(Thread::start);

        Await.until("all messages", () ->
        {
            shared.poll(inOrder, 64);
            return next[0] + next[1] + next[2] == threads * messages;
        });

        for (final Thread each : senders)
        {
            each.join();
        }
        assertEquals(0, wrong.get());
    }

    /** Every seventh is claimed in vain before. */
    private static void sendAll(FrameRing ring, int thread, int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            final int length = Integer.BYTES * (1 + (i + thread) % 50);
            if (i % 7 == 0)
            {
                ring.abort(claimAndFill(ring, thread, length, -1), length);
            }
            ring.commit(claimAndFill(ring, thread, length, i), length);
        }
    }

    private static int claimAndFill(FrameRing ring, int thread, int length, int value)
    {
        int offset = ring.tryClaim(thread + 2, length, ring.capacity());
        while (offset < 0)
        {
            Thread.yield();
            offset = ring.tryClaim(thread + 2, length, ring.capacity());
        }
        for (int i = 0; i < length; i += Integer.BYTES)
        {
            ring.buffer().putInt(offset + i, value);
        }
        return offset;
    }

    private void send(int tag, int value, int length)
    {
        ring.commit(claim(tag, value, length), length);
    }

    private int claim(int tag, int value, int length)
    {
        final int offset = ring.tryClaim(tag, length, CAPACITY);
        assertTrue(offset > 0, "no room for value=" + value);
        ring.buffer().setMemory(offset, length, (byte)value);
        return offset;
    }

    /** What was handed over: tag, the first byte, and the length. */
    private static class Taken implements FrameHandler
    {
        final List<String> frames = new ArrayList<>();

        @Override
        public void onFrame(DirectBuffer buffer, int offset, int length)
        {
            onTagged(FrameRing.FRAME, buffer, offset, length);
        }

        @Override
        public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
        {
            final int first = length == 0 ? 0 : buffer.getByte(offset);
            for (int i = 0; i < length; i++)
            {
                assertEquals((byte)first, buffer.getByte(offset + i));
            }
            frames.add(tag + ":" + first + "/" + length);
        }
    }
}
