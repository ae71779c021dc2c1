package org.gradientbus.udp;

import io.aeron.protocol.HeaderFlyweight;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which answers of receivers a sending socket lets through to Aeron, and why not the others. */
class SendGuardTest
{
    private static final int STREAM = 0x4711;
    private static final int SESSION = 99;
    private static final int TERM = StreamSizes.LEAST_TERM;
    private static final int SENT = 256;
    private static final int WINDOW = TERM / 2;
    private static final long RECEIVER = 12345;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final SendGuard sending = new SendGuard();
    private final ByteBuffer term = ByteBuffer.allocateDirect(TERM);
    private long nowNs;

    @BeforeEach
    void send()
    {
        sending.add(STREAM, SESSION, 0);
        sending.onSend(ByteBuffer.wrap(Forger.setup(STREAM, SESSION, TERM, 0)));
        term.put(0, Forger.data(STREAM, SESSION, 0, SENT / 2));
        term.put(SENT / 2, Forger.data(STREAM, SESSION, SENT / 2, SENT / 2));
        sending.onSend(term.limit(SENT).position(0));
    }

    @Test
    void shouldBelieveOneReceiverThatTellsOfWhatWasSent()
    {
        assertNull(check(status(0, 0, WINDOW, RECEIVER)));
        assertNull(check(status(0, SENT, WINDOW, RECEIVER)));
        assertNull(check(status(0, SENT / 2, WINDOW, RECEIVER)), "late");
        assertNull(check(flagged(status(0, 0, 0, 0), 0x80)), "asks how the stream is laid out");
    }

    @Test
    void shouldRefuseAStatusWhenItTellsOfWhatWasNeverSent()
    {
        assertEquals(Refusal.STATUS, check(status(0, SENT + 32, WINDOW, RECEIVER)));
        assertEquals(Refusal.STATUS, check(status(1, 0, WINDOW, RECEIVER)));
        assertEquals(Refusal.STATUS, check(status(-1, 0, WINDOW, RECEIVER)));
        assertEquals(Refusal.STATUS, check(status(0, 16, WINDOW, RECEIVER)));
        assertEquals(Refusal.STATUS, check(status(0, -32, WINDOW, RECEIVER)));
        assertEquals(Refusal.STATUS, check(status(-1, TERM, WINDOW, RECEIVER)));
        for (int window : new int[]{0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, WINDOW + 1})
        {
            assertEquals(Refusal.STATUS, check(status(0, 0, window, RECEIVER)), "window " + window);
        }
    }

    @Test
    void shouldKeepToWindowAndReceiverWhenTheyHaveBeenSaid()
    {
        assertNull(check(status(0, 0, WINDOW, RECEIVER)));

        assertEquals(Refusal.STATUS, check(status(0, 0, WINDOW / 2, RECEIVER)));
        assertEquals(Refusal.RECEIVER, check(status(0, 0, WINDOW, RECEIVER + 1)));
        assertEquals(Refusal.RECEIVER, check(flagged(status(0, 0, WINDOW, RECEIVER + 1), 0x40)));
    }

    @Test
    void shouldBelieveAnotherReceiverWhenTheFirstHasLeftOrIsSilent()
    {
        assertNull(check(status(0, 0, WINDOW, RECEIVER)));
        assertNull(check(flagged(status(0, 0, WINDOW, RECEIVER), 0x40)));
        assertNull(check(status(0, SENT, WINDOW / 2, RECEIVER + 1)));

        nowNs += TimeUnit.SECONDS.toNanos(2);

        assertNull(check(status(0, SENT, WINDOW, RECEIVER + 2)));
        assertEquals(Refusal.RECEIVER, check(status(0, SENT, WINDOW / 2, RECEIVER + 1)));
    }

    @Test
    void shouldSendAgainWhatWasSentAndNothingElse()
    {
        assertNull(check(nak(0, 0, SENT)));
        assertNull(check(nak(0, SENT / 2, SENT / 2)));
        assertEquals(Refusal.NAK, check(nak(0, SENT, 32)), "not sent yet");
        assertEquals(Refusal.NAK, check(nak(0, 32, 32)), "amidst a frame");
        assertEquals(Refusal.NAK, check(nak(0, 8, 32)));
        assertEquals(Refusal.NAK, check(nak(0, -32, 32)));
        assertEquals(Refusal.NAK, check(nak(0, 0, 0)));
        assertEquals(Refusal.NAK, check(nak(0, 0, -32)));
        assertEquals(Refusal.NAK, check(nak(0, 0, TERM + 32)));
        assertEquals(Refusal.NAK, check(nak(0, 0, Integer.MAX_VALUE)));
        assertEquals(Refusal.NAK, check(nak(1, 0, 32)));
        assertEquals(Refusal.NAK, check(nak(-3, 0, 32)));
        assertEquals(Refusal.NAK, check(nak(0, TERM, 32)));
    }

    @Test
    void shouldSendAgainSoOftenAndNoMoreWhenAskedAllTheTime()
    {
        int sent = 0;
        for (int i = 0; i < 100_000; i++)
        {
            sent += check(nak(0, 0, SENT)) == null ? 1 : 0;
        }
        assertEquals(4096, sent);
        nowNs += TimeUnit.SECONDS.toNanos(1);
        assertNull(check(nak(0, 0, SENT)));
    }

    @Test
    void shouldCountPaddingAsSentWhenItEndsATerm()
    {
        byte[] padding = Forger.data(STREAM, SESSION, SENT, 32);
        padding[HeaderFlyweight.TYPE_FIELD_OFFSET] = 0;
        new UnsafeBuffer(padding).putInt(0, TERM - SENT, ORDER);
        term.clear().put(SENT, padding);
        sending.onSend(term.limit(SENT + 32).position(SENT));

        assertNull(check(status(1, 0, WINDOW, RECEIVER)));
        assertEquals(Refusal.STATUS, check(status(1, 32, WINDOW, RECEIVER)));
    }

    @Test
    void shouldKnowNothingOfAStreamWhenItIsGone()
    {
        sending.remove(STREAM, SESSION);

        assertEquals(Refusal.STREAM, check(status(0, 0, WINDOW, RECEIVER)));
        assertEquals(Refusal.STREAM, check(nak(0, 0, 32)));
    }

    @Test
    void shouldRefuseOtherKindsAndLengths()
    {
        byte[] status = status(0, 0, WINDOW, RECEIVER);
        for (int length = 0; length < 80; length++)
        {
            Refusal refusal = check(Arrays.copyOf(status, length));
            assertEquals(length != status.length, refusal != null, "length " + length);
        }
        for (int type = 0; type < 256; type++)
        {
            status[HeaderFlyweight.TYPE_FIELD_OFFSET] = (byte)type;
            Refusal refusal = check(status);
            assertEquals(type != 2 && type != 3, refusal == Refusal.KIND, "type " + type);
        }
        assertEquals(Refusal.MALFORMED, check(flagged(status(0, 0, WINDOW, RECEIVER), 0xC0)));
    }

    @Test
    void shouldOnlyReadWhenBytesAreAny()
    {
        long seed = System.nanoTime();
        System.out.println("send guard: seed=" + seed);
        Forger forger = new Forger(seed);
        assertNull(check(status(0, 0, WINDOW, RECEIVER)));
        int let = 0;
        for (int i = 0; i < 200_000; i++)
        {
            byte[] forged = forger.mutate(forger.nextInt(2) == 0 ? nak(0, 0, 64) : status(0, 32, WINDOW, RECEIVER));
            let += check(forged) == null ? 1 : 0;
        }
        assertTrue(let > 0);
    }

    private Refusal check(byte[] answer)
    {
        return sending.check(new UnsafeBuffer(answer), answer.length, nowNs);
    }

    private static byte[] flagged(byte[] answer, int flags)
    {
        answer[HeaderFlyweight.FLAGS_FIELD_OFFSET] = (byte)flags;
        return answer;
    }

    private static byte[] status(int termId, int termOffset, int window, long receiver)
    {
        UnsafeBuffer status = answer(HeaderFlyweight.HDR_TYPE_SM, 36, termId, termOffset, window);
        status.putLong(28, receiver, ORDER);
        return status.byteArray();
    }

    private static byte[] nak(int termId, int termOffset, int length)
    {
        return answer(HeaderFlyweight.HDR_TYPE_NAK, 28, termId, termOffset, length).byteArray();
    }

    private static UnsafeBuffer answer(int type, int length, int termId, int termOffset, int last)
    {
        UnsafeBuffer answer = new UnsafeBuffer(new byte[length]);
        answer.putInt(0, length, ORDER);
        answer.putShort(HeaderFlyweight.TYPE_FIELD_OFFSET, (short)type, ORDER);
        answer.putInt(8, SESSION, ORDER);
        answer.putInt(12, STREAM, ORDER);
        answer.putInt(16, termId, ORDER);
        answer.putInt(20, termOffset, ORDER);
        answer.putInt(24, last, ORDER);
        return answer;
    }
}
