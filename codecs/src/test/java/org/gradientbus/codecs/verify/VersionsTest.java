package org.gradientbus.codecs.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.codecs.Golden;
import org.gradientbus.codecs.frame.FrameDecoder;
import org.gradientbus.codecs.frame.MessageHeaderDecoder;
import org.junit.jupiter.api.Test;

/**
 * Readers and writers of different versions of one schema: {@code orders-older.xml} is version 0,
 * {@code orders-newer.xml} version 2.
 */
class VersionsTest
{
    private static final int BLOCK_LENGTH_OFFSET = 0;
    private static final int VERSION_OFFSET = 6;

    @Test
    void shouldReadDefaultsWhenTheWriterIsOlder()
    {
        UnsafeBuffer message = new UnsafeBuffer(Samples.olderOrder());
        assertEquals(Verdict.OK, verify(KnownSchema.NEWER, message));

        var order = new org.gradientbus.codecs.verify.newer.OrderDecoder()
            .wrapAndApplyHeader(message, 0, new org.gradientbus.codecs.verify.newer.MessageHeaderDecoder());
        assertEquals(7, order.orderId());
        assertEquals(100, order.quantity());
        assertEquals(org.gradientbus.codecs.verify.newer.OrderDecoder.sideNullValue(), order.side());
        assertEquals(org.gradientbus.codecs.verify.newer.OrderDecoder.ceilingNullValue(), order.ceiling());
        List<String> legs = new ArrayList<>();
        for (var leg : order.legs())
        {
            legs.add(leg.price() + " " + sum(leg) + " " + leg.venue());
        }
        assertEquals(List.of("11 3 XETR", "12 0 "), legs);
        assertEquals("alice", order.account());
        assertEquals("", order.note());
    }

    @Test
    void shouldSkipWhatItDoesNotKnowWhenTheWriterIsNewer()
    {
        UnsafeBuffer message = new UnsafeBuffer(Samples.newerOrder());
        assertEquals(Verdict.OK, verify(KnownSchema.OLDER, message));

        var order = new org.gradientbus.codecs.verify.older.OrderDecoder()
            .wrapAndApplyHeader(message, 0, new org.gradientbus.codecs.verify.older.MessageHeaderDecoder());
        assertEquals(7, order.orderId());
        assertEquals(100, order.quantity());
        List<String> legs = new ArrayList<>();
        for (var leg : order.legs())
        {
            int filled = 0;
            for (var fill : leg.fills())
            {
                filled += fill.filled();
            }
            legs.add(leg.price() + " " + filled + " " + leg.venue());
        }
        assertEquals(List.of("11 3 XETR", "12 0 "), legs);
        assertEquals("alice", order.account());
    }

    @Test
    void shouldEndThePrefixAtTheLastKnownPartWhenTheWriterIsNewer()
    {
        UnsafeBuffer message = new UnsafeBuffer(Samples.newerOrder());
        int noteLength = 1 + "in a hurry".length();
        assertEquals(
            message.capacity() - noteLength,
            KnownSchema.OLDER.verifier().verifyPrefix(message, 0, message.capacity()));
    }

    @Test
    void shouldAcceptAnAppendedGroupWhenTheWriterIsNewer()
    {
        assertEquals(Verdict.OK, verify(KnownSchema.OLDER, new UnsafeBuffer(Samples.newerQuote())));
    }

    @Test
    void shouldTreatAnAppendedGroupAsAbsentWhenTheWriterIsOlder()
    {
        UnsafeBuffer message = new UnsafeBuffer(Samples.olderQuote());
        assertEquals(Verdict.OK, verify(KnownSchema.NEWER, message));
        assertEquals(message.capacity(), KnownSchema.NEWER.walk(message));
    }

    @Test
    void shouldReportBlockTooShortWhenTheClaimedVersionHasMoreFields()
    {
        UnsafeBuffer message = new UnsafeBuffer(Samples.olderOrder());
        put(message, VERSION_OFFSET, 1);
        assertEquals(Verdict.BLOCK_TOO_SHORT, verify(KnownSchema.NEWER, message));
        put(message, VERSION_OFFSET, 2);
        assertEquals(Verdict.BLOCK_TOO_SHORT, verify(KnownSchema.NEWER, message));
        put(message, VERSION_OFFSET, 65535);
        assertEquals(Verdict.BLOCK_TOO_SHORT, verify(KnownSchema.NEWER, message));
    }

    @Test
    void shouldReportTrailingBytesWhenTheClaimedVersionHasFewerParts()
    {
        UnsafeBuffer message = new UnsafeBuffer(Samples.newerOrder());
        put(message, VERSION_OFFSET, 1);
        assertEquals(Verdict.TRAILING_BYTES, verify(KnownSchema.NEWER, message));
    }

    @Test
    void shouldReportUnknownVersionWhenTheTemplateCameLater()
    {
        UnsafeBuffer message = new UnsafeBuffer(Samples.cancel());
        put(message, VERSION_OFFSET, 1);
        assertEquals(Verdict.UNKNOWN_VERSION, verify(KnownSchema.NEWER, message));
    }

    @Test
    void shouldAskForTheDeclaredBlockWhenItIsLongerThanItsFields()
    {
        UnsafeBuffer message = new UnsafeBuffer(Arrays.copyOf(Samples.cancel(), 8 + 8));
        put(message, BLOCK_LENGTH_OFFSET, 8);
        assertEquals(Verdict.BLOCK_TOO_SHORT, verify(KnownSchema.NEWER, message));
    }

    @Test
    void shouldFindThePayloadWhenAFrameOfANewerVersionHasALongerBlock()
    {
        byte[] golden = Golden.bytes("frame/Frame");
        UnsafeBuffer frame = new UnsafeBuffer(new byte[golden.length + 8]);
        frame.putBytes(0, golden, 0, 48);
        frame.putLong(48, -1L);
        frame.putBytes(56, golden, 48, golden.length - 48);
        put(frame, BLOCK_LENGTH_OFFSET, 48);
        put(frame, VERSION_OFFSET, 1);

        int payloadOffset = KnownSchema.FRAME.verifier().verifyPrefix(frame, 0, frame.capacity());
        assertEquals(56, payloadOffset);
        FrameDecoder decoder = new FrameDecoder().wrapAndApplyHeader(frame, 0, new MessageHeaderDecoder());
        assertEquals(3, decoder.trim());
        assertTrue(decoder.flags().timeLimit());
        assertFalse(decoder.flags().localClock());
        int payloadLength = frame.capacity() - decoder.trim() - payloadOffset;
        assertEquals("hello", frame.getStringWithoutLengthAscii(payloadOffset, payloadLength));
    }

    @Test
    void shouldReportBlockTooShortWhenAFrameLacksAField()
    {
        UnsafeBuffer frame = new UnsafeBuffer(Golden.bytes("frame/Frame"));
        put(frame, BLOCK_LENGTH_OFFSET, 39);
        int code = KnownSchema.FRAME.verifier().verifyPrefix(frame, 0, frame.capacity());
        assertEquals(Verdict.BLOCK_TOO_SHORT, Verdict.of(code));
    }

    private static int sum(org.gradientbus.codecs.verify.newer.OrderDecoder.LegsDecoder leg)
    {
        int filled = 0;
        for (var fill : leg.fills())
        {
            filled += fill.filled();
        }
        return filled;
    }

    private static Verdict verify(KnownSchema schema, UnsafeBuffer message)
    {
        return schema.verifier().verify(message, 0, message.capacity());
    }

    private static void put(UnsafeBuffer message, int offset, int value)
    {
        message.putShort(offset, (short)value, ByteOrder.LITTLE_ENDIAN);
    }
}
