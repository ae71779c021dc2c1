package org.gradientbus.cli.tour;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the measuring messages carry, so that one which is lost, repeated, overtaken or damaged does not pass for right.
 *
 * <pre>
 *   0        8                       length-8  length
 *   +--------+--------------------------+--------+
 *   | number | pattern                  | ~number|
 *   +--------+--------------------------+--------+
 * </pre>
 *
 * <p>Every byte is written, as an encoder would. Both ends are read in every message and the pattern in every 64th:
 * reading all of it every time would take longer than what is measured.
 */
final class Payload
{
    static final int LEAST_LENGTH = 2 * Long.BYTES;

    private static final int WHOLE_EVERY = 64;

    private final UnsafeBuffer pattern;

    Payload(int maxLength)
    {
        pattern = new UnsafeBuffer(new byte[maxLength]);
        for (int i = 0; i < maxLength; i++)
        {
            pattern.putByte(i, (byte)(i * 31 + 7));
        }
    }

    void write(MutableDirectBuffer buffer, int offset, int length, long number)
    {
        buffer.putLong(offset, number);
        buffer.putBytes(offset + Long.BYTES, pattern, Long.BYTES, length - LEAST_LENGTH);
        buffer.putLong(offset + length - Long.BYTES, ~number);
    }

    /** Is it the message with this number, as far as is looked? */
    boolean isRight(DirectBuffer buffer, int offset, int length, long number)
    {
        return buffer.getLong(offset) == number &&
            buffer.getLong(offset + length - Long.BYTES) == ~number &&
            (number % WHOLE_EVERY != 0 || isPatternRight(buffer, offset, length));
    }

    private boolean isPatternRight(DirectBuffer buffer, int offset, int length)
    {
        for (int i = Long.BYTES; i < length - Long.BYTES; i++)
        {
            if (buffer.getByte(offset + i) != pattern.getByte(i))
            {
                return false;
            }
        }
        return true;
    }
}
