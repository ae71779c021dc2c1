package org.gradientbus.udp;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a stream of best effort says in front of each frame, so that its receiver knows what is missing. {@link
 * ReceivedNumbers} reads it.
 *
 * <pre>
 *    0                8                12               16               24
 *   +----------------+----------------+----------------+----------------+- - -
 *   | messages       | messages of    | messages       | the reliable   | frame
 *   | before this    | this frame     | dropped so far | stream first   |
 *   +----------------+----------------+----------------+----------------+- - -
 * </pre>
 *
 * Little endian. What was dropped for want of room has no number. The frame is handed over when the reliable stream to
 * the same loop is taken up to the last of the four.
 *
 * <p>Numbers have to be in the order of the frames, so a frame gets its place and its number by one thread at a time.
 * Nobody waits for long: who does not come in within some ten microseconds has found no room.
 */
final class SentNumbers
{
    static final int LENGTH = 24;
    static final int MESSAGES_OFFSET = 8;
    static final int DROPPED_OFFSET = 12;
    static final int FIRST_OFFSET = 16;
    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private static final int SPINS = 200;
    private static final int YIELDS = 20;

    /** Whoever sends so seldom has each stretch told by a message of its own, as nothing comes behind it. */
    private static final long QUIET_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final int streamNumber;
    private final AtomicBoolean isTaken = new AtomicBoolean();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger dropped = new AtomicInteger();
    private final AtomicLong first = new AtomicLong();
    private final UnsafeBuffer ofLongFrame = new UnsafeBuffer(new byte[LENGTH]);

    /** With the helm's lock: what the receiver was told, and for how long nothing was sent. */
    private long told;
    private long seen;
    private long quietNs;

    /** Of the stream that the receiver knows by a number. */
    SentNumbers(int streamNumber)
    {
        this.streamNumber = streamNumber;
    }

    int streamNumber()
    {
        return streamNumber;
    }

    /** Comes in to place a frame, unless others take long. */
    boolean tryEnter()
    {
        for (int i = 0; i < SPINS; i++)
        {
            if (isTaken.compareAndSet(false, true))
            {
                return true;
            }
            Thread.onSpinWait();
        }
        for (int i = 0; i < YIELDS; i++)
        {
            Thread.yield();
            if (isTaken.compareAndSet(false, true))
            {
                return true;
            }
        }
        return false;
    }

    /** As {@link #tryEnter}, for a frame that is accepted already: whoever is in has a frame to place and no more. */
    void enter()
    {
        while (!tryEnter())
        {
            Thread.yield();
        }
    }

    void leave()
    {
        isTaken.set(false);
    }

    /** Within: says it in front of the frame that comes next, and counts that. */
    void number(MutableDirectBuffer buffer, int offset, int messages)
    {
        write(buffer, offset, messages);
        count(messages);
    }

    /** Within: says it of a long frame that comes next if it finds its place. */
    UnsafeBuffer ofLongFrame(int messages)
    {
        write(ofLongFrame, 0, messages);
        return ofLongFrame;
    }

    /** Within: the long frame has found its place. */
    void count(int messages)
    {
        sent.lazySet(sent.get() + messages);
    }

    private void write(MutableDirectBuffer buffer, int offset, int messages)
    {
        buffer.putLong(offset, sent.get(), ORDER);
        buffer.putInt(offset + MESSAGES_OFFSET, messages, ORDER);
        buffer.putInt(offset + DROPPED_OFFSET, dropped.get(), ORDER);
        buffer.putLong(offset + FIRST_OFFSET, first.get(), ORDER);
    }

    void onDropped(int messages)
    {
        dropped.addAndGet(messages);
    }

    /** What is numbered from now on waits until the reliable stream is taken so far. */
    void follow(long position)
    {
        first.accumulateAndGet(position, Math::max);
    }

    /** Messages so far. */
    long sent()
    {
        return sent.get();
    }

    /** With the helm's lock: is the receiver to be told how many they were, as nothing came behind the last? */
    boolean isUntold(long passedNs)
    {
        long now = sent.get();
        if (now != seen)
        {
            seen = now;
            quietNs = 0;
        }
        quietNs += passedNs;
        return now != told && quietNs >= QUIET_NS;
    }

    /** With the helm's lock: how many messages the receiver was told of, or will be. */
    long told()
    {
        return told;
    }

    /** With the helm's lock. */
    void told(long messages)
    {
        told = messages;
    }
}
