package org.gradientbus.testkit;

import org.agrona.DirectBuffer;
import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Source;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Frames arrive as they were written, complete, each once, in order, at their loop only. */
interface FrameContract extends TransportContract
{
    int LONGEST_OF_EVERY_LENGTH = 200;

    @Test
    default void shouldTellTheSameRungWhenAnyPartIsAsked()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            assertEquals(rig.receiving().rung(), rig.sending().rung());
            assertEquals(rig.sending().rung(), rig.connect().rung());
        }
    }

    @Test
    default void shouldArriveByteEqualWhenOfEveryLength()
    {
        TreeSet<Integer> lengths = new TreeSet<>();
        for (int length = 0; length <= LONGEST_OF_EVERY_LENGTH; length++)
        {
            lengths.add(length);
        }
        for (int power = 256; power <= maxFrameLength(); power *= 2)
        {
            for (int near = -9; near <= 9; near++)
            {
                lengths.add(Math.min(power + near, maxFrameLength()));
            }
        }
        lengths.add(maxFrameLength() - 1);
        lengths.add(maxFrameLength());
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            int[] arrivedLength = new int[1];
            for (int length : lengths)
            {
                arrivedLength[0] = -1;
                TransportRig.send(link, claim, length, length);
                rig.pollUntil("a frame of length=" + length, patience(), (buffer, offset, arrived) ->
                {
                    assertEquals(-1, arrivedLength[0], "one frame only");
                    FramePattern.verify(buffer, offset, arrived, length);
                    arrivedLength[0] = arrived;
                }, () -> arrivedLength[0] >= 0);
                assertEquals(length, arrivedLength[0]);
            }
        }
    }

    @Test
    default void shouldGrantExactlyTheLengthWhenClaimed()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            for (int length = 0; length <= LONGEST_OF_EVERY_LENGTH; length++)
            {
                TransportRig.send(link, claim, length, length);
                assertEquals(length, claim.length());
                assertTrue(claim.offset() >= 0 && claim.offset() + length <= claim.buffer().capacity());
                int[] frames = {0};
                rig.pollUntil("the frame", patience(), (buffer, offset, arrived) ->
                {
                    assertTrue(offset + arrived <= buffer.capacity());
                    frames[0]++;
                }, () -> frames[0] == 1);
            }
        }
    }

    @Test
    default void shouldLeaveNeighboursUntouchedWhenEachIsWrittenInItsSlice()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            for (int shift = 0; shift < 64; shift++)
            {
                FrameClaim[] claims = new FrameClaim[5];
                for (int i = 0; i < claims.length; i++)
                {
                    claims[i] = new FrameClaim();
                    assertTrue(link.tryClaim(shift + i, Importance.CRITICAL, claims[i]).isAccepted());
                }
                for (int i : new int[]{0, 2, 4, 3, 1})
                {
                    FramePattern.write(claims[i].buffer(), claims[i].offset(), claims[i].length(), i);
                }
                for (FrameClaim each : claims)
                {
                    link.commit(each);
                }
                int[] next = {0};
                int first = shift;
                rig.pollUntil("five neighbours", patience(), (buffer, offset, length) ->
                {
                    assertEquals(first + next[0], length);
                    FramePattern.verify(buffer, offset, length, next[0]++);
                }, () -> next[0] == claims.length);
            }
        }
    }

    @Test
    default void shouldKeepOrderWhenImportanceIsMixed()
    {
        int frames = 40;
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            Importance[] importances = Importance.values();
            for (int id = 0; id < frames; id++)
            {
                Importance importance = importances[id * 7 % importances.length];
                assertTrue(TransportRig.offer(link, claim, Long.BYTES, importance, id).isAccepted());
            }
            int[] next = {0};
            rig.pollUntil("frames of all importances", patience(), (buffer, offset, length) ->
                assertEquals(next[0]++, FramePattern.id(buffer, offset)), () -> next[0] == frames);
        }
    }

    @Test
    default void shouldReachOnlyItsLoopWhenTwoHaveSources()
    {
        int otherLoop = TransportRig.LOOP + 1;
        try (TransportRig rig = openRig(maxFrameLength());
            Source other = rig.receiving().openSource(otherLoop, 0, new Doorbell());
            Link toOther = rig.sending().connect(rig.receiving().endpoint(), otherLoop))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            TransportRig.send(link, claim, 100, 1);
            TransportRig.send(toOther, claim, 100, 2);
            int[] arrived = new int[2];
            Await.until("one frame at each loop", patience(), () ->
            {
                rig.source().poll((buffer, offset, length) ->
                {
                    FramePattern.verify(buffer, offset, length, 1);
                    arrived[0]++;
                }, 10);
                other.poll((buffer, offset, length) ->
                {
                    FramePattern.verify(buffer, offset, length, 2);
                    arrived[1]++;
                }, 10);
                return arrived[0] == 1 && arrived[1] == 1;
            });
        }
    }

    @Test
    default void shouldKeepOrderOverWrapAroundWhenOneThreadSends()
    {
        sendUnderStress(1);
    }

    @Test
    default void shouldKeepOrderOfEachThreadOverWrapAroundWhenFourSend()
    {
        sendUnderStress(4);
    }

    private void sendUnderStress(int threads)
    {
        long seed = new SplittableRandom().nextLong();
        System.out.println(getClass().getSimpleName() + " stress of " + threads + " threads: seed=" + seed);
        int framesPerThread = framesUnderStress() / threads;
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link[] links = new Link[threads];
            for (int i = 0; i < threads; i++)
            {
                links[i] = rig.connect();
            }
            StressFrames expected = new StressFrames(seed, threads, maxFrameLength());
            try (Crew senders = new Crew(threads, (thread) ->
            {
                FrameClaim claim = new FrameClaim();
                for (int i = 0; i < framesPerThread; i++)
                {
                    long id = StressFrames.id(thread, i);
                    TransportRig.send(links[thread], claim, expected.length(id), id);
                }
            }))
            {
                long total = (long)framesPerThread * threads;
                rig.pollUntil("all frames", patience().multipliedBy(2), expected,
                    () -> senders.isDone() && expected.frames == total);
                senders.join(patience());
            }
            rig.drain(patience(), expected);
            assertEquals((long)framesPerThread * threads, expected.frames);
        }
    }

    /** Knows from the seed what each thread sends next. */
    final class StressFrames implements FrameHandler
    {
        private static final int THREAD_SHIFT = 48;

        private final long seed;
        private final int maxFrameLength;
        private final long[] nextOfThread;
        private long frames;

        StressFrames(long seed, int threads, int maxFrameLength)
        {
            this.seed = seed;
            this.maxFrameLength = maxFrameLength;
            nextOfThread = new long[threads];
        }

        static long id(int thread, long sequence)
        {
            return (long)thread << THREAD_SHIFT | sequence;
        }

        /** Mostly short, since those wrap at the most different places; one of 64 of any length. */
        int length(long id)
        {
            long random = FramePattern.mix(seed ^ id, 0);
            int longest = (random & 63) == 0 ? maxFrameLength : 128;
            return Long.BYTES + (int)((random >>> 6) % (longest - Long.BYTES + 1));
        }

        @Override
        public void onFrame(DirectBuffer buffer, int offset, int length)
        {
            assertTrue(length >= Long.BYTES, "a frame of a length that nobody sent");
            long id = FramePattern.id(buffer, offset);
            int thread = (int)(id >>> THREAD_SHIFT);
            if (thread >= nextOfThread.length || id != id(thread, nextOfThread[thread]) || length != length(id))
            {
                throw new AssertionError("out of order or corrupt: thread=" + thread + " frame=" +
                    (id & (1L << THREAD_SHIFT) - 1) + " length=" + length +
                    (thread < nextOfThread.length ? " expected frame=" + nextOfThread[thread] : ""));
            }
            FramePattern.verify(buffer, offset, length, id);
            nextOfThread[thread]++;
            frames++;
        }
    }
}
