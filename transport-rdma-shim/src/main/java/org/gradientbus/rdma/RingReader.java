package org.gradientbus.rdma;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.spi.FrameHandler;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The receiving end of a ring. Polled by one thread at a time; the position may be read by any.
 *
 * <p>Reads its own memory only, and trusts nothing in it: its position is private, length and tag are read once, and
 * nothing is handed over whose check does not hold.
 */
final class RingReader
{
    private final UnsafeBuffer memory;
    private final RecordCheck check;
    private final long salt;
    private final int capacity;
    private final int maxFrameLength;
    private long position;
    private final AtomicLong consumed = new AtomicLong();
    private long tornLooks;

    /** Of the record at the position, as they were read. */
    private int length;
    private int tag;

    RingReader(UnsafeBuffer memory, RingSpec spec)
    {
        this.memory = memory;
        check = new RecordCheck(memory);
        salt = spec.salt();
        capacity = spec.capacity();
        maxFrameLength = spec.maxFrameLength();
    }

    /** As {@link org.gradientbus.spi.Source#poll}. */
    int poll(FrameHandler handler, int limit)
    {
        long start = position;
        int frames = 0;
        try
        {
            // A writer as fast as we are must not hold this thread for ever.
            while (frames < limit && position - start < capacity && isNextComplete())
            {
                frames += take(handler);
            }
        }
        finally
        {
            if (position != start)
            {
                consumed.lazySet(position);
            }
        }
        return frames;
    }

    /** Has anything of a record come that was not yet handed over? */
    boolean hasWork()
    {
        int offset = offsetOf(position);
        return memory.getLongVolatile(offset) == RingLayout.mark(salt, position);
    }

    /** How far handlers have run. */
    long consumedPosition()
    {
        return consumed.get();
    }

    /** How often a record had come at both ends and not in the midst: none on a wire that keeps the order. */
    long tornLooks()
    {
        return tornLooks;
    }

    private boolean isNextComplete()
    {
        int offset = offsetOf(position);
        long mark = RingLayout.mark(salt, position);
        if (memory.getLongVolatile(offset) != mark)
        {
            return false;
        }
        length = memory.getInt(offset + RingLayout.LENGTH_OFFSET);
        tag = memory.getInt(offset + RingLayout.TAG_OFFSET);
        boolean isComplete = tag == RingLayout.PADDING ?
            isPaddingComplete(offset, mark) : isFrameComplete(offset, mark);
        // What the handler reads is no older than what the check has seen.
        VarHandle.acquireFence();
        return isComplete;
    }

    private boolean isPaddingComplete(int offset, long mark)
    {
        return length > 0 && length <= bytesToEnd(offset) && (length & RingLayout.ALIGNMENT - 1) == 0 &&
            memory.getLong(offset + RingLayout.CHECK_OFFSET) == RecordCheck.ofHeader(mark, length, tag);
    }

    private boolean isFrameComplete(int offset, long mark)
    {
        if (length < 0 || length > maxFrameLength)
        {
            return false;
        }
        int recordLength = RingLayout.recordLength(length);
        if (recordLength > bytesToEnd(offset) ||
            memory.getLongVolatile(offset + recordLength - RingLayout.TRAILER_LENGTH) != mark)
        {
            return false;
        }
        long expected = check.of(RecordCheck.ofHeader(mark, length, tag), offset + RingLayout.HEADER_LENGTH,
            recordLength - RingLayout.HEADER_LENGTH - RingLayout.TRAILER_LENGTH);
        if (memory.getLong(offset + RingLayout.CHECK_OFFSET) != expected)
        {
            tornLooks++;
            return false;
        }
        return true;
    }

    /** Moves on before the handler runs, so that a frame whose handler throws counts as taken. */
    private int take(FrameHandler handler)
    {
        int offset = offsetOf(position);
        int frameLength = length;
        int frameTag = tag;
        position += RingLayout.step(frameTag, frameLength);
        return RingLayout.handOver(memory, offset, frameTag, frameLength, handler);
    }

    private int offsetOf(long recordPosition)
    {
        return RingLayout.DATA_OFFSET + ((int)recordPosition & capacity - 1);
    }

    private int bytesToEnd(int offset)
    {
        return RingLayout.DATA_OFFSET + capacity - offset;
    }
}
