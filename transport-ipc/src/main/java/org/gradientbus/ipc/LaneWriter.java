package org.gradientbus.ipc;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;

/**
 * The sending end of a lane, shared by all threads of the sending process. Never blocks, allocates, or throws for what
 * the peer does.
 *
 * <p>A claim is one compare-and-set of the tail, a commit is one store of the record's mark. Threads need nothing from
 * each other: none moves a common "published" position, so none waits for, or publishes for, another.
 *
 * <p>Why the wake-up needs no fence of its own: the compare-and-set comes before the later read of the announcement
 * that the loop sleeps; the loop stores its announcement (volatile) before it reads the tail. All four are volatile
 * accesses, so one of the two sees the other. See docs/adr/0003 and 0010.
 */
final class LaneWriter extends LanePadding
{
    private final UnsafeBuffer memory;
    private final LaneSpec spec;
    private final Doorbell doorbell;
    private final int capacity;
    private final int capacityShift;
    private final int dataOffset;
    private final int maxFrameLength;
    private final long[] fillLimitBytes = new long[Importance.values().length];

    /** What a sender last saw consumed. Racing senders may store an older one: that only makes one look again. */
    private long consumedSeen;

    private volatile LaneFailure failure;
    private volatile boolean isClosed;

    LaneWriter(UnsafeBuffer memory, LaneSpec spec, Doorbell doorbell)
    {
        this.memory = memory;
        this.spec = spec;
        this.doorbell = doorbell;
        capacity = spec.capacity();
        capacityShift = Integer.numberOfTrailingZeros(capacity);
        dataOffset = LaneLayout.dataOffset(capacity);
        maxFrameLength = spec.maxFrameLength();
        for (Importance each : Importance.values())
        {
            fillLimitBytes[each.ordinal()] = (long)capacity * each.fillLimitPercent() / 100;
        }
        consumedSeen = memory.getLongVolatile(LaneLayout.CONSUMED_OFFSET);
    }

    /** As {@link org.gradientbus.spi.Link#tryClaim}. */
    SendStatus tryClaim(int length, Importance importance, FrameClaim claim)
    {
        if (length < 0 || length > maxFrameLength)
        {
            throw new IllegalArgumentException("length=" + length + " exceeds maxFrameLength=" + maxFrameLength);
        }
        try
        {
            return isClosed ? SendStatus.CLOSED : claim(length, importance, claim);
        }
        catch (InternalError error)
        {
            onFault(error);
            return SendStatus.CLOSED;
        }
    }

    /** As {@link org.gradientbus.spi.Link#hasRoom}. */
    boolean hasRoom(int length, Importance importance)
    {
        try
        {
            long tail = memory.getLongVolatile(LaneLayout.TAIL_OFFSET);
            return !isClosed && hasRoomAt(tail, LaneLayout.recordLength(length), importance);
        }
        catch (InternalError error)
        {
            onFault(error);
            return false;
        }
    }

    /** As {@link org.gradientbus.spi.Link#commit}. */
    boolean commit(FrameClaim claim)
    {
        try
        {
            if (isClosed || memory.getIntVolatile(LaneLayout.CONSUMER_STATE_OFFSET) != LaneLayout.OPEN)
            {
                return false;
            }
            int index = claim.offset() - dataOffset;
            mark(index, LaneLayout.frameMark(positionOf(index), capacityShift, claim.length()));
            return true;
        }
        catch (InternalError error)
        {
            onFault(error);
            return false;
        }
    }

    /** As {@link org.gradientbus.spi.Link#abort}: what was claimed becomes padding, which nobody sees. */
    void abort(FrameClaim claim)
    {
        try
        {
            int index = claim.offset() - dataOffset;
            int recordLength = LaneLayout.recordLength(claim.length());
            mark(index, LaneLayout.paddingMark(positionOf(index), capacityShift, recordLength));
        }
        catch (InternalError error)
        {
            onFault(error);
        }
    }

    /** Bytes that were claimed and that no handler has had. */
    long backlogBytes()
    {
        try
        {
            long bytes = claimedPosition() - memory.getLongVolatile(LaneLayout.CONSUMED_OFFSET);
            return Math.max(0, Math.min(bytes, capacity));
        }
        catch (InternalError error)
        {
            return 0;
        }
    }

    /**
     * Frames that were committed and that no handler has had. Exact when nobody sends and the consumer is gone.
     */
    long unconsumedFrames()
    {
        long frames = 0;
        try
        {
            int mask = capacity - 1;
            long consumed = memory.getLongVolatile(LaneLayout.CONSUMED_OFFSET) & -LaneLayout.ALIGNMENT;
            long end = consumed + backlogBytes();
            for (long position = consumed; position - end < 0; position += LaneLayout.ALIGNMENT)
            {
                long mark = memory.getLongVolatile(LaneLayout.markOffset((int)position & mask));
                if (LaneLayout.isComplete(mark, position, capacityShift) && !LaneLayout.isPadding(mark))
                {
                    frames++;
                }
            }
        }
        catch (InternalError error)
        {
            onFault(error);
        }
        return frames;
    }

    LaneSpec spec()
    {
        return spec;
    }

    /** Why the lane cannot be used any more; null while it can. */
    LaneFailure failure()
    {
        return failure;
    }

    /** The consumer is proved dead, or its lane was swept: every further claim is answered CLOSED. */
    void onConsumerGone()
    {
        isClosed = true;
    }

    /** Leaves in good order: what was committed stays for the consumer. Idempotent, does not throw. */
    void close()
    {
        isClosed = true;
        try
        {
            memory.putIntRelease(LaneLayout.PRODUCER_STATE_OFFSET, LaneLayout.CLOSED);
            if (doorbell.isSleeping())
            {
                doorbell.ring();
            }
        }
        catch (InternalError error)
        {
            onFault(error);
        }
    }

    private SendStatus claim(int length, Importance importance, FrameClaim claim)
    {
        int recordLength = LaneLayout.recordLength(length);
        while (true)
        {
            long tail = memory.getLongVolatile(LaneLayout.TAIL_OFFSET);
            if (!hasRoomAt(tail, recordLength, importance))
            {
                return refusal();
            }
            int index = (int)tail & capacity - 1;
            int paddingLength = paddingLength(index, recordLength);
            if (memory.compareAndSetLong(LaneLayout.TAIL_OFFSET, tail, tail + paddingLength + recordLength))
            {
                if (paddingLength > 0)
                {
                    memory.putLongRelease(LaneLayout.markOffset(index),
                        LaneLayout.paddingMark(tail, capacityShift, paddingLength));
                    index = 0;
                }
                claim.wrap(memory, dataOffset + index, length);
                return SendStatus.ACCEPTED;
            }
        }
    }

    private boolean hasRoomAt(long tail, int recordLength, Importance importance)
    {
        if (LaneLayout.isSealed(tail))
        {
            return false;
        }
        int index = (int)tail & capacity - 1;
        long limit = fillLimitBytes[importance.ordinal()] - recordLength - paddingLength(index, recordLength);
        if (tail - consumedSeen <= limit)
        {
            return true;
        }
        consumedSeen = memory.getLongVolatile(LaneLayout.CONSUMED_OFFSET);
        return tail - consumedSeen <= limit;
    }

    /** No record wraps around: what is left at the end becomes padding when it is too short. */
    private int paddingLength(int index, int recordLength)
    {
        int bytesToEnd = capacity - index;
        return recordLength > bytesToEnd ? bytesToEnd : 0;
    }

    private long claimedPosition()
    {
        return LaneLayout.claimedPosition(memory.getLongVolatile(LaneLayout.TAIL_OFFSET));
    }

    private SendStatus refusal()
    {
        return memory.getIntVolatile(LaneLayout.CONSUMER_STATE_OFFSET) == LaneLayout.OPEN ?
            SendStatus.BACK_PRESSURED : SendStatus.CLOSED;
    }

    /** An open claim begins less than a lane's capacity behind the tail, since nothing can consume beyond it. */
    private long positionOf(int index)
    {
        long last = claimedPosition() - 1;
        return last - ((int)last - index & capacity - 1);
    }

    private void mark(int index, long mark)
    {
        memory.putLongRelease(LaneLayout.markOffset(index), mark);
        if (doorbell.isSleeping())
        {
            doorbell.ring();
        }
    }

    private void onFault(InternalError error)
    {
        failure = LaneFailure.ofFault(spec, error);
        isClosed = true;
    }
}
