package org.gradientbus.codecs.verify;

import java.nio.ByteOrder;

import org.agrona.DirectBuffer;

/**
 * An integer inside a header: a block length, a count, a length.
 *
 * @param offset   from the start of the header.
 * @param length   1, 2, 4 or 8 bytes.
 * @param isSigned whether the highest bit is a sign.
 * @param order    of its bytes.
 */
record IntegerField(int offset, int length, boolean isSigned, ByteOrder order)
{
    /**
     * Reads the integer of the header at an index. An unsigned 64-bit value above {@link Long#MAX_VALUE} comes out
     * negative: out of any bounds, as it should be.
     */
    long read(DirectBuffer buffer, int headerIndex)
    {
        int index = headerIndex + offset;
        switch (length)
        {
            case Byte.BYTES:
                byte one = buffer.getByte(index);
                return isSigned ? one : one & 0xFF;

            case Short.BYTES:
                short two = buffer.getShort(index, order);
                return isSigned ? two : two & 0xFFFF;

            case Integer.BYTES:
                int four = buffer.getInt(index, order);
                return isSigned ? four : four & 0xFFFF_FFFFL;

            default:
                return buffer.getLong(index, order);
        }
    }
}
