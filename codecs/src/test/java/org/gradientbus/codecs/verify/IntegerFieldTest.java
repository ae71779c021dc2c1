package org.gradientbus.codecs.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteOrder;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Widths and signs that SBE's generator warns about or refuses for Java, and that other tools may write into an IR.
 */
class IntegerFieldTest
{
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[32]);

    @ParameterizedTest
    @CsvSource({"1,0xFF", "2,0xFFFF", "4,0xFFFFFFFF"})
    void shouldReadWithoutASignWhenTheFieldIsUnsigned(int length, String maximum)
    {
        buffer.setMemory(0, buffer.capacity(), (byte)0xFF);
        assertEquals(Long.decode(maximum), new IntegerField(3, length, false, ByteOrder.LITTLE_ENDIAN).read(buffer, 5));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4", "8"})
    void shouldReadWithASignWhenTheFieldIsSigned(int length)
    {
        buffer.setMemory(0, buffer.capacity(), (byte)0xFF);
        assertEquals(-1, new IntegerField(3, length, true, ByteOrder.BIG_ENDIAN).read(buffer, 5));
    }

    @ParameterizedTest
    @CsvSource({"1,0x01", "2,0x0102", "4,0x01020304", "8,0x0102030405060708"})
    void shouldReadTheBytesInOrderWhenTheFieldIsBigEndian(int length, String value)
    {
        buffer.putLong(8, 0x0102030405060708L, ByteOrder.BIG_ENDIAN);
        assertEquals(Long.decode(value), new IntegerField(3, length, false, ByteOrder.BIG_ENDIAN).read(buffer, 5));
    }

    @ParameterizedTest
    @CsvSource({"1,true", "2,true", "4,true", "8,true", "8,false"})
    void shouldReportDataOutOfBoundsWhenTheLengthIsNegative(int length, boolean isSigned)
    {
        buffer.setMemory(0, buffer.capacity(), (byte)0xFF);
        VarData data = new VarData(0, new IntegerField(0, length, isSigned, ByteOrder.LITTLE_ENDIAN));
        assertEquals(Verdict.DATA_OUT_OF_BOUNDS.code(), data.verify(buffer, 0, buffer.capacity(), 0));
    }

    @ParameterizedTest
    @CsvSource({"4,true", "8,true", "8,false"})
    void shouldReportGroupOutOfBoundsWhenTheCountIsNegative(int length, boolean isSigned)
    {
        buffer.putLong(0, 1, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(8, -1);
        assertEquals(Verdict.GROUP_OUT_OF_BOUNDS.code(), group(length, isSigned).verify(buffer, 0, 32, 0));
    }

    @ParameterizedTest
    @CsvSource({"4,true", "8,true", "8,false"})
    void shouldReportBlockTooShortWhenTheBlockLengthOfAGroupIsNegative(int length, boolean isSigned)
    {
        buffer.putLong(0, -1);
        buffer.putLong(8, 1, ByteOrder.LITTLE_ENDIAN);
        assertEquals(Verdict.BLOCK_TOO_SHORT.code(), group(length, isSigned).verify(buffer, 0, 32, 0));
    }

    @Test
    void shouldReportGroupOutOfBoundsWhenA64BitProductWrapsAround()
    {
        buffer.putLong(0, 1L << 32, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(8, 1L << 32, ByteOrder.LITTLE_ENDIAN);
        assertEquals(Verdict.GROUP_OUT_OF_BOUNDS.code(), group(8, false).verify(buffer, 0, 32, 0));
        buffer.putLong(0, Long.MAX_VALUE, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(8, 2, ByteOrder.LITTLE_ENDIAN);
        assertEquals(Verdict.GROUP_OUT_OF_BOUNDS.code(), group(8, false).verify(buffer, 0, 32, 0));
    }

    /**
     * A group without parts, whose entries have at least one byte: block length at 0, count at 8.
     */
    private static Group group(int length, boolean isSigned)
    {
        return new Group(
            0,
            16,
            new IntegerField(0, length, isSigned, ByteOrder.LITTLE_ENDIAN),
            new IntegerField(8, length, isSigned, ByteOrder.LITTLE_ENDIAN),
            new Block(new int[]{0}, new int[]{1}, new Part[0]));
    }
}
