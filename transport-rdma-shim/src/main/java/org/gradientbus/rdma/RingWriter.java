package org.gradientbus.rdma;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.rdma.verbs.Endpoint;
import org.gradientbus.rdma.verbs.EndpointState;
import org.gradientbus.rdma.verbs.MemoryRegion;
import org.gradientbus.rdma.verbs.PostStatus;
import org.gradientbus.rdma.verbs.RemoteKey;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The sending end of a ring. Claims, commits and aborts are for all threads; what posts is for whoever has the helm.
 * Never blocks, allocates, or throws for what the peer does.
 *
 * <pre>
 *    released        acknowledged             posted       sealed           tail
 *    ---+------------------+--------------------+------------+---------------+---
 *       | read by the peer | on its way, or not | check made | claimed, some |
 *       |                  | read yet           |            | are complete  |
 * </pre>
 *
 * All of it lies in registered memory of our own, and stays there until the peer has said that it read it <em>and</em>
 * the provider that it will not look again: so what was not acknowledged can be taken back, and sent by another way.
 */
final class RingWriter
{
    private final MemoryRegion source;
    private final UnsafeBuffer memory;
    private final RecordCheck recordCheck;
    private final Endpoint endpoint;
    private final RemoteKey target;
    private final Credits credits;
    private final long salt;
    private final int capacity;
    private final int maxFrameLength;
    private final int flushAfter;
    private final long[] fillLimitBytes = new long[Importance.values().length];

    private final AtomicLong tail = new AtomicLong();
    private volatile long released;
    private volatile long acknowledged;
    private volatile boolean isRoomWanted;
    private volatile boolean isClosed;
    private boolean isTakenBack;

    /** For whoever has the helm. */
    private long sealed;
    private long posted;
    private long lapPadding = -1;
    private long completed;
    private long flushPosition;
    private long flushSerial;

    /**
     * Begins with an empty ring.
     *
     * @param source   memory of our own, as long as the ring's data
     * @param endpoint to the peer
     * @param target   the peer's region
     * @param credits  where the peer tells how far it has read
     * @param spec     as the peer wants it
     */
    RingWriter(MemoryRegion source, Endpoint endpoint, RemoteKey target, Credits credits, RingSpec spec)
    {
        this.source = source;
        memory = source.buffer();
        recordCheck = new RecordCheck(memory);
        this.endpoint = endpoint;
        this.target = target;
        this.credits = credits;
        salt = spec.salt();
        capacity = spec.capacity();
        maxFrameLength = spec.maxFrameLength();
        flushAfter = capacity / 4;
        for (Importance each : Importance.values())
        {
            fillLimitBytes[each.ordinal()] = (long)capacity * each.fillLimitPercent() / 100;
        }
    }

    /** As {@link org.gradientbus.spi.Link#tryClaimTagged}; {@link RingLayout#NO_TAG} for a frame without. */
    SendStatus tryClaim(int tag, int length, Importance importance, FrameClaim claim)
    {
        if (length < 0 || length > maxFrameLength)
        {
            throw new IllegalArgumentException("length=" + length + " exceeds maxFrameLength=" + maxFrameLength);
        }
        int recordLength = RingLayout.recordLength(length);
        while (true)
        {
            long position = tail.get();
            if (isClosed)
            {
                return SendStatus.CLOSED;
            }
            if (!isRoomAt(position, recordLength, importance))
            {
                isRoomWanted = true;
                return SendStatus.BACK_PRESSURED;
            }
            int index = indexOf(position);
            int paddingLength = paddingLength(index, recordLength);
            if (tail.compareAndSet(position, position + paddingLength + recordLength))
            {
                if (paddingLength > 0)
                {
                    complete(index, position, RingLayout.PADDING, paddingLength);
                    index = 0;
                }
                begin(index, position + paddingLength, tag, length);
                claim.wrap(memory, index + RingLayout.HEADER_LENGTH, length);
                return SendStatus.ACCEPTED;
            }
        }
    }

    /** As {@link org.gradientbus.spi.Link#hasRoom}. */
    boolean hasRoom(int length, Importance importance)
    {
        return !isClosed && isRoomAt(tail.get(), RingLayout.recordLength(length), importance);
    }

    /** As {@link org.gradientbus.spi.Link#commit}. It is posted by whoever drives the helm next. */
    boolean commit(FrameClaim claim)
    {
        int index = claim.offset() - RingLayout.HEADER_LENGTH;
        long mark = RingLayout.mark(salt, positionOf(index));
        // Volatile: either this sees that the ring is closed, or whoever closed it and takes back sees the mark.
        memory.putLongVolatile(index, mark);
        return !isClosed || isSent(index, mark);
    }

    /** As {@link org.gradientbus.spi.Link#trim}: what the frame gives up becomes padding. */
    void trim(FrameClaim claim, int newLength)
    {
        if (newLength < 0 || newLength > claim.length())
        {
            throw new IllegalArgumentException("newLength=" + newLength + " exceeds claimed=" + claim.length());
        }
        int index = claim.offset() - RingLayout.HEADER_LENGTH;
        int kept = RingLayout.recordLength(newLength);
        int spare = RingLayout.recordLength(claim.length()) - kept;
        if (spare > 0)
        {
            complete(index + kept, positionOf(index) + kept, RingLayout.PADDING, spare);
        }
        memory.putInt(index + RingLayout.LENGTH_OFFSET, newLength);
        claim.wrap(memory, claim.offset(), newLength);
    }

    /** As {@link org.gradientbus.spi.Link#abort}: what was claimed becomes padding, which nobody sees. */
    void abort(FrameClaim claim)
    {
        int index = claim.offset() - RingLayout.HEADER_LENGTH;
        complete(index, positionOf(index), RingLayout.PADDING, RingLayout.recordLength(claim.length()));
    }

    /** Bytes that were claimed, and that the peer has not said to have read. */
    long backlogBytes()
    {
        long read = acknowledged;
        return tail.get() - read;
    }

    /** Can anything still be claimed? Not when the endpoint has failed. */
    boolean isClosed()
    {
        return isClosed;
    }

    /** Every further claim is answered CLOSED. */
    void close()
    {
        isClosed = true;
    }

    /** With the helm: posts what is complete, without a gap, and sees what has become free. */
    int post()
    {
        if (endpoint.state() != EndpointState.OPEN)
        {
            isClosed = true;
            return 0;
        }
        seal();
        int work = 0;
        while (posted < sealed)
        {
            int index = indexOf(posted);
            int step = (int)Math.min(sealed - posted, capacity - index);
            if (endpoint.write(source, index, target, RingLayout.DATA_OFFSET + index, worth(step)) !=
                PostStatus.POSTED)
            {
                endpoint.flush();
                break;
            }
            posted += step;
            work++;
        }
        release();
        return work;
    }

    /** Of the padding that ends a lap nobody reads more than the header. */
    private int worth(int step)
    {
        boolean isEndedByPadding = lapPadding >= posted && indexOf(posted + step) == 0;
        return isEndedByPadding ? (int)(lapPadding - posted) + RingLayout.HEADER_LENGTH : step;
    }

    private void seal()
    {
        while (sealed - posted < capacity)
        {
            int index = indexOf(sealed);
            long mark = RingLayout.mark(salt, sealed);
            if (memory.getLongVolatile(index) != mark)
            {
                return;
            }
            int length = memory.getInt(index + RingLayout.LENGTH_OFFSET);
            int tag = memory.getInt(index + RingLayout.TAG_OFFSET);
            int step = RingLayout.step(tag, length);
            long check = RecordCheck.ofHeader(mark, length, tag);
            if (tag != RingLayout.PADDING)
            {
                memory.putLong(index + step - RingLayout.TRAILER_LENGTH, mark);
                check = recordCheck.of(check, index + RingLayout.HEADER_LENGTH,
                    step - RingLayout.HEADER_LENGTH - RingLayout.TRAILER_LENGTH);
            }
            else if (index + step == capacity)
            {
                lapPadding = sealed;
            }
            memory.putLong(index + RingLayout.CHECK_OFFSET, check);
            sealed += step;
        }
    }

    private void release()
    {
        long read = credits.look(posted);
        if (read != acknowledged)
        {
            acknowledged = read;
        }
        if (flushPosition > completed && endpoint.completed() >= flushSerial)
        {
            completed = flushPosition;
        }
        if (flushPosition == completed && (posted - completed >= flushAfter || isRoomWanted && posted > completed))
        {
            endpoint.flush();
            flushSerial = endpoint.posted();
            flushPosition = posted;
            isRoomWanted = false;
        }
        long free = Math.min(read, completed);
        if (free > released)
        {
            released = free;
        }
    }

    /**
     * Hands over what was committed and not acknowledged, in order, for another way or for counting; with the helm, and
     * once. From then on claims answer CLOSED, and a commit of a claim that was open answers false.
     */
    synchronized int takeBack(FrameHandler handler)
    {
        isClosed = true;
        isTakenBack = true;
        long position = Math.max(acknowledged, credits.look(posted));
        long end = tail.get();
        int frames = 0;
        while (position < end)
        {
            int index = indexOf(position);
            long word = memory.getLongVolatile(index);
            int length = memory.getInt(index + RingLayout.LENGTH_OFFSET);
            int tag = memory.getInt(index + RingLayout.TAG_OFFSET);
            if (word == RingLayout.mark(salt, position))
            {
                memory.putLongVolatile(index, 0);
                frames += RingLayout.handOver(memory, index, tag, length, handler);
                position += RingLayout.step(tag, length);
            }
            else
            {
                boolean isClaimed = word == RingLayout.claimMark(salt, position);
                position += isClaimed ? RingLayout.step(tag, length) : RingLayout.ALIGNMENT;
            }
        }
        return frames;
    }

    /** The ring was closed in the midst of a commit: was the frame taken back, or will it be? */
    private synchronized boolean isSent(int index, long mark)
    {
        return !isTakenBack || memory.getLongVolatile(index) != mark;
    }

    private boolean isRoomAt(long position, int recordLength, Importance importance)
    {
        int needed = recordLength + paddingLength(indexOf(position), recordLength);
        return position + needed - released <= fillLimitBytes[importance.ordinal()];
    }

    /** No record wraps around: what is left at the end becomes padding when it is too short. */
    private int paddingLength(int index, int recordLength)
    {
        int bytesToEnd = capacity - index;
        return recordLength > bytesToEnd ? bytesToEnd : 0;
    }

    private void begin(int index, long position, int tag, int length)
    {
        memory.putInt(index + RingLayout.LENGTH_OFFSET, length);
        memory.putInt(index + RingLayout.TAG_OFFSET, tag);
        memory.putLongRelease(index, RingLayout.claimMark(salt, position));
    }

    private void complete(int index, long position, int tag, int length)
    {
        memory.putInt(index + RingLayout.LENGTH_OFFSET, length);
        memory.putInt(index + RingLayout.TAG_OFFSET, tag);
        memory.putLongVolatile(index, RingLayout.mark(salt, position));
    }

    /** An open claim begins less than the ring's capacity behind the tail, since nothing beyond is released. */
    private long positionOf(int index)
    {
        long last = tail.get() - 1;
        return last - ((int)last - index & capacity - 1);
    }

    private int indexOf(long position)
    {
        return (int)position & capacity - 1;
    }
}
