package org.gradientbus.rdma;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.gradientbus.spi.FrameHandler;

/**
 * What lies in the one region that a node registers for one peer: that peer alone writes to it, this node only reads.
 *
 * <pre>
 *    0 +-----------------------------------------------------------------+
 *      | credit slots: 32 of 16 bytes                                    | how far the peer has read our ring
 *  512 +-----------------------------------------------------------------+
 *      | data: records, each at a multiple of 64, none wraps around      | the peer's ring to us
 *      +-----------------------------------------------------------------+ capacity bytes
 * </pre>
 *
 * The writer has memory of its own with the same data, in which frames are claimed, and from which they are written to
 * the same place over there. Numbers are little endian, as the machines are that this runs on. A record:
 *
 * <pre>
 *   0          8           12          16          24                                               end - 8
 *   +----------+-----------+-----------+-----------+-------------------+-------------------------------+----------+
 *   | mark     | length    | tag       | check     | frame             | anything                      | mark     |
 *   |    int64 |     int32 |     int32 |     int64 |                   |                               |    int64 |
 *   +----------+-----------+-----------+-----------+-------------------+-------------------------------+----------+
 *                                                                   24 + length                     to a multiple of 64
 * </pre>
 *
 * It is complete when it proves so: writes are split and reordered at will, and nothing holds them together. The
 * <em>mark</em> is made of the record's position, which never comes again, and of the ring's salt, which no application
 * knows, so nothing that was here before passes for it. At both ends it says, cheaply, that the record has probably
 * come. The <em>check</em> says it surely: it is made of mark, length, tag, and all bytes between it and the mark at
 * the end. What does not fit has not come yet; it is looked at again, and never reported, for a record in the midst of
 * coming looks like a forged one. Who forges records stops his own ring.
 *
 * <p>What is left at the end of the data, or was given back, is <em>padding</em>: a record with the tag 0, whose length
 * is that of the whole record, and of which only the first 24 bytes mean anything.
 *
 * <p>A credit slot holds a position and its check. A reader that has taken something fills the next slot, so two
 * credits on their way never meet; the writer takes the furthest that is valid.
 *
 * <p>Positions count bytes from 0 and never wrap: 2^63 bytes take a century and more.
 */
final class RingLayout
{
    static final int CREDIT_SLOTS = 32;
    static final int CREDIT_LENGTH = 16;
    static final int DATA_OFFSET = CREDIT_SLOTS * CREDIT_LENGTH;

    static final int ALIGNMENT = 64;
    static final int MARK_OFFSET = 0;
    static final int LENGTH_OFFSET = 8;
    static final int TAG_OFFSET = 12;
    static final int CHECK_OFFSET = 16;
    static final int HEADER_LENGTH = 24;
    static final int TRAILER_LENGTH = 8;

    /** The tag of a record without a frame, and of a frame without a tag. */
    static final int PADDING = 0;
    static final int NO_TAG = 1;

    /** A ring holds at least this many of the longest frame. */
    static final int FRAMES_PER_RING = 7;
    static final int MIN_CAPACITY = 16 * ALIGNMENT;
    static final int MAX_CAPACITY = 1 << 28;
    static final int MAX_FRAME_LENGTH = (1 << 25) - ALIGNMENT;

    private static final long CREDIT_SALT = 0x9E3779B97F4A7C15L;

    private RingLayout()
    {
    }

    /** The least capacity for frames of this length. */
    static int capacityFor(int maxFrameLength)
    {
        if (maxFrameLength < 0 || maxFrameLength > MAX_FRAME_LENGTH)
        {
            throw new IllegalArgumentException(
                "maxFrameLength=" + maxFrameLength + " is not within 0.." + MAX_FRAME_LENGTH);
        }
        int least = FRAMES_PER_RING * recordLength(maxFrameLength);
        return Math.max(MIN_CAPACITY, BitUtil.findNextPositivePowerOfTwo(least));
    }

    /** Why these cannot be the sizes of a ring; null when they can. */
    static String objectionTo(int capacity, int maxFrameLength)
    {
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY || !BitUtil.isPowerOfTwo(capacity))
        {
            return "capacity=" + capacity + " is not a power of two within " + MIN_CAPACITY + ".." + MAX_CAPACITY;
        }
        int most = Math.min(capacity / FRAMES_PER_RING - ALIGNMENT, MAX_FRAME_LENGTH);
        if (maxFrameLength < 0 || maxFrameLength > most)
        {
            return "maxFrameLength=" + maxFrameLength + " is not within 0.." + most + " for capacity=" + capacity;
        }
        return null;
    }

    /** Bytes of the whole region. */
    static int regionLength(int capacity)
    {
        return DATA_OFFSET + capacity;
    }

    /** Bytes that a frame takes. */
    static int recordLength(int frameLength)
    {
        return BitUtil.align(HEADER_LENGTH + frameLength + TRAILER_LENGTH, ALIGNMENT);
    }

    /** From one record to the next, as what is said of this one has it. */
    static int step(int tag, int length)
    {
        return tag == PADDING ? length : recordLength(length);
    }

    /** Hands over the frame of a complete record. Returns how many that makes: none of padding. */
    static int handOver(DirectBuffer memory, int recordOffset, int tag, int length, FrameHandler handler)
    {
        int offset = recordOffset + HEADER_LENGTH;
        if (tag == PADDING)
        {
            return 0;
        }
        if (tag == NO_TAG)
        {
            handler.onFrame(memory, offset, length);
        }
        else
        {
            handler.onTagged(tag, memory, offset, length);
        }
        return 1;
    }

    /** At both ends of the record that begins at the position. */
    static long mark(long salt, long position)
    {
        return mix(salt + position);
    }

    /** In the writer's own memory only: the record is claimed, and not complete. */
    static long claimMark(long salt, long position)
    {
        return mix(salt + position + 1);
    }

    static long creditCheck(long salt, long position)
    {
        return mix(position ^ salt ^ CREDIT_SALT);
    }

    /** The finalizer of MurmurHash3: each of 2^64 numbers gives another one. */
    static long mix(long number)
    {
        long mixed = (number ^ number >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}
