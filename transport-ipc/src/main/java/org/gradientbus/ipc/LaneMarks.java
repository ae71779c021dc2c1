package org.gradientbus.ipc;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Goes through the records of a lane from mark to mark, off the data path: also where senders died between a claim and
 * its mark, or are at it. Whatever another process has written, it comes to an end, and reads within the lane.
 */
final class LaneMarks
{
    private final UnsafeBuffer memory;
    private final int capacity;
    private final int capacityShift;

    LaneMarks(UnsafeBuffer memory, LaneSpec spec)
    {
        this.memory = memory;
        capacity = spec.capacity();
        capacityShift = Integer.numberOfTrailingZeros(capacity);
    }

    private long at(long position)
    {
        return memory.getLongVolatile(LaneLayout.DATA_OFFSET + ((int)position & capacity - 1));
    }

    private boolean isMark(long word, long position)
    {
        return LaneLayout.isMark(word, position, capacityShift);
    }

    private long next(long word, long position)
    {
        return position + (isMark(word, position) ? LaneLayout.step(word) : LaneLayout.ALIGNMENT);
    }

    /** Where, from one position to before another, the first mark is; the other position when there is none. */
    long first(long from, long to)
    {
        long position = from;
        while (position != to && !isMark(at(position), position))
        {
            position += LaneLayout.ALIGNMENT;
        }
        return position;
    }

    /**
     * Behind the last complete record of a whole lane from the position on: what a dead producer told to have claimed
     * may be less than what it has completed, and what it has completed may lie behind what it has not.
     */
    long endOfComplete(long start)
    {
        long end = start;
        long position = start;
        while (position - start < capacity)
        {
            long word = at(position);
            boolean isComplete = LaneLayout.isComplete(word, position, capacityShift);
            position = next(word, position);
            end = isComplete ? position : end;
        }
        return end;
    }

    /** Complete frames from one position to before another. */
    long frames(long start, long end)
    {
        long frames = 0;
        long position = start;
        while (position - end < 0)
        {
            long word = at(position);
            if (LaneLayout.isComplete(word, position, capacityShift) && !LaneLayout.isPadding(word))
            {
                frames++;
            }
            position = next(word, position);
        }
        return frames;
    }
}
