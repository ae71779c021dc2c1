package org.gradientbus.udp;

import org.agrona.DirectBuffer;
import org.gradientbus.spi.FrameHandler;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a stream of best effort has brought, and what is missing of it: see {@link SentNumbers}. By the polling thread.
 */
final class ReceivedNumbers
{
    /** More than a stream can lose while there is one; a peer that says so has lost count. */
    private static final long MOST_MISSING = Integer.MAX_VALUE;

    /** Stored by the one thread, before how far the stream is taken. */
    private final AtomicLong nextNumber = new AtomicLong();
    private int dropped;

    /** How far the reliable stream has to be taken before a frame may be. */
    static long first(DirectBuffer buffer, int offset)
    {
        return buffer.getLong(offset + SentNumbers.FIRST_OFFSET, SentNumbers.ORDER);
    }

    /** A frame is handed over next: tells what is missing before it. */
    void onFrame(DirectBuffer buffer, int offset, FrameHandler handler)
    {
        long number = buffer.getLong(offset, SentNumbers.ORDER);
        int droppedNow = buffer.getInt(offset + SentNumbers.DROPPED_OFFSET, SentNumbers.ORDER);
        long next = nextNumber.get();
        if (number != next || droppedNow != dropped)
        {
            tell(next, number, Math.max(0, droppedNow - dropped), handler);
            dropped = droppedNow;
        }
        nextNumber.lazySet(
            number + Math.max(0, buffer.getInt(offset + SentNumbers.MESSAGES_OFFSET, SentNumbers.ORDER)));
    }

    /** The sender says how many they were: the low half of that number. */
    void onSent(int messages, FrameHandler handler)
    {
        long next = nextNumber.get();
        long number = next + (messages - (int)next);
        if (number > next)
        {
            tell(next, number, 0, handler);
            nextNumber.lazySet(number);
        }
    }

    /** For any thread: has so much come, or is known to be missing? The low half of that number. */
    boolean isComplete(int messages)
    {
        return (int)nextNumber.get() == messages;
    }

    private static void tell(long next, long number, int moreDropped, FrameHandler handler)
    {
        long lost = number - next;
        boolean isPlausible = lost >= 0 && lost <= MOST_MISSING;
        if (isPlausible && lost + moreDropped > 0)
        {
            handler.onMissing(next, lost, moreDropped);
        }
    }
}
