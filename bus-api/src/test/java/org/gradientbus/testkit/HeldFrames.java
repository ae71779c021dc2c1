package org.gradientbus.testkit;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import org.gradientbus.spi.FrameHandler;

/** Copies of frames that wait for others to overtake them, oldest first; a ring of fixed size. */
final class HeldFrames
{
    private final UnsafeBuffer[] frames;
    private final int[] lengths;
    private final long[] dueAtFrame;
    private final long[] floors;
    private long oldest;
    private long end;

    HeldFrames(int slots, int maxFrameLength)
    {
        frames = new UnsafeBuffer[slots];
        lengths = new int[slots];
        dueAtFrame = new long[slots];
        floors = new long[slots];
        for (int i = 0; i < slots; i++)
        {
            frames[i] = new UnsafeBuffer(new byte[maxFrameLength]);
        }
    }

    boolean isEmpty()
    {
        return oldest == end;
    }

    boolean isFull()
    {
        return end - oldest == frames.length;
    }

    boolean isOldestDue(long frame)
    {
        return !isEmpty() && dueAtFrame[slot(oldest)] <= frame;
    }

    /** The consumed position that may be told while the oldest is held. */
    long floor()
    {
        return floors[slot(oldest)];
    }

    void hold(DirectBuffer buffer, int offset, int length, long dueFrame, long floor)
    {
        int slot = slot(end++);
        frames[slot].putBytes(0, buffer, offset, length);
        lengths[slot] = length;
        dueAtFrame[slot] = dueFrame;
        floors[slot] = floor;
    }

    /** Removes the oldest also when the handler throws. */
    void releaseOldest(FrameHandler handler)
    {
        int slot = slot(oldest++);
        handler.onFrame(frames[slot], 0, lengths[slot]);
    }

    private int slot(long index)
    {
        return (int)(index % frames.length);
    }
}
