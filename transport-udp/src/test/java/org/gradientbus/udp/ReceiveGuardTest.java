package org.gradientbus.udp;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.testkit.AllocationMeter;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which datagrams a receiving socket lets through to Aeron, and why not the others. */
class ReceiveGuardTest
{
    private static final long NODE = 0x1122334455667788L;
    private static final int CONTROL = Endpoint.CONTROL_STREAM;
    private static final int LOOP = Endpoint.stream(NODE, 3);
    private static final int TERM = StreamSizes.LEAST_TERM;
    private static final int SESSION = 77;
    private static final int MET = 88;
    private static final InetSocketAddress PEER = new InetSocketAddress("10.0.0.7", 1234);
    private static final InetSocketAddress OTHER = new InetSocketAddress("10.0.0.7", 1235);
    private static final InetSocketAddress OUTSIDE = new InetSocketAddress("203.0.113.9", 1234);

    private final Guard guard = new Guard(UdpConfig.listen("10.0.0.5:40123"),
        new TransportContext("guard", NODE, 1024, System::nanoTime, Throwable::printStackTrace));
    private final ReceiveGuard receiving = new ReceiveGuard(guard, 0);
    private long nowNs;

    ReceiveGuardTest()
    {
        guard.known().set(new int[0], new int[]{MET});
    }

    @Test
    void shouldLetAStreamThroughWhenItIsSetUpAndAnswered()
    {
        assertNull(check(setup(CONTROL, SESSION), PEER));
        assertEquals(Refusal.STALE, check(data(CONTROL, SESSION, 0, 64), PEER));
        assertTrue(receiving.onAdmitted(CONTROL, SESSION, 0, 0));

        assertNull(check(data(CONTROL, SESSION, 0, 64), PEER));
        assertNull(check(data(CONTROL, SESSION, 64, 96), PEER));
        assertNull(check(data(CONTROL, SESSION, 64, 96), PEER), "the same once more");
        assertNull(check(heartbeat(160), PEER));
        assertNull(check(setup(CONTROL, SESSION), PEER), "the same once more");
    }

    @Test
    void shouldRefuseWhatComesFromElsewhereWhenAStreamIsSetUp()
    {
        setUp();

        assertEquals(Refusal.FOREIGN, check(data(CONTROL, SESSION, 0, 64), OTHER));
        assertEquals(Refusal.FOREIGN, check(setup(CONTROL, SESSION), OTHER));
        assertEquals(Refusal.SOURCE, check(data(CONTROL, SESSION, 0, 64), OUTSIDE));
        assertEquals(Refusal.SOURCE, check(setup(CONTROL, SESSION), OUTSIDE));
        assertEquals(Refusal.SOURCE, check(new byte[3], OUTSIDE));
        assertEquals(Refusal.SOURCE, check(setup(CONTROL, SESSION + 1), OUTSIDE));
        byte[] anew = setup(CONTROL, SESSION);
        new UnsafeBuffer(anew).putInt(20, -1);
        assertEquals(Refusal.FOREIGN, check(anew, PEER), "with another beginning");
    }

    @Test
    void shouldRefuseFramesWhenTheyDoNotFillTheDatagramAsAeronSends()
    {
        setUp();
        byte[] two = Arrays.copyOf(data(CONTROL, SESSION, 0, 64), 128);
        System.arraycopy(data(CONTROL, SESSION, 64, 64), 0, two, 64, 64);
        assertNull(check(two, PEER));
        receiving.onAdmitted(CONTROL, SESSION, 0, 128);

        for (int length : new int[]{0, -1, 31, 65, 96, 128, Integer.MAX_VALUE, Integer.MAX_VALUE - 31,
            Integer.MIN_VALUE})
        {
            byte[] lie = at128(two);
            new UnsafeBuffer(lie).putInt(64, length, ByteOrder.LITTLE_ENDIAN);
            assertEquals(Refusal.MALFORMED, check(lie, PEER), "second frame of length " + length);
        }
        for (int offset : new int[]{1, 16, -32, TERM, TERM - 32, Integer.MAX_VALUE - 31, Integer.MIN_VALUE})
        {
            byte[] astray = data(CONTROL, SESSION, 128, 64);
            new UnsafeBuffer(astray).putInt(8, offset, ByteOrder.LITTLE_ENDIAN);
            assertEquals(Refusal.MALFORMED, check(astray, PEER), "at " + offset);
        }
        for (int place : new int[]{64 + 4, 64 + 6, 64 + 8, 64 + 12, 64 + 16, 64 + 20, 5, 64 + 5})
        {
            byte[] other = at128(two);
            other[place] ^= 1;
            assertEquals(Refusal.MALFORMED, check(other, PEER), "byte " + place);
        }
        assertNull(check(at128(two), PEER));
    }

    @Test
    void shouldTakePaddingForAsLongAsItSaysWhenOnlyItsHeaderComes()
    {
        setUp();
        byte[] padding = Forger.data(CONTROL, SESSION, 64, 32);
        padding[6] = 0;
        new UnsafeBuffer(padding).putInt(0, 1024, ByteOrder.LITTLE_ENDIAN);

        assertNull(check(padding, PEER));
        assertEquals(Refusal.CONTRADICTION, check(data(CONTROL, SESSION, 96, 64), PEER), "within it");
        assertEquals(Refusal.CONTRADICTION, check(data(CONTROL, SESSION, 32, 64), PEER), "over its beginning");
        assertNull(check(data(CONTROL, SESSION, 64 + 1024, 64), PEER));
        new UnsafeBuffer(padding).putInt(0, TERM, ByteOrder.LITTLE_ENDIAN);
        assertEquals(Refusal.MALFORMED, check(padding, PEER), "beyond the term");
    }

    @Test
    void shouldRefuseAPlaceWhenItIsNotInTheWindow()
    {
        setUp();
        receiving.onAdmitted(CONTROL, SESSION, 1, 64);

        assertEquals(Refusal.STALE, check(data(CONTROL, SESSION, 0, 64), PEER), "term 0");
        assertNull(check(inTerm(1, data(CONTROL, SESSION, 64, 64)), PEER));
        assertNull(check(inTerm(1, data(CONTROL, SESSION, TERM / 2, 64)), PEER));
        assertEquals(Refusal.WINDOW, check(inTerm(1, data(CONTROL, SESSION, TERM / 2 + 32, 64)), PEER));
        assertEquals(Refusal.WINDOW, check(inTerm(2, data(CONTROL, SESSION, 0, 64)), PEER));
        assertEquals(Refusal.STALE, check(inTerm(Integer.MIN_VALUE, data(CONTROL, SESSION, 0, 64)), PEER));
        assertEquals(Refusal.WINDOW, check(inTerm(2, heartbeat(0)), PEER));
        assertEquals(Refusal.STALE, check(inTerm(-1, heartbeat(0)), PEER));
    }

    @Test
    void shouldRefuseToSetUpWhatCostsMemoryOrIsNobodys()
    {
        for (int termBytes : new int[]{0, -1, 4096, 1 << 20, 1 << 30, TERM + 32})
        {
            Refusal refusal = check(Forger.setup(CONTROL, SESSION, termBytes, 0), PEER);
            assertTrue(refusal == Refusal.TERM_LENGTH || refusal == Refusal.MALFORMED, termBytes + ": " + refusal);
            refusal = check(Forger.setup(LOOP, MET, termBytes, 0), PEER);
            assertTrue(refusal == Refusal.TERM_LENGTH || refusal == Refusal.MALFORMED, termBytes + ": " + refusal);
        }
        for (int place : new int[]{0, 5, 8, 32, 36})
        {
            assertEquals(Refusal.MALFORMED, check(setup(CONTROL, SESSION), with(place, 7), PEER), "byte " + place);
        }
        assertEquals(Refusal.MALFORMED, check(Arrays.copyOf(setup(CONTROL, SESSION), 44), PEER));
        assertEquals(Refusal.STREAM, check(setup(LOOP + 256, SESSION), PEER));
        assertEquals(Refusal.SESSION, check(setup(LOOP, SESSION), PEER));
        assertNull(check(setup(LOOP, MET), PEER));
        int bestEffort = LOOP ^ Endpoint.BEST_EFFORT_BIT;
        assertEquals(Refusal.SESSION, check(setup(bestEffort, SESSION), PEER));
        assertEquals(Refusal.TERM_LENGTH, check(Forger.setup(bestEffort, MET, 1 << 20, 0), PEER));
        assertNull(check(setup(bestEffort, MET), PEER));
        assertEquals(2, receiving.streams());
    }

    @Test
    void shouldKeepKindsOutThatTheRungDoesNotUse()
    {
        for (int type = 0; type < 256; type++)
        {
            byte[] setup = setup(CONTROL, SESSION + type);
            setup[6] = (byte)type;
            Refusal refusal = check(setup, PEER);
            boolean isUsed = type == 0 || type == 1 || type == 5;
            assertEquals(!isUsed, refusal == Refusal.KIND, "type " + type + ": " + refusal);
        }
    }

    @Test
    void shouldListenToAFewStrangersWhenManyCome()
    {
        List<Integer> listenedTo = new ArrayList<>();
        for (int i = 0; i < 1000; i++)
        {
            pass(TimeUnit.MILLISECONDS.toNanos(100));
            if (check(setup(CONTROL, i), new InetSocketAddress("10.0.0." + (i % 250 + 1), 99)) == null)
            {
                listenedTo.add(i);
            }
            listenedTo.forEach((each) -> receiving.onAdmitted(CONTROL, each, 0, 0));
        }
        assertEquals(ReceiveGuard.MOST_STRANGERS, listenedTo.size());
        assertNull(check(setup(LOOP, MET), PEER), "one whom it has met");
    }

    @Test
    void shouldReadNothingOfAStreamWhenAeronSetItUpTooLate()
    {
        receiving.onAdmitted(CONTROL, SESSION, 0, 0);

        assertEquals(Refusal.FOREIGN, check(data(CONTROL, SESSION, 0, 64), PEER));
        assertEquals(Refusal.FOREIGN, check(setup(CONTROL, SESSION), PEER));
        assertNull(check(setup(CONTROL, SESSION + 1), PEER));
    }

    @Test
    void shouldMakeRoomWhenStreamsAreAnsweredNoMore()
    {
        for (int i = 0; i < ReceiveGuard.MOST_STRANGERS_OF_HOST; i++)
        {
            assertNull(check(setup(CONTROL, i), PEER));
        }
        pass(TimeUnit.SECONDS.toNanos(1));
        assertEquals(Refusal.SESSION_LIMIT, check(setup(CONTROL, 99), PEER));
        assertNull(check(setup(CONTROL, 99), new InetSocketAddress("10.0.0.8", 1)), "of another host");

        pass(TimeUnit.SECONDS.toNanos(3));

        assertNull(check(setup(CONTROL, 100), PEER));
    }

    @Test
    void shouldKeepStreamsWhenTheProcessWasStopped()
    {
        setUp();
        nowNs += TimeUnit.SECONDS.toNanos(15);
        receiving.onTime(nowNs);

        assertNull(check(data(CONTROL, SESSION, 0, 64), PEER));
        assertEquals(Refusal.FOREIGN, check(setup(CONTROL, SESSION), OTHER));
    }

    @Test
    void shouldAnswerWithThreeTimesTheBytesAtMost()
    {
        setUp();
        int answers = 1;
        while (receiving.onAdmitted(CONTROL, SESSION, 0, 0))
        {
            answers++;
        }
        assertTrue(answers * 36 <= 3 * 40, "answers: " + answers);
        assertFalse(receiving.mayAskAgain(CONTROL, SESSION));
        assertNull(check(data(CONTROL, SESSION, 0, 64), PEER));
        assertTrue(receiving.onAdmitted(CONTROL, SESSION, 0, 64));
        assertTrue(receiving.mayAskAgain(CONTROL, SESSION));
    }

    @Test
    void shouldAnswerAgainWhenAStreamIsSetUpAgainAsAllAnswersWereLost()
    {
        setUp();
        for (int i = 0; i < 50; i++)
        {
            while (receiving.onAdmitted(CONTROL, SESSION, 0, 0))
            {
                pass(TimeUnit.MILLISECONDS.toNanos(200));
            }

            assertNull(check(setup(CONTROL, SESSION), PEER));

            assertTrue(receiving.onAdmitted(CONTROL, SESSION, 0, 0), "after setup " + i);
        }
    }

    @Test
    void shouldAllocateNothingWhenStreamsFlow()
    {
        setUp();
        byte[] bytes = data(CONTROL, SESSION, 0, 64);
        UnsafeBuffer datagram = new UnsafeBuffer(bytes);

        AllocationMeter.assertNoAllocation("a datagram", 10_000,
            () -> receiving.check(datagram, bytes.length, PEER));
    }

    @Test
    void shouldOnlyReadAndSetUpFewStreamsWhenBytesAreAny()
    {
        long seed = new Random().nextLong();
        System.out.println("receive guard: seed=" + seed);
        Forger forger = new Forger(seed);
        setUp();
        for (int i = 0; i < 200_000; i++)
        {
            byte[] forged = forger.make(forger.nextInt(2) == 0 ? CONTROL : LOOP);
            byte[] before = forged.clone();
            check(forged, forger.nextInt(2) == 0 ? PEER : OTHER);
            assertTrue(Arrays.equals(before, forged), "it only reads");
        }
        assertTrue(receiving.streams() <= ReceiveGuard.MOST_STRANGERS + 1);
    }

    private void setUp()
    {
        assertNull(check(setup(CONTROL, SESSION), PEER));
        assertTrue(receiving.onAdmitted(CONTROL, SESSION, 0, 0));
    }

    private void pass(long passedNs)
    {
        for (long ns = 0; ns < passedNs; ns += TimeUnit.MILLISECONDS.toNanos(10))
        {
            nowNs += TimeUnit.MILLISECONDS.toNanos(10);
            receiving.onTime(nowNs);
        }
    }

    private Refusal check(byte[] datagram, InetSocketAddress source)
    {
        return receiving.check(new UnsafeBuffer(datagram), datagram.length, source);
    }

    private Refusal check(byte[] datagram, int[] change, InetSocketAddress source)
    {
        datagram[change[0]] = (byte)change[1];
        return check(datagram, source);
    }

    private static int[] with(int place, int value)
    {
        return new int[]{place, value};
    }

    private static byte[] setup(int stream, int session)
    {
        return Forger.setup(stream, session, TERM, 0);
    }

    private static byte[] data(int stream, int session, int termOffset, int length)
    {
        return Forger.data(stream, session, termOffset, length);
    }

    private static byte[] heartbeat(int termOffset)
    {
        byte[] heartbeat = Forger.data(CONTROL, SESSION, termOffset, 32);
        new UnsafeBuffer(heartbeat).putInt(0, 0);
        return heartbeat;
    }

    private static byte[] inTerm(int termId, byte[] datagram)
    {
        new UnsafeBuffer(datagram).putInt(20, termId, ByteOrder.LITTLE_ENDIAN);
        return datagram;
    }

    /** The same two frames, 128 bytes further. */
    private static byte[] at128(byte[] two)
    {
        UnsafeBuffer moved = new UnsafeBuffer(two.clone());
        moved.putInt(8, 128, ByteOrder.LITTLE_ENDIAN);
        moved.putInt(64 + 8, 192, ByteOrder.LITTLE_ENDIAN);
        return moved.byteArray();
    }
}
