package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Rung;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Control messages on their way from loops to the conductor. Bounded, and never waited for: what finds no room is
 * thrown away, and the conductor then asks each peer to tell everything anew.
 */
final class ControlInbox
{
    /** Enough for a thousand mailboxes to open at once; the messages are small. */
    private static final int CAPACITY = 4096;

    private final BlockingQueue<Message> messages = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicBoolean hasOverflowed = new AtomicBoolean();

    /**
     * A verified message.
     *
     * @param from   the node that sent it
     * @param rung   that it came by
     * @param buffer a copy, exact
     */
    record Message(long from, Rung rung, DirectBuffer buffer)
    {
    }

    /** Returns false when there was no room. */
    boolean add(long from, Rung rung, DirectBuffer buffer, int offset, int length)
    {
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        final boolean isAdded = messages.offer(new Message(from, rung, new UnsafeBuffer(copy)));
        if (!isAdded)
        {
            hasOverflowed.set(true);
        }
        return isAdded;
    }

    /** The next message, or null. */
    Message poll()
    {
        return messages.poll();
    }

    /** Was something thrown away since this was last asked? */
    boolean takeOverflow()
    {
        return hasOverflowed.get() && hasOverflowed.getAndSet(false);
    }
}
