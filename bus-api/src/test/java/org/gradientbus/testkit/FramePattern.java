package org.gradientbus.testkit;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Fills frames with bytes that depend on the frame's id and on every position, so that a byte of another frame, of an
 * older lap of the ring, or at the wrong place is found.
 *
 * <pre>
 *   +----------+----------------+----------------+-- ... --+----------------+
 *   | id int64 | mix(id, 1)     | mix(id, 2)     |         | cut to length  |
 *   +----------+----------------+----------------+-- ... --+----------------+
 * </pre>
 */
final class FramePattern
{
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private FramePattern()
    {
    }

    /** One step of SplitMix64, as in java.util.SplittableRandom. */
    static long mix(long id, long index)
    {
        long z = (id + 1) * GOLDEN_GAMMA + index * 0xD1342543DE82EF95L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    static void write(MutableDirectBuffer buffer, int offset, int length, long id)
    {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES)
        {
            buffer.putLong(offset + i, word(id, i));
        }
        for (; i < length; i++)
        {
            buffer.putByte(offset + i, lastByte(id, i));
        }
    }

    /** Only for frames of 8 bytes or more. */
    static long id(DirectBuffer buffer, int offset)
    {
        return buffer.getLong(offset);
    }

    static void verify(DirectBuffer buffer, int offset, int length, long id)
    {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES)
        {
            if (buffer.getLong(offset + i) != word(id, i))
            {
                throw new AssertionError("frame id=" + id + " length=" + length + " differs in the word at " + i);
            }
        }
        for (; i < length; i++)
        {
            if (buffer.getByte(offset + i) != lastByte(id, i))
            {
                throw new AssertionError("frame id=" + id + " length=" + length + " differs in the byte at " + i);
            }
        }
    }

    private static long word(long id, int i)
    {
        return i == 0 ? id : mix(id, i);
    }

    private static byte lastByte(long id, int i)
    {
        return (byte)mix(id, i);
    }
}
