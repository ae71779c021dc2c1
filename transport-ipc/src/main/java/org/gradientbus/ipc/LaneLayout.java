package org.gradientbus.ipc;

import org.agrona.BitUtil;

/**
 * What lies in the shared memory of a lane: one sending process, any number of its threads, and one receiving loop.
 *
 * <pre>
 *       0 +------------------------------+------------------------------+
 *         | magic                  int64 | layout version         int32 | magic is stored last
 *         |                              | checksum of what is     int32 | when a lane is made
 *         |                              | constant                      |
 *      16 | producer's node id     int64 | consumer's node id     int64 |
 *      32 | loop                   int32 | longest frame          int32 |
 *         | capacity               int32 | unused                 int32 |
 *      48 | first position         int64 |                              | constant so far
 *     128 +------------------------------+-------------------------------+
 *         | claimed                int64 | how far is claimed: a hint    | producer
 *     256 +------------------------------+-------------------------------+
 *         | producer's state       int32 | OPEN, CLOSED                  | producer
 *     384 +------------------------------+-------------------------------+
 *         | consumed               int64 | how far handlers have run     | consumer
 *     512 +------------------------------+-------------------------------+
 *         | consumer's state       int32 | OPEN, SEALED, CLOSED          | consumer
 *    1024 +------------------------------+-------------------------------+
 *         | marks, an int64 for each 64 bytes of data, see below         | producer
 *         +--------------------------------------------------------------+ capacity / 8 bytes
 *         | data: frames, each at a multiple of 64, none wraps around    | producer
 *         +--------------------------------------------------------------+ capacity bytes
 * </pre>
 *
 * Each line has one writer, and lies two cache lines from the next. All accesses are loads and stores: the JVM turns a
 * fault of these into an error, but in the interpreter it dies of one in a compare-and-set, or in setMemory.
 *
 * <p>A <em>mark</em> tells that a record is complete. It belongs to the first 64 bytes of the record, and is stored
 * with release after all of the record's bytes:
 *
 * <pre>
 *    63                                   27 26                      2      1         0
 *   +---------------------------------------+-------------------------+---------+----------+
 *   | lap: how often the data was gone over | length in bytes         | padding | complete |
 *   +---------------------------------------+-------------------------+---------+----------+
 * </pre>
 *
 * Why it is safe at every store: a mark is one word, so it is there or it is not. One that an earlier lap left carries
 * that lap, so it never passes for a new one, and nobody has to zero anything. What is claimed and not yet marked is
 * known to nobody but its owner; when the owner died, the marks behind it still say which records are complete.
 * {@code claimed} is never needed to tell what is complete: it tells the consumer whether it may sleep.
 *
 * <p>Positions count bytes from anywhere, wrap at 2^63, and are compared by their difference. Laps repeat after 2^37
 * times the capacity: at 2 MiB, after 2^58 bytes.
 */
final class LaneLayout
{
    static final long MAGIC = 0x656E614C_74616447L;
    static final int VERSION = 1;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int CHECKSUM_OFFSET = 12;
    static final int PRODUCER_ID_OFFSET = 16;
    static final int CONSUMER_ID_OFFSET = 24;
    static final int LOOP_OFFSET = 32;
    static final int MAX_FRAME_LENGTH_OFFSET = 36;
    static final int CAPACITY_OFFSET = 40;
    static final int UNUSED_OFFSET = 44;
    static final int FIRST_POSITION_OFFSET = 48;
    static final int END_OF_CONSTANTS = 56;

    static final int CLAIMED_OFFSET = 128;
    static final int PRODUCER_STATE_OFFSET = 256;
    static final int CONSUMED_OFFSET = 384;
    static final int CONSUMER_STATE_OFFSET = 512;
    static final int HEADER_LENGTH = 1024;

    static final int OPEN = 0;
    static final int SEALED = 1;
    static final int CLOSED = 2;

    /** Records begin at multiples of this: a cache line, so that neighbours do not share one. */
    static final int ALIGNMENT = 64;

    /**
     * A lane holds at least this many of the longest frame: not eight, or the few bytes of its header would double each
     * lane wherever the longest message is a power of two.
     */
    static final int FRAMES_PER_LANE = 7;

    static final int MIN_CAPACITY = 8 * ALIGNMENT;
    static final int MAX_CAPACITY = 1 << 28;

    /** The longest record whose length a mark has bits for. */
    static final int MAX_FRAME_LENGTH = (1 << 25) - ALIGNMENT;

    private static final int ALIGNMENT_SHIFT = 6;
    private static final int LAP_SHIFT = 27;
    private static final int LENGTH_SHIFT = 2;
    private static final long PADDING = 2;
    private static final long COMPLETE = 1;
    private static final long LAP_MASK = -1L << LAP_SHIFT;
    private static final int LENGTH_MASK = (1 << LAP_SHIFT - LENGTH_SHIFT) - 1;

    private LaneLayout()
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
        return BitUtil.findNextPositivePowerOfTwo(FRAMES_PER_LANE * recordLength(maxFrameLength));
    }

    /** Why these cannot be the sizes of a lane; null when they can. */
    static String objectionTo(int capacity, int maxFrameLength)
    {
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY || !BitUtil.isPowerOfTwo(capacity))
        {
            return "capacity=" + capacity + " is not a power of two within " + MIN_CAPACITY + ".." + MAX_CAPACITY;
        }
        int most = Math.min(capacity / FRAMES_PER_LANE, MAX_FRAME_LENGTH);
        if (maxFrameLength < 0 || maxFrameLength > most)
        {
            return "maxFrameLength=" + maxFrameLength + " is not within 0.." + most + " for capacity=" + capacity;
        }
        return null;
    }

    /** Bytes of the whole memory of a lane. */
    static int totalLength(int capacity)
    {
        return dataOffset(capacity) + capacity;
    }

    static int dataOffset(int capacity)
    {
        return HEADER_LENGTH + capacity / ALIGNMENT * Long.BYTES;
    }

    /** Bytes that a frame takes: an empty one has a mark of its own, too. */
    static int recordLength(int frameLength)
    {
        return frameLength == 0 ? ALIGNMENT : BitUtil.align(frameLength, ALIGNMENT);
    }

    /** Where the mark is of the record that begins at an index of the data. */
    static int markOffset(int index)
    {
        return HEADER_LENGTH + (index >>> ALIGNMENT_SHIFT) * Long.BYTES;
    }

    static long frameMark(long position, int capacityShift, int length)
    {
        return position >>> capacityShift << LAP_SHIFT | (long)length << LENGTH_SHIFT | COMPLETE;
    }

    static long paddingMark(long position, int capacityShift, int length)
    {
        return frameMark(position, capacityShift, length) | PADDING;
    }

    /** Does the mark say that the record which begins at the position is complete? */
    static boolean isComplete(long mark, long position, int capacityShift)
    {
        return ((mark ^ (position >>> capacityShift << LAP_SHIFT | COMPLETE)) & (LAP_MASK | COMPLETE)) == 0;
    }

    /** Is the mark of a lap after that of the position? No producer can have written it. */
    static boolean isAhead(long mark, long position, int capacityShift)
    {
        return (mark & COMPLETE) != 0 && (mark & LAP_MASK) - (position >>> capacityShift << LAP_SHIFT) > 0;
    }

    static boolean isPadding(long mark)
    {
        return (mark & PADDING) != 0;
    }

    static int length(long mark)
    {
        return (int)(mark >>> LENGTH_SHIFT) & LENGTH_MASK;
    }
}
