package org.gradientbus.system;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A message that tells who sent it, which one it is, and whether it is whole.
 *
 * <pre>
 *   0          8          16                              length - 8   length
 *   +----------+----------+-------------------------------+------------+
 *   | sender   | sequence | noise drawn from both          | check      |
 *   +----------+----------+-------------------------------+------------+
 * </pre>
 */
final class Payload
{
    static final int MAX_LENGTH = 1200;

    private static final int NOISE_OFFSET = 2 * Long.BYTES;
    private static final int LEAST_LENGTH = 3 * Long.BYTES;

    private Payload()
    {
    }

    /** Short ones and long ones, and none of them a multiple of what lies behind. */
    static int length(long sender, long sequence)
    {
        return LEAST_LENGTH + (int)Long.remainderUnsigned(mix(sender * 31 + sequence), MAX_LENGTH - LEAST_LENGTH);
    }

    static void write(MutableDirectBuffer buffer, int offset, long sender, long sequence)
    {
        int length = length(sender, sequence);
        buffer.putLong(offset, sender);
        buffer.putLong(offset + Long.BYTES, sequence);
        long state = mix(sender ^ mix(sequence));
        long check = state;
        int end = length - Long.BYTES;
        int at = NOISE_OFFSET;
        for (; at + Long.BYTES <= end; at += Long.BYTES)
        {
            state = mix(state);
            buffer.putLong(offset + at, state);
            check = check * 31 + state;
        }
        for (; at < end; at++)
        {
            buffer.putByte(offset + at, (byte)state);
            check = check * 31 + (byte)state;
        }
        buffer.putLong(offset + end, check);
    }

    static long sender(DirectBuffer buffer, int offset)
    {
        return buffer.getLong(offset);
    }

    static long sequence(DirectBuffer buffer, int offset)
    {
        return buffer.getLong(offset + Long.BYTES);
    }

    /** Is every byte the one that was written? */
    static boolean isWhole(DirectBuffer buffer, int offset, int length)
    {
        if (length < LEAST_LENGTH || length != length(sender(buffer, offset), sequence(buffer, offset)))
        {
            return false;
        }
        long state = mix(sender(buffer, offset) ^ mix(sequence(buffer, offset)));
        long check = state;
        int end = length - Long.BYTES;
        int at = NOISE_OFFSET;
        for (; at + Long.BYTES <= end; at += Long.BYTES)
        {
            state = mix(state);
            if (buffer.getLong(offset + at) != state)
            {
                return false;
            }
            check = check * 31 + state;
        }
        for (; at < end; at++)
        {
            if (buffer.getByte(offset + at) != (byte)state)
            {
                return false;
            }
            check = check * 31 + (byte)state;
        }
        return buffer.getLong(offset + end) == check;
    }

    private static long mix(long seed)
    {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
