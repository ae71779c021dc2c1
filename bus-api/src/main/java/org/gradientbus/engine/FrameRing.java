package org.gradientbus.engine;

import org.agrona.BitUtil;
import org.agrona.collections.IntHashSet;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;
import org.gradientbus.spi.FrameHandler;

import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/**
 * A ring of records outside the heap, for one JVM: all threads claim, one polls.
 *
 * <pre>
 *   +------------------------------ capacity ------------------------------+
 *   | record | record | record | zeroes ...                       | record |
 *   +----------------------------------------------------------------------+
 *   | tail int64 | headSeen int64 |   senders' line, and one of nothing    |
 *   +----------------------------------------------------------------------+
 *   | head int64 |                    receiver's line, and one of nothing  |
 *   +----------------------------------------------------------------------+
 *
 *   record, aligned to 8:
 *   +----------------+----------------+-----------------------------+---------+
 *   | length int32   | tag int32      | frame                       | unused  |
 *   +----------------+----------------+-----------------------------+---------+
 *   0                4                8                        length   to a multiple of 8
 *   length counts the header; it is 0 until claimed, negative until committed
 * </pre>
 *
 * <p>A claim moves the tail by compare-and-set; a commit turns the length positive with release, which the receiver's
 * acquire of it pairs with. The receiver fills what it has taken with zeroes, then stores the head with release: who
 * claims that memory next has read that head. Positions count bytes and never wrap.
 *
 * <p>The algorithm is that of Agrona's {@code ManyToOneRingBuffer}, told in fewer steps: a fill limit with each claim,
 * one look at the tail, one store for a record's header, and no second check of what the first has proved. See docs/adr
 * for what that brings. Not crash-safe between processes, hence for one JVM.
 */
final class FrameRing
{
    static final int HEADER_LENGTH = 8;

    /** The tag of a whole frame. */
    static final int FRAME = 1;

    /** Instead of an offset: there is no room, or no longer. */
    static final int NO_ROOM = -1;

    private static final int PADDING = 0;
    private static final int ALIGNMENT = 8;
    private static final int LINE_MASK = BitUtil.CACHE_LINE_LENGTH - 1;
    private static final int TAIL_OFFSET = 0;
    private static final int HEAD_SEEN_OFFSET = 8;
    private static final int HEAD_OFFSET = 2 * BitUtil.CACHE_LINE_LENGTH;
    private static final int TRAILER_LENGTH = 4 * BitUtil.CACHE_LINE_LENGTH;
    private static final int TAG_OFFSET = 4;
    private static final boolean IS_LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /** Below it a loop of eight bytes at a time is quicker than a call that fills memory. */
    private static final int SHORT_FILL = 512;

    private static final long LONGEST_CLAIM_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Further than any position gets. */
    private static final long SEAL_BYTES = 1L << 60;

    /** Of all of the ring; keeps the memory, too, which is used by address. */
    private final View buffer;
    private final long address;
    private final int capacity;
    private final int mask;
    private final long tailAddress;
    private final long headSeenAddress;
    private final long headAddress;

    /** Offsets of frames that were not committed when the ring was abandoned. */
    private final IntHashSet abandonedClaims = new IntHashSet();

    /**
     * @param capacity for records with their headers, a power of two
     */
    FrameRing(int capacity)
    {
        this.capacity = capacity;
        mask = capacity - 1;
        buffer = View.allocate(capacity + TRAILER_LENGTH);
        address = buffer.addressOffset();
        tailAddress = address + capacity + TAIL_OFFSET;
        headSeenAddress = address + capacity + HEAD_SEEN_OFFSET;
        headAddress = address + capacity + HEAD_OFFSET;
    }

    int capacity()
    {
        return capacity;
    }

    MutableDirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * What a frame takes of the ring. One that lacks but a word to whole cache lines takes that word, too: then those
     * that follow each other share no line, and one in the cache of a sender is not taken away for the frame before.
     */
    static int recordLength(int length)
    {
        final int needed = BitUtil.align(length + HEADER_LENGTH, ALIGNMENT);
        return (needed & LINE_MASK) == BitUtil.CACHE_LINE_LENGTH - ALIGNMENT ? needed + ALIGNMENT : needed;
    }

    /**
     * Claims room for one frame.
     *
     * @param tag       FRAME or more, or negative
     * @param length    of the frame
     * @param fillLimit how many bytes of the ring may be in use with this frame
     * @return offset of the frame in {@link #buffer()}, or NO_ROOM
     */
    int tryClaim(int tag, int length, int fillLimit)
    {
        final int recordLength = recordLength(length);
        int index;
        int padding;
        long tail;
        do
        {
            tail = UnsafeApi.getLongVolatile(null, tailAddress);
            index = (int)tail & mask;
            padding = padding(index, recordLength);
            if (!isWithin(fillLimit, tail + padding + recordLength))
            {
                return NO_ROOM;
            }
        }
        while (!UnsafeApi.compareAndSetLong(null, tailAddress, tail, tail + padding + recordLength));
        if (padding > 0)
        {
            pad(index, padding);
            index = 0;
        }
        final int claimedLength = -(length + HEADER_LENGTH);
        UnsafeApi.putLong(address + index, IS_LITTLE ?
            claimedLength & 0xFFFF_FFFFL | (long)tag << 32 : (long)claimedLength << 32 | tag & 0xFFFF_FFFFL);
        return index + HEADER_LENGTH;
    }

    /** Would a claim find room now? Counts the padding too when the record does not fit before the ring's end. */
    boolean hasRoom(int length, int fillLimit)
    {
        final int recordLength = recordLength(length);
        final long tail = UnsafeApi.getLongVolatile(null, tailAddress);
        return isWithin(fillLimit, tail + padding((int)tail & mask, recordLength) + recordLength);
    }

    void commit(int offset, int length)
    {
        UnsafeApi.putIntRelease(null, address + offset - HEADER_LENGTH, length + HEADER_LENGTH);
    }

    /** The frame becomes padding. */
    void abort(int offset, int length)
    {
        pad(offset - HEADER_LENGTH, recordLength(length));
    }

    /** Shortens a claimed frame; what it gives up becomes padding behind it. */
    void trim(int offset, int length, int newLength)
    {
        final int index = offset - HEADER_LENGTH;
        final int kept = recordLength(newLength);
        final int spare = recordLength(length) - kept;
        if (spare > 0)
        {
            pad(index + kept, spare);
        }
        UnsafeApi.putIntRelease(null, address + index, -(newLength + HEADER_LENGTH));
    }

    /** Hands over frames that are committed, up to the first that is not, or to the ring's end. */
    int poll(FrameHandler handler, int limit)
    {
        final long head = UnsafeApi.getLong(headAddress);
        final int start = (int)head & mask;
        final int bytesToEnd = capacity - start;
        int bytes = 0;
        int frames = 0;
        try
        {
            while (bytes < bytesToEnd && frames < limit)
            {
                final int index = start + bytes;
                final int length = UnsafeApi.getIntAcquire(null, address + index);
                if (length <= 0)
                {
                    break;
                }
                final int tag = tag(index);
                bytes += step(tag, length);
                if (tag != PADDING)
                {
                    frames++;
                    handOver(tag, index, length, handler);
                }
            }
        }
        finally
        {
            if (bytes > 0)
            {
                fillWithZeroes(address + start, bytes);
                UnsafeApi.putLongRelease(null, headAddress, head + bytes);
            }
        }
        return frames;
    }

    /**
     * Hands over what is committed, even behind claims that are open, and notes those: they were not sent. The ring is
     * of no use after it.
     */
    synchronized int abandon(FrameHandler handler)
    {
        final long end = claimedPosition();
        long position = consumedPosition();
        int frames = 0;
        while (position < end)
        {
            final int index = (int)position & mask;
            final int length = awaitClaimed(address + index);
            if (length == 0)
            {
                break;
            }
            if (length < 0)
            {
                abandonedClaims.add(index + HEADER_LENGTH);
                position += recordLength(-length - HEADER_LENGTH);
            }
            else
            {
                final int tag = tag(index);
                position += step(tag, length);
                if (tag != PADDING)
                {
                    frames++;
                    handOver(tag, index, length, handler);
                }
            }
        }
        return frames;
    }

    /** For who committed a frame and then sees that the ring is closed: was it sent, if only to be counted? */
    synchronized boolean isSent(int offset)
    {
        return !abandonedClaims.contains(offset);
    }

    /** A claim moves the tail before it writes the header: whoever is between the two is waited for, within reason. */
    private static int awaitClaimed(long recordAddress)
    {
        final long deadlineNs = System.nanoTime() + LONGEST_CLAIM_NS;
        int length = UnsafeApi.getIntAcquire(null, recordAddress);
        while (length == 0 && deadlineNs - System.nanoTime() > 0)
        {
            Thread.yield();
            length = UnsafeApi.getIntAcquire(null, recordAddress);
        }
        return length;
    }

    long claimedPosition()
    {
        final long tail = UnsafeApi.getLongVolatile(null, tailAddress);
        return tail >= SEAL_BYTES ? tail - SEAL_BYTES : tail;
    }

    long consumedPosition()
    {
        return UnsafeApi.getLongVolatile(null, headAddress);
    }

    /**
     * Moves the tail further ahead than the ring is long, in one atomic step: a claim either came before, and is
     * polled, or finds the ring full from now on. So closing costs senders nothing while the ring is open. Idempotent;
     * by one thread at a time.
     */
    void seal()
    {
        if (UnsafeApi.getLongVolatile(null, tailAddress) < SEAL_BYTES)
        {
            UnsafeApi.getAndAddLong(null, tailAddress, SEAL_BYTES);
        }
    }

    /** Racing senders may store an older head than another has seen: that only makes them look again. */
    private boolean isWithin(int fillLimit, long end)
    {
        if (end - UnsafeApi.getLong(headSeenAddress) <= fillLimit)
        {
            return true;
        }
        final long head = UnsafeApi.getLongVolatile(null, headAddress);
        UnsafeApi.putLong(headSeenAddress, head);
        return end - head <= fillLimit;
    }

    private int padding(int index, int recordLength)
    {
        final int bytesToEnd = capacity - index;
        return recordLength > bytesToEnd ? bytesToEnd : 0;
    }

    private void pad(int index, int length)
    {
        UnsafeApi.putInt(address + index + TAG_OFFSET, PADDING);
        UnsafeApi.putIntRelease(null, address + index, length);
    }

    private int tag(int index)
    {
        return UnsafeApi.getInt(address + index + TAG_OFFSET);
    }

    /** To the next record. */
    private static int step(int tag, int length)
    {
        return tag == PADDING ? length : recordLength(length - HEADER_LENGTH);
    }

    private void handOver(int tag, int index, int length, FrameHandler handler)
    {
        if (tag == FRAME)
        {
            handler.onFrame(buffer, index + HEADER_LENGTH, length - HEADER_LENGTH);
        }
        else
        {
            handler.onTagged(tag, buffer, index + HEADER_LENGTH, length - HEADER_LENGTH);
        }
    }

    private static void fillWithZeroes(long from, int length)
    {
        if (length > SHORT_FILL)
        {
            UnsafeApi.setMemory(from, length, (byte)0);
        }
        else
        {
            for (int i = 0; i < length; i += Long.BYTES)
            {
                UnsafeApi.putLong(from + i, 0);
            }
        }
    }
}
