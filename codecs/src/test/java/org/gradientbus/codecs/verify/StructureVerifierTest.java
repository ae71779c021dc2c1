package org.gradientbus.codecs.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.codecs.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructureVerifierTest
{
    private static final int BLOCK_LENGTH_OFFSET = 0;
    private static final int TEMPLATE_ID_OFFSET = 2;
    private static final int SCHEMA_ID_OFFSET = 4;

    static List<Samples.Sample> samples()
    {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldAcceptWhenTheMessageIsWhole(Samples.Sample sample)
    {
        assertEquals(Verdict.OK, verify(sample.schema(), sample.bytes()));
        assertEquals(sample.bytes().length, prefix(sample.schema(), sample.bytes()));
        assertEquals(sample.bytes().length, sample.schema().walk(new UnsafeBuffer(sample.bytes())));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldRefuseWhenTheMessageIsCutAnywhere(Samples.Sample sample)
    {
        for (int length = 0; length < sample.bytes().length; length++)
        {
            Verdict verdict = verify(sample.schema(), Arrays.copyOf(sample.bytes(), length));
            assertNotEquals(Verdict.OK, verdict, "cut at " + length);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldReportTrailingBytesWhenTheSliceIsLonger(Samples.Sample sample)
    {
        byte[] longer = Arrays.copyOf(sample.bytes(), sample.bytes().length + 1);
        assertEquals(Verdict.TRAILING_BYTES, verify(sample.schema(), longer));
        assertEquals(sample.bytes().length, prefix(sample.schema(), longer));
    }

    @Test
    void shouldTellWhereThePayloadStartsWhenVerifyingThePrefixOfAFrame()
    {
        assertEquals(48, prefix(KnownSchema.FRAME, Golden.bytes("frame/Frame")));
    }

    @Test
    void shouldReadInsideTheSliceOnlyWhenItLiesInTheMiddleOfABuffer()
    {
        UnsafeBuffer shared = new UnsafeBuffer(new byte[4096]);
        shared.setMemory(0, shared.capacity(), (byte)0xFF);
        byte[] order = Samples.newerOrder();
        shared.putBytes(1001, order);
        assertEquals(Verdict.OK, KnownSchema.NEWER.verifier().verify(shared, 1001, order.length));
        for (int length = 0; length < order.length; length++)
        {
            assertNotEquals(Verdict.OK, KnownSchema.NEWER.verifier().verify(shared, 1001, length));
        }
    }

    @Test
    void shouldReportTruncatedHeaderWhenTheSliceIsShorterThanAHeader()
    {
        assertEquals(Verdict.TRUNCATED_HEADER, verify(KnownSchema.CONTROL, new byte[0]));
        assertEquals(Verdict.TRUNCATED_HEADER, verify(KnownSchema.CONTROL, new byte[7]));
        assertEquals(Verdict.TRUNCATED_HEADER, verify(KnownSchema.WIDE, new byte[11]));
    }

    @Test
    void shouldReportUnknownSchemaWhenTheHeaderNamesAnother()
    {
        byte[] ping = Golden.bytes("control/Ping");
        assertEquals(Verdict.UNKNOWN_SCHEMA, verify(KnownSchema.FRAME, ping));
        putShort(ping, SCHEMA_ID_OFFSET, 4703);
        assertEquals(Verdict.UNKNOWN_SCHEMA, verify(KnownSchema.CONTROL, ping));
    }

    @Test
    void shouldReportUnknownTemplateWhenTheSchemaHasNoSuchTemplate()
    {
        byte[] ping = Golden.bytes("control/Ping");
        putShort(ping, TEMPLATE_ID_OFFSET, 13);
        assertEquals(Verdict.UNKNOWN_TEMPLATE, verify(KnownSchema.CONTROL, ping));
        putShort(ping, TEMPLATE_ID_OFFSET, 65535);
        assertEquals(Verdict.UNKNOWN_TEMPLATE, verify(KnownSchema.CONTROL, ping));
    }

    @Test
    void shouldReportBlockTooShortWhenTheBlockLengthIsZero()
    {
        byte[] ping = Golden.bytes("control/Ping");
        putShort(ping, BLOCK_LENGTH_OFFSET, 0);
        assertEquals(Verdict.BLOCK_TOO_SHORT, verify(KnownSchema.CONTROL, ping));
        putShort(ping, BLOCK_LENGTH_OFFSET, 23);
        assertEquals(Verdict.BLOCK_TOO_SHORT, verify(KnownSchema.CONTROL, ping));
    }

    @Test
    void shouldReportBlockOutOfBoundsWhenTheBlockIsLongerThanTheSlice()
    {
        byte[] ping = Golden.bytes("control/Ping");
        putShort(ping, BLOCK_LENGTH_OFFSET, 25);
        assertEquals(Verdict.BLOCK_OUT_OF_BOUNDS, verify(KnownSchema.CONTROL, ping));
        putShort(ping, BLOCK_LENGTH_OFFSET, 65535);
        assertEquals(Verdict.BLOCK_OUT_OF_BOUNDS, verify(KnownSchema.CONTROL, ping));
    }

    @Test
    void shouldReportDataOutOfBoundsWhenA43ByteMessageClaims20000Bytes()
    {
        int lengthOffset = 8 + 9;
        byte[] goodbye = Arrays.copyOf(Golden.bytes("control/Goodbye"), 43);
        putShort(goodbye, lengthOffset, 43 - lengthOffset - 2);
        assertEquals(Verdict.OK, verify(KnownSchema.CONTROL, goodbye));
        putShort(goodbye, lengthOffset, 20_000);
        assertEquals(Verdict.DATA_OUT_OF_BOUNDS, verify(KnownSchema.CONTROL, goodbye));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 3, 6})
    void shouldReportDataOutOfBoundsWhenA32BitLengthIsFalse(int length)
    {
        byte[] tree = Samples.tree();
        putBigEndianInt(tree, tree.length - 6, length);
        assertEquals(Verdict.DATA_OUT_OF_BOUNDS, verify(KnownSchema.WIDE, tree));
    }

    @Test
    void shouldReportGroupOutOfBoundsWhenAGroupWithPartsClaims65535Entries()
    {
        byte[] hello = Golden.bytes("control/Hello");
        putShort(hello, 8 + 26 + 2, 65535);
        assertEquals(Verdict.GROUP_OUT_OF_BOUNDS, verify(KnownSchema.CONTROL, hello));
    }

    @Test
    void shouldReportGroupOutOfBoundsWhenAGroupWithoutPartsClaims65535Entries()
    {
        byte[] quote = Samples.olderQuote();
        putShort(quote, 8 + 8 + 2, 65535);
        assertEquals(Verdict.GROUP_OUT_OF_BOUNDS, verify(KnownSchema.OLDER, quote));
    }

    @Test
    void shouldReportGroupOutOfBoundsWhenCountTimesBlockLengthWrapsAround()
    {
        byte[] tree = Samples.tree();
        int branches = 12 + 2;
        putBigEndianInt(tree, branches, 0x10000);
        putBigEndianInt(tree, branches + 4, 0x10000);
        assertEquals(Verdict.GROUP_OUT_OF_BOUNDS, verify(KnownSchema.WIDE, tree));
        putBigEndianInt(tree, branches, -1);
        putBigEndianInt(tree, branches + 4, -1);
        assertEquals(Verdict.GROUP_OUT_OF_BOUNDS, verify(KnownSchema.WIDE, tree));
    }

    @Test
    void shouldReportBlockTooShortWhenTheEntriesOfAGroupAreTooShort()
    {
        byte[] quote = Samples.olderQuote();
        putShort(quote, 8 + 8, 3);
        assertEquals(Verdict.BLOCK_TOO_SHORT, verify(KnownSchema.OLDER, quote));
        putShort(quote, 8 + 8, 0);
        assertEquals(Verdict.BLOCK_TOO_SHORT, verify(KnownSchema.OLDER, quote));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65535, Integer.MAX_VALUE, -1})
    void shouldReportGroupWithoutBytesWhenEntriesOfNoLengthAreClaimed(int count)
    {
        byte[] hollow = Samples.hollow();
        putBigEndianInt(hollow, hollow.length - 4, count);
        assertEquals(Verdict.GROUP_WITHOUT_BYTES, verify(KnownSchema.WIDE, hollow));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 1000, 100_000})
    void shouldReadNoMoreOftenThanThereAreBytesWhenEveryCountIsHuge(int length)
    {
        byte[] tree = Arrays.copyOf(Samples.tree(), length + 12);
        Arrays.fill(tree, 12, tree.length, (byte)0);
        for (int offset = 14; offset + 8 <= tree.length; offset += 8)
        {
            putBigEndianInt(tree, offset, 1);
            putBigEndianInt(tree, offset + 4, length / 2);
        }
        CountingBuffer buffer = new CountingBuffer(tree);
        assertNotEquals(Verdict.OK, KnownSchema.WIDE.verifier().verify(buffer, 0, tree.length));
        assertEquals(true, buffer.reads <= 8 + length, () -> buffer.reads + " reads");
    }

    @Test
    void shouldThrowWhenTheSliceIsNotInsideTheBuffer()
    {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        StructureVerifier verifier = KnownSchema.CONTROL.verifier();
        assertThrows(IndexOutOfBoundsException.class, () -> verifier.verify(buffer, 0, 65));
        assertThrows(IndexOutOfBoundsException.class, () -> verifier.verify(buffer, 60, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> verifier.verify(buffer, -1, 10));
        assertThrows(IndexOutOfBoundsException.class, () -> verifier.verify(buffer, 10, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> verifier.verify(buffer, Integer.MAX_VALUE, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> verifier.verify(buffer, 1, Integer.MAX_VALUE));
    }

    @Test
    void shouldTellItsSchemaWhenAsked()
    {
        assertEquals(9001, KnownSchema.NEWER.verifier().schemaId());
        assertEquals(2, KnownSchema.NEWER.verifier().schemaVersion());
    }

    @Test
    void shouldThrowWhenTheIrIsMissingOrNone()
    {
        assertThrows(
            IllegalArgumentException.class, () -> StructureVerifier.load(getClass(), "no-such-schema.sbeir"));
        assertThrows(IllegalArgumentException.class, () -> StructureVerifier.fromIr(new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> StructureVerifier.fromIr(new byte[200]));
        assertThrows(IllegalArgumentException.class, () -> StructureVerifier.load(getClass(), "wide.xml"));
    }

    @Test
    void shouldRoundTripWhenAVerdictIsReturnedAsACode()
    {
        for (Verdict verdict : Verdict.values())
        {
            assertEquals(verdict, Verdict.of(verdict.code()));
        }
        assertEquals(Verdict.OK, Verdict.of(48));
        assertThrows(IllegalArgumentException.class, () -> Verdict.of(-Verdict.values().length));
        assertThrows(IllegalArgumentException.class, () -> Verdict.of(Integer.MIN_VALUE));
    }

    private static Verdict verify(KnownSchema schema, byte[] message)
    {
        return schema.verifier().verify(new UnsafeBuffer(message), 0, message.length);
    }

    private static int prefix(KnownSchema schema, byte[] message)
    {
        return schema.verifier().verifyPrefix(new UnsafeBuffer(message), 0, message.length);
    }

    private static void putShort(byte[] message, int offset, int value)
    {
        new UnsafeBuffer(message).putShort(offset, (short)value, ByteOrder.LITTLE_ENDIAN);
    }

    private static void putBigEndianInt(byte[] message, int offset, int value)
    {
        new UnsafeBuffer(message).putInt(offset, value, ByteOrder.BIG_ENDIAN);
    }

    private static final class CountingBuffer extends UnsafeBuffer
    {
        private int reads;

        private CountingBuffer(byte[] bytes)
        {
            super(bytes);
        }

        @Override
        public byte getByte(int index)
        {
            reads++;
            return super.getByte(index);
        }

        @Override
        public short getShort(int index, ByteOrder byteOrder)
        {
            reads++;
            return super.getShort(index, byteOrder);
        }

        @Override
        public int getInt(int index, ByteOrder byteOrder)
        {
            reads++;
            return super.getInt(index, byteOrder);
        }
    }
}
