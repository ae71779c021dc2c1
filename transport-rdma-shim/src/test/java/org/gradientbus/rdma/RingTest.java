package org.gradientbus.rdma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.rdma.emulated.EmulatedProvider;
import org.gradientbus.rdma.emulated.Mischief;
import org.gradientbus.rdma.verbs.VerbsException;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.testkit.AllocationMeter;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pair of rings, as its ends see it.
 */
class RingTest
{
    private static final int MAX_FRAME_LENGTH = 1000;

    @TempDir
    private Path folder;
    private RingPair pair;
    private final FrameClaim claim = new FrameClaim();
    private final Numbered frames = new Numbered(MAX_FRAME_LENGTH);

    private RingWriter open(Mischief mischief)
    {
        pair = new RingPair(new EmulatedProvider(folder, mischief), MAX_FRAME_LENGTH);
        return pair.near.writer();
    }

    @AfterEach
    void close()
    {
        if (pair != null)
        {
            pair.close();
        }
    }

    private void receive(long upTo)
    {
        Await.until("received " + upTo, () ->
        {
            pair.drive();
            pair.far.reader().poll(frames, 10);
            return frames.received() >= upTo;
        });
        assertEquals(0, frames.wrong(), frames.firstWrong());
    }

    @Test
    void shouldCarryBothWaysWhenBothSend()
    {
        RingWriter writer = open(Mischief.much(1));
        Numbered back = new Numbered(MAX_FRAME_LENGTH);
        for (long n = 0; n < 2000; n++)
        {
            long number = n;
            Await.until("sent", () ->
            {
                pair.drive();
                pair.far.reader().poll(frames, 10);
                pair.near.reader().poll(back, 10);
                return frames.offer(writer, number);
            });
            Await.until("sent back", () ->
            {
                pair.drive();
                pair.near.reader().poll(back, 10);
                pair.far.reader().poll(frames, 10);
                return back.offer(pair.far.writer(), number);
            });
        }
        receive(2000);
        Await.until("received back", () ->
        {
            pair.drive();
            pair.near.reader().poll(back, 10);
            return back.received() == 2000;
        });
        assertEquals(0, back.wrong(), back.firstWrong());
    }

    @Test
    void shouldHoldBackWhatIsBehindAnOpenClaim()
    {
        RingWriter writer = open(Mischief.none());
        Numbered other = new Numbered(MAX_FRAME_LENGTH);
        assertEquals(SendStatus.ACCEPTED,
            writer.tryClaim(RingLayout.NO_TAG, frames.lengthOf(0), Importance.MEDIUM, claim));
        assertTrue(other.offer(writer, 1));
        for (int n = 0; n < 10; n++)
        {
            pair.drive();
            assertEquals(0, pair.far.reader().poll(frames, 10));
        }
        writer.abort(claim);
        frames.expect(1);
        receive(2);
    }

    @Test
    void shouldRefuseTheLessImportantFirstWhenTheRingFillsUp()
    {
        RingWriter writer = open(Mischief.none());
        for (Importance each : Importance.values())
        {
            while (writer.tryClaim(RingLayout.NO_TAG, 100, each, claim) == SendStatus.ACCEPTED)
            {
                assertTrue(writer.commit(claim));
            }
            assertFalse(writer.hasRoom(100, each));
            boolean isLast = each == Importance.CRITICAL;
            assertEquals(!isLast, writer.hasRoom(100, Importance.CRITICAL));
        }
        assertEquals(RingLayout.capacityFor(MAX_FRAME_LENGTH), writer.backlogBytes(), RingLayout.recordLength(100));
    }

    @Test
    void shouldFindAllRoomAgainWhenThePeerHasReadEverything()
    {
        RingWriter writer = open(Mischief.much(2));
        int records = RingLayout.capacityFor(MAX_FRAME_LENGTH) / RingLayout.recordLength(8);
        IgnoringHandler counter = new IgnoringHandler();
        for (int lap = 1; lap <= 20; lap++)
        {
            for (int n = 0; n < records; n++)
            {
                Await.until("room", () ->
                {
                    pair.drive();
                    return writer.tryClaim(RingLayout.NO_TAG, 8, Importance.CRITICAL, claim).isAccepted();
                });
                assertTrue(writer.commit(claim));
            }
            assertEquals(SendStatus.BACK_PRESSURED,
                writer.tryClaim(RingLayout.NO_TAG, 8, Importance.CRITICAL, claim));
            long expected = (long)lap * records;
            Await.until("all read", () ->
            {
                pair.drive();
                pair.far.reader().poll(counter, 100);
                return counter.frames() == expected;
            });
        }
    }

    @Test
    void shouldThrowWhenAFrameIsTooLong()
    {
        RingWriter writer = open(Mischief.none());
        assertThrows(IllegalArgumentException.class,
            () -> writer.tryClaim(RingLayout.NO_TAG, MAX_FRAME_LENGTH + 1, Importance.MEDIUM, claim));
    }

    @Test
    void shouldGiveBackWhatThePeerHasNotTakenWhenTheWayBreaks()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            RingWriter writer = open(Mischief.much(seed).withFailures(500));
            Numbered received = new Numbered(MAX_FRAME_LENGTH);
            long sent = 0;
            while (!pair.near.hasFailed() && !pair.far.hasFailed())
            {
                while (received.offer(writer, sent))
                {
                    sent++;
                }
                pair.drive();
                pair.far.reader().poll(received, 7);
            }
            pair.far.reader().poll(received, Integer.MAX_VALUE);
            Numbered back = new Numbered(MAX_FRAME_LENGTH);
            back.expect(Numbered.ANY);
            int taken = pair.near.takeBack(back);

            assertEquals(SendStatus.CLOSED, writer.tryClaim(1, 8, Importance.CRITICAL, claim));
            assertEquals(0, received.wrong(), "seed=" + seed + ": " + received.firstWrong());
            assertEquals(0, back.wrong(), "seed=" + seed + ": " + back.firstWrong());
            if (taken > 0)
            {
                assertEquals(sent, back.received(), "seed=" + seed);
            }
            // What the peer took and did not tell comes back, too; nothing else does, and nothing is missing.
            assertTrue(sent - taken <= received.received(), "seed=" + seed);
            pair.close();
        }
    }

    @Test
    void shouldTakeBackInOrderAndAroundOpenClaims()
    {
        RingWriter writer = open(Mischief.none());
        for (long n = 0; n < 3; n++)
        {
            assertTrue(frames.offer(writer, n));
        }
        receive(3);
        Await.until("acknowledged", () ->
        {
            pair.drive();
            return writer.backlogBytes() == 0;
        });
        assertEquals(SendStatus.ACCEPTED, writer.tryClaim(5, 500, Importance.CRITICAL, claim));
        for (long n = 3; n < 6; n++)
        {
            assertTrue(frames.offer(writer, n));
        }
        Numbered back = new Numbered(MAX_FRAME_LENGTH);
        back.expect(3);
        assertEquals(3, pair.near.takeBack(back));
        assertEquals(0, back.wrong(), back.firstWrong());
        assertTrue(writer.isClosed());
    }

    @Test
    void shouldAnswerFalseWhenACommitComesAfterTheTakingBack()
    {
        RingWriter writer = open(Mischief.none());
        assertEquals(SendStatus.ACCEPTED, writer.tryClaim(5, 500, Importance.CRITICAL, claim));
        assertEquals(0, pair.near.takeBack(frames));
        assertFalse(writer.commit(claim));
    }

    @Test
    void shouldNotAllocateForEachFrame()
    {
        RingWriter writer = open(Mischief.much(3));
        IgnoringHandler nobody = new IgnoringHandler();
        AllocationMeter.ofThisThread().assertNone("a frame", 20_000, () ->
        {
            while (writer.tryClaim(7, 100, Importance.MEDIUM, claim) != SendStatus.ACCEPTED)
            {
                pair.drive();
                pair.far.reader().poll(nobody, 10);
            }
            claim.buffer().putLong(claim.offset(), 1);
            writer.commit(claim);
            pair.drive();
            pair.far.reader().poll(nobody, 10);
        });
    }

    @Test
    void shouldKeepTheOrderOfEachThreadWhenSeveralSendAtOnce()
    {
        RingWriter writer = open(Mischief.much(4));
        int threads = 3;
        long each = 20_000;
        PerSender seen = new PerSender(threads);
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < threads; sender++)
        {
            int id = sender;
            Thread thread = new Thread(() -> send(writer, id, each));
            thread.setDaemon(true);
            thread.start();
            senders.add(thread);
        }
        Await.until("all received", () ->
        {
            pair.farHelm.drive();
            pair.far.reader().poll(seen, 100);
            return seen.received() == threads * each;
        });
        Await.until("all acknowledged", () ->
        {
            pair.farHelm.drive();
            return senders.stream().noneMatch(Thread::isAlive);
        });
        assertEquals(0, seen.wrong());
    }

    /** The last commits may be left to whoever has the helm; so each drives once more when it has sent all. */
    private void send(RingWriter writer, int id, long count)
    {
        FrameClaim own = new FrameClaim();
        for (long n = 0; n < count; n++)
        {
            while (writer.tryClaim(PerSender.FIRST_TAG + id, PerSender.LENGTH, Importance.MEDIUM, own) !=
                SendStatus.ACCEPTED)
            {
                pair.nearHelm.drive();
                Thread.onSpinWait();
            }
            PerSender.write(own, id, n);
            writer.commit(own);
            pair.nearHelm.drive();
        }
        while (writer.backlogBytes() != 0)
        {
            pair.nearHelm.drive();
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldRefuseBytesThatAreNoOffer()
    {
        open(Mischief.none());
        byte[] bytes = pair.near.offer().toBytes();
        for (int length = 0; length < bytes.length; length++)
        {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThrows(VerbsException.class, () -> RingOffer.of(part));
        }
        assertThrows(VerbsException.class, () -> RingOffer.of(Arrays.copyOf(bytes, bytes.length + 1)));
        byte[] otherVersion = bytes.clone();
        otherVersion[0]++;
        assertThrows(VerbsException.class, () -> RingOffer.of(otherVersion));
        byte[] oddCapacity = bytes.clone();
        oddCapacity[4]++;
        assertThrows(VerbsException.class, () -> RingOffer.of(oddCapacity));
    }
}
