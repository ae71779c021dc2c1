package org.gradientbus.udp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.aeron.logbuffer.TermGapScanner;
import io.aeron.logbuffer.TermRebuilder;
import io.aeron.logbuffer.TermScanner;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.spi.TransportContext;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Fuzzes what stands before Aeron: of whatever datagrams a stream is made, what the guards let through is placed in a
 * term in which Aeron finds its way, by Aeron's own code. The corpora are in {@code GuardFuzzTestInputs}.
 */
class GuardFuzzTest
{
    private static final int STREAM = Endpoint.CONTROL_STREAM;
    private static final int SESSION = 0x01020304;
    private static final int TERM = StreamSizes.LEAST_TERM;
    private static final int ALIGNMENT = 32;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 1);

    /**
     * Datagrams one after the other, each behind two bytes with its length and a byte that says whether it is given
     * the header of the stream: no search would find that.
     */
    @FuzzTest(maxDuration = "60s")
    void receive(byte[] bytes)
    {
        ReceiveGuard guard = new ReceiveGuard(guard(), 0);
        assertEquals(null, check(guard, Forger.setup(STREAM, SESSION, TERM, 0)));
        assertTrue(guard.onAdmitted(STREAM, SESSION, 0, 0));
        UnsafeBuffer term = new UnsafeBuffer(new byte[TERM]);
        int highest = 0;
        for (byte[] each : split(bytes))
        {
            byte[] datagram = each;
            int type = datagram.length > 7 ? new UnsafeBuffer(datagram).getShort(6, ORDER) : -1;
            boolean isPassed = check(guard, datagram) == null;
            if (isPassed && (type == 0 || type == 1) && isOfStream(datagram))
            {
                int offset = new UnsafeBuffer(datagram).getInt(8, ORDER);
                assertEquals(0, new UnsafeBuffer(datagram).getInt(20, ORDER), "the term");
                if (new UnsafeBuffer(datagram).getInt(0, ORDER) == 0)
                {
                    highest = Math.max(highest, offset);
                    continue;
                }
                TermRebuilder.insert(term, offset, new UnsafeBuffer(datagram), datagram.length);
                highest = Math.max(highest, offset + datagram.length);
                walk(term, highest);
            }
        }
    }

    private static void walk(UnsafeBuffer term, int highest)
    {
        int complete = TermGapScanner.scanForGap(term, 0, 0, Math.min(TERM, highest), (termId, offset, length) ->
            assertTrue(offset >= 0 && offset + length <= TERM));
        assertTrue(complete >= 0 && complete <= TERM, "complete to " + complete);
        for (int at = 0; at < complete; )
        {
            assertEquals(at, term.getInt(at + 8, ORDER), "what is taken for a frame is one");
            at += BitUtil.align(term.getInt(at, ORDER), ALIGNMENT);
        }
    }

    /** Answers one after the other, in the same way; what is asked for again is what Aeron can send. */
    @FuzzTest(maxDuration = "60s")
    void answer(byte[] bytes)
    {
        SendGuard guard = new SendGuard();
        guard.add(STREAM, SESSION, 0);
        guard.onSend(ByteBuffer.wrap(Forger.setup(STREAM, SESSION, TERM, 0)));
        ByteBuffer term = ByteBuffer.allocate(TERM);
        for (int at = 0; at < TERM / 4; at += 512)
        {
            term.clear().put(at, Forger.data(STREAM, SESSION, at, 512));
            guard.onSend(term.limit(at + 512).position(at));
        }
        UnsafeBuffer sent = new UnsafeBuffer(term);
        for (byte[] each : split(bytes))
        {
            UnsafeBuffer answer = new UnsafeBuffer(each);
            if (guard.check(answer, each.length, 0) != null)
            {
                continue;
            }
            if (each[6] == 2)
            {
                long outcome = TermScanner.scanForAvailability(sent, answer.getInt(20, ORDER), 1408);
                assertTrue(TermScanner.available(outcome) > 0);
            }
            else if ((each[5] & 0x80) == 0)
            {
                long position = (long)answer.getInt(16, ORDER) * TERM + answer.getInt(20, ORDER);
                assertTrue(position >= 0 && position <= TERM / 4, "taken to " + position);
                assertTrue(answer.getInt(24, ORDER) > 0 && answer.getInt(24, ORDER) <= TERM / 2);
            }
        }
    }

    private static byte[][] split(byte[] bytes)
    {
        byte[][] all = new byte[bytes.length / 3 + 1][];
        int count = 0;
        for (int at = 0; at + 3 <= bytes.length; )
        {
            int length = Math.min((bytes[at] & 0xFF) << 8 & 0x7FF | bytes[at + 1] & 0xFF, bytes.length - at - 3);
            byte[] datagram = Arrays.copyOfRange(bytes, at + 3, at + 3 + length);
            dress(datagram, bytes[at + 2]);
            all[count++] = datagram;
            at += 3 + length;
        }
        return Arrays.copyOf(all, count);
    }

    private static void dress(byte[] datagram, int how)
    {
        UnsafeBuffer dressed = new UnsafeBuffer(datagram);
        if ((how & 1) != 0 && datagram.length >= 32)
        {
            dressed.putByte(4, (byte)0);
            dressed.putInt(12, SESSION, ORDER);
            dressed.putInt(16, STREAM, ORDER);
            dressed.putInt(20, 0, ORDER);
        }
        if ((how & 2) != 0 && datagram.length >= 16)
        {
            dressed.putByte(4, (byte)0);
            dressed.putInt(0, datagram.length, ORDER);
            dressed.putInt(8, SESSION, ORDER);
            dressed.putInt(12, STREAM, ORDER);
        }
        if ((how & 4) != 0 && datagram.length >= 32)
        {
            dressed.putInt(0, datagram.length, ORDER);
        }
        if ((how & 8) != 0 && datagram.length >= 32)
        {
            dressed.putInt(8, dressed.getInt(8, ORDER) & TERM / 2 - ALIGNMENT, ORDER);
        }
    }

    private static boolean isOfStream(byte[] datagram)
    {
        UnsafeBuffer header = new UnsafeBuffer(datagram);
        return header.getInt(12, ORDER) == SESSION && header.getInt(16, ORDER) == STREAM;
    }

    private static Refusal check(ReceiveGuard guard, byte[] datagram)
    {
        return guard.check(new UnsafeBuffer(datagram), datagram.length, PEER);
    }

    private static Guard guard()
    {
        return new Guard(UdpConfig.listen("127.0.0.1:0"),
            new TransportContext("fuzz", 1, 1024, System::nanoTime, Throwable::printStackTrace));
    }
}
