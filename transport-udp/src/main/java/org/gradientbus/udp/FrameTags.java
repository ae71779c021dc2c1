package org.gradientbus.udp;

import io.aeron.protocol.DataHeaderFlyweight;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * The tag of a frame, in the eight bytes that Aeron carries in each of its headers for those who use it.
 *
 * <pre>
 *   0                       31 32                      63
 *   | tag, 0 for none         | bytes that the frame keeps, and 1; 0 for all
 * </pre>
 *
 * A frame that was claimed too long keeps its place in the stream, so it says how much of that is the frame. A peer may
 * write any number there.
 */
final class FrameTags
{
    static final int NO_TAG = 0;

    /** Instead of a tag: a frame that was numbered, and then given up. No tag is 1. */
    static final int GIVEN_UP = 1;

    private FrameTags()
    {
    }

    static long whole(int tag)
    {
        return tag & 0xFFFF_FFFFL;
    }

    static long trimmed(int tag, int keptLength)
    {
        return whole(tag) | keptLength + 1L << Integer.SIZE;
    }

    /** Of the datagram's frame at an offset. */
    static long at(DirectBuffer term, int offset)
    {
        return term.getLong(offset + DataHeaderFlyweight.RESERVED_VALUE_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    static int tag(long value)
    {
        return (int)value;
    }

    /** What the frame keeps of a length, and never more. */
    static int length(long value, int length)
    {
        int kept = (int)(value >>> Integer.SIZE) - 1;
        return kept < 0 ? length : Math.min(kept, length);
    }
}
