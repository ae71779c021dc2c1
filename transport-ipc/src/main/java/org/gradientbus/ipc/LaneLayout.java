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
 *         | cleared                int64 | how far can be claimed anew   |
 *     512 +------------------------------+-------------------------------+
 *         | consumer's state       int32 | OPEN, SEALED, CLOSED          | consumer
 *    1024 +------------------------------+-------------------------------+
 *         | data: records, each at a multiple of 64, none wraps around   | producer
 *         +--------------------------------------------------------------+ capacity bytes
 * </pre>
 *
 * Each line has one writer, and lies two cache lines from the next. All accesses are loads and stores: the JVM turns a
 * fault of these into an error, but in the interpreter it dies of one in a compare-and-set, or in setMemory.
 *
 * <p>A record fills whole blocks of 64 bytes, so that a short frame and all that is said of it are one cache line:
 *
 * <pre>
 *   0                8            12            16
 *   +----------------+------------+-------------+-------------------------------+-----------+
 *   | mark     int64 | tag  int32 | unused      | frame                         | unused    |
 *   +----------------+------------+-------------+-------------------------------+-----------+
 *                                                                        length             to a multiple of 64
 * </pre>
 *
 * The <em>mark</em> says what is there. It is stored twice: when the record is claimed, before any byte of the frame;
 * and, with release after all of them, when it is complete:
 *
 * <pre>
 *    63          48 47                               28 27          3       2          1         0
 *   +--------------+-----------------------------------+-------------+------------+---------+----------+
 *   | 0xFBC1       | lap: how often the data was gone  | length from | lookalikes | padding | complete |
 *   |              | over, its last 20 bits            | the mark on |            |         |          |
 *   +--------------+-----------------------------------+-------------+------------+---------+----------+
 * </pre>
 *
 * Why it is safe at every store: a mark is one word, so it is there or it is not, and one of an earlier lap never
 * passes for a new one. Records follow each other without gaps, so whoever goes from mark to mark never takes anything
 * else for one. Two things remain to be seen to:
 *
 * <ul>
 * <li>Where a block in the midst of a record begins, there may be anything, even what looks like a mark; and in the
 * next lap a record may begin there. So who commits looks whether one of these words has the upper 16 bits of a mark,
 * and says so: <em>lookalikes</em>. The consumer then wipes all of them when the handler is done, between telling what
 * was consumed and telling what is cleared. The same goes for padding, where nobody looked. So all words at multiples
 * of 64 that can be claimed are none, or marks of the lap before, whatever senders send.
 * <li>A producer may die at any time. What it has claimed and not completed is known by the first mark, and skipped as
 * a whole. If it died even before that, there is still nothing that looks like a mark, and one goes on by 64.
 * </ul>
 *
 * {@code claimed} is never needed to tell what is complete: it tells the consumer whether it may sleep.
 *
 * <p>Positions count bytes from anywhere, wrap at 2^63, and are compared by their difference.
 */
final class LaneLayout
{
    static final long MAGIC = 0x656E614C_74616447L;
    static final int VERSION = 2;

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
    static final int CLEARED_OFFSET = 392;
    static final int CONSUMER_STATE_OFFSET = 512;
    static final int HEADER_LENGTH = 1024;

    static final int OPEN = 0;
    static final int SEALED = 1;
    static final int CLOSED = 2;

    /** Where the data begins. */
    static final int DATA_OFFSET = HEADER_LENGTH;

    /** Records begin at multiples of this: a cache line, so that neighbours do not share one. */
    static final int ALIGNMENT = 64;

    static final int TAG_OFFSET = 8;
    static final int RECORD_HEADER_LENGTH = 16;

    /** The tag of a frame that has none. */
    static final int NO_TAG = 1;

    /**
     * A lane holds at least this many of the longest frame: not eight, or the few bytes of its header would double each
     * lane wherever the longest message is a power of two.
     */
    static final int FRAMES_PER_LANE = 7;

    static final int MIN_CAPACITY = 8 * ALIGNMENT;
    static final int MAX_CAPACITY = 1 << 28;

    /** The longest frame whose record's length a mark has bits for. */
    static final int MAX_FRAME_LENGTH = (1 << 25) - ALIGNMENT - RECORD_HEADER_LENGTH;

    /** Two bytes that are in no text of UTF-8, and hardly at this end of a number: few frames have lookalikes. */
    private static final long KIND = 0xFBC1L << 48;

    private static final int LAP_SHIFT = 28;
    private static final int LENGTH_SHIFT = 3;
    private static final long LOOKALIKES = 4;
    private static final long PADDING = 2;
    private static final long COMPLETE = 1;
    private static final long KIND_MASK = -1L << 48;
    private static final long LAP_MASK = ~KIND_MASK & -1L << LAP_SHIFT;
    private static final int LENGTH_MASK = (1 << LAP_SHIFT - LENGTH_SHIFT) - 1;
    private static final int LAP_TO_SIGN = 16;

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
        return DATA_OFFSET + capacity;
    }

    /** Bytes that a frame takes. */
    static int recordLength(int frameLength)
    {
        return BitUtil.align(frameLength + RECORD_HEADER_LENGTH, ALIGNMENT);
    }

    /** The mark of a record that is claimed, and not yet complete. */
    static long claimMark(long position, int capacityShift, int frameLength)
    {
        return lapMark(position, capacityShift) | (long)(frameLength + RECORD_HEADER_LENGTH) << LENGTH_SHIFT;
    }

    static long frameMark(long position, int capacityShift, int frameLength)
    {
        return claimMark(position, capacityShift, frameLength) | COMPLETE;
    }

    static long withLookalikes(long mark)
    {
        return mark | LOOKALIKES;
    }

    static long paddingMark(long position, int capacityShift, int recordLength)
    {
        return lapMark(position, capacityShift) | (long)recordLength << LENGTH_SHIFT | PADDING | COMPLETE;
    }

    private static long lapMark(long position, int capacityShift)
    {
        return KIND | position >>> capacityShift << LAP_SHIFT & LAP_MASK;
    }

    /** Could the word be a mark, of whatever lap? */
    static boolean isLookalike(long word)
    {
        return (word & KIND_MASK) == KIND;
    }

    /** Is it the mark, of whatever state, of a record that begins at the position? */
    static boolean isMark(long word, long position, int capacityShift)
    {
        return ((word ^ lapMark(position, capacityShift)) & (KIND_MASK | LAP_MASK)) == 0;
    }

    /** Does the word say that the record which begins at the position is complete? */
    static boolean isComplete(long word, long position, int capacityShift)
    {
        return ((word ^ lapMark(position, capacityShift) ^ COMPLETE) & (KIND_MASK | LAP_MASK | COMPLETE)) == 0;
    }

    /** Is it the mark of a lap after that of the position? No producer can have written it. */
    static boolean isAhead(long word, long position, int capacityShift)
    {
        long laps = (word & LAP_MASK) - (lapMark(position, capacityShift) & LAP_MASK);
        return isLookalike(word) && laps << LAP_TO_SIGN > 0;
    }

    static boolean isComplete(long mark)
    {
        return (mark & COMPLETE) != 0;
    }

    static boolean isPadding(long mark)
    {
        return (mark & PADDING) != 0;
    }

    /** Need words of the record be wiped before its memory is claimed again? */
    static boolean needsClearing(long mark)
    {
        return (mark & (PADDING | LOOKALIKES)) != 0;
    }

    /** From the mark on, as it says; another process may have said anything. */
    static int length(long mark)
    {
        return (int)(mark >>> LENGTH_SHIFT) & LENGTH_MASK;
    }

    /** From one mark to the next: a multiple of 64, and never 0, whatever the mark says. */
    static int step(long mark)
    {
        return BitUtil.align(Math.max(1, length(mark)), ALIGNMENT);
    }
}
