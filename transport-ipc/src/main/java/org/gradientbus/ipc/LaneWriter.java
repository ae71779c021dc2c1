package org.gradientbus.ipc;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;

import java.lang.invoke.VarHandle;

/**
 * The sending end of a lane, shared by all threads of the sending process. Never blocks, allocates, or throws for what
 * the peer does.
 *
 * <p>A claim is one compare-and-set of a tail in this process's own memory, one volatile store that tells the consumer
 * of it, and one store that marks the record as claimed; a commit is one store that marks it as complete. Threads need
 * nothing from each other: none moves a common "published" position, so none waits for, or publishes for, another.
 *
 * <p>Why the wake-up, and the seal, need no other fence. The sender stores {@code claimed}, then reads whether the lane
 * is sealed, and at its commit whether the loop sleeps; the loop stores that it seals, or sleeps, and then reads
 * {@code claimed}. All are volatile accesses, so one of the two sees the other.
 *
 * <p>Threads may tell what they claimed in another order than they claimed it, and put an older value over a newer one.
 * Whoever did, sees that the tail has moved on, and stores again. Until then its own claim is open, and the older value
 * is the end of that claim: the consumer cannot have reached it, so it never takes the lane for empty.
 * See docs/adr/0010 and 0019.
 */
final class LaneWriter extends LaneTail
{
    private final UnsafeBuffer memory;
    private final LaneSpec spec;
    private final Doorbell doorbell;
    private final int capacity;
    private final int capacityShift;
    private final int maxFrameLength;
    private final long[] fillLimitBytes = new long[Importance.values().length];

    /** What a sender last saw cleared. Racing senders may store an older one: that only makes one look again. */
    private long clearedSeen;

    private volatile LaneFailure failure;
    private volatile boolean isClosed;
    private boolean isTakenBack;

    LaneWriter(UnsafeBuffer memory, LaneSpec spec, Doorbell doorbell)
    {
        super(memory.getLongVolatile(LaneLayout.CLAIMED_OFFSET) & -LaneLayout.ALIGNMENT);
        this.memory = memory;
        this.spec = spec;
        this.doorbell = doorbell;
        capacity = spec.capacity();
        capacityShift = Integer.numberOfTrailingZeros(capacity);
        maxFrameLength = spec.maxFrameLength();
        for (Importance each : Importance.values())
        {
            fillLimitBytes[each.ordinal()] = (long)capacity * each.fillLimitPercent() / 100;
        }
        clearedSeen = memory.getLongVolatile(LaneLayout.CLEARED_OFFSET);
    }

    /** As {@link org.gradientbus.spi.Link#tryClaim}. */
    SendStatus tryClaim(int length, Importance importance, FrameClaim claim)
    {
        return tryClaimTagged(LaneLayout.NO_TAG, length, importance, claim);
    }

    /** As {@link org.gradientbus.spi.Link#tryClaimTagged}. */
    SendStatus tryClaimTagged(int tag, int length, Importance importance, FrameClaim claim)
    {
        if (length < 0 || length > maxFrameLength)
        {
            throw new IllegalArgumentException("length=" + length + " exceeds maxFrameLength=" + maxFrameLength);
        }
        try
        {
            return claim(tag, length, importance, claim);
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
            return isOpen() && hasRoomAt(tail(), LaneLayout.recordLength(length), importance);
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
            if (isClosed || memory.getIntVolatile(LaneLayout.CONSUMER_STATE_OFFSET) == LaneLayout.CLOSED)
            {
                return false;
            }
            int index = indexOf(claim);
            long mark = LaneLayout.frameMark(positionOf(index), capacityShift, claim.length());
            if (hasLookalikes(index, claim.length()))
            {
                mark = LaneLayout.withLookalikes(mark);
            }
            complete(index, mark);
            return !isClosed || isSent(index, mark);
        }
        catch (InternalError error)
        {
            onFault(error);
            return false;
        }
    }

    /**
     * As {@link org.gradientbus.spi.Link#trim}. Blocks that the frame gives up become padding, and only then the
     * record's mark is shortened: whoever goes from mark to mark finds the end of the claim at any time.
     */
    void trim(FrameClaim claim, int newLength)
    {
        if (newLength < 0 || newLength > claim.length())
        {
            throw new IllegalArgumentException("newLength=" + newLength + " exceeds claimed=" + claim.length());
        }
        try
        {
            int index = indexOf(claim);
            int kept = LaneLayout.recordLength(newLength);
            int spare = LaneLayout.recordLength(claim.length()) - kept;
            if (spare > 0)
            {
                long position = positionOf(index);
                putMark(index + kept, LaneLayout.paddingMark(position + kept, capacityShift, spare));
                putMark(index, LaneLayout.claimMark(position, capacityShift, newLength));
            }
        }
        catch (InternalError error)
        {
            onFault(error);
        }
        claim.wrap(memory, claim.offset(), newLength);
    }

    /** As {@link org.gradientbus.spi.Link#abort}: what was claimed becomes padding, which nobody sees. */
    void abort(FrameClaim claim)
    {
        try
        {
            int index = indexOf(claim);
            int recordLength = LaneLayout.recordLength(claim.length());
            complete(index, LaneLayout.paddingMark(positionOf(index), capacityShift, recordLength));
        }
        catch (InternalError error)
        {
            onFault(error);
        }
    }

    /** What a claim is answered that is not even tried: BACK_PRESSURED, or CLOSED when nobody will ever take it. */
    SendStatus refuse()
    {
        try
        {
            return refusal();
        }
        catch (InternalError error)
        {
            onFault(error);
            return SendStatus.CLOSED;
        }
    }

    /**
     * Has a handler had all that was claimed? Whoever seals a link stores that and then reads the tail here; who claims
     * moves the tail and then reads the seal. So a claim that is not counted here is one that is withdrawn.
     */
    boolean isDrained()
    {
        try
        {
            long tail = tail();
            return memory.getLongVolatile(LaneLayout.CONSUMED_OFFSET) == tail && isOpen();
        }
        catch (InternalError error)
        {
            onFault(error);
            return false;
        }
    }

    /** Bytes that were claimed and that no handler has had. */
    long backlogBytes()
    {
        try
        {
            // The tail first: what is consumed only grows, so the difference is never too large.
            long tail = tail();
            return Math.max(0, tail - memory.getLongVolatile(LaneLayout.CONSUMED_OFFSET));
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
        try
        {
            long tail = tail();
            return new LaneMarks(memory, spec).frames(startOfUnconsumed(tail), tail);
        }
        catch (InternalError error)
        {
            onFault(error);
            return 0;
        }
    }

    /**
     * Only when the consumer is gone: hands over what it has not taken. A commit stores its mark and then looks whether
     * the lane is closed, which it has been for a moment by now. So whoever saw it open is found here; and whoever saw
     * it closed, however late, finds out whether he was.
     */
    synchronized int takeBack(FrameHandler handler)
    {
        onConsumerGone();
        int frames = takeBackAll(handler);
        isTakenBack = true;
        return frames;
    }

    private int takeBackAll(FrameHandler handler)
    {
        try
        {
            long tail = tail();
            return new LaneReader(memory, spec).takeBack(startOfUnconsumed(tail), tail, handler);
        }
        catch (InternalError error)
        {
            onFault(error);
            return 0;
        }
    }

    /** Another process can write what is consumed: no more than a lane is looked at, whatever it says. */
    private long startOfUnconsumed(long tail)
    {
        long consumed = memory.getLongVolatile(LaneLayout.CONSUMED_OFFSET) & -LaneLayout.ALIGNMENT;
        return tail - Math.max(0, Math.min(tail - consumed, capacity));
    }

    /** The lane was closed in the midst of a commit: was the frame taken back with the others? */
    private synchronized boolean isSent(int index, long mark)
    {
        return !isTakenBack || memory.getLongVolatile(offsetOf(index)) != mark;
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
        if (failure != null)
        {
            return;
        }
        try
        {
            memory.putIntVolatile(LaneLayout.PRODUCER_STATE_OFFSET, LaneLayout.CLOSED);
            if (doorbell.isSleeping())
            {
                doorbell.ring();
            }
            LaneFailure.awaitFault();
        }
        catch (InternalError error)
        {
            onFault(error);
        }
    }

    private SendStatus claim(int tag, int length, Importance importance, FrameClaim claim)
    {
        int recordLength = LaneLayout.recordLength(length);
        while (true)
        {
            long tail = tail();
            if (!isOpen() || !hasRoomAt(tail, recordLength, importance))
            {
                return refusal();
            }
            int index = (int)tail & capacity - 1;
            int paddingLength = paddingLength(index, recordLength);
            long newTail = tail + paddingLength + recordLength;
            if (moveTail(tail, newTail))
            {
                tellClaimed(newTail);
                if (paddingLength > 0)
                {
                    putMark(index, LaneLayout.paddingMark(tail, capacityShift, paddingLength));
                    index = 0;
                }
                begin(index, newTail - recordLength, tag, length);
                claim.wrap(memory, offsetOf(index) + LaneLayout.RECORD_HEADER_LENGTH, length);
                return isOpen() ? SendStatus.ACCEPTED : withdraw(claim);
            }
        }
    }

    /** The mark goes before whatever the sender writes, or who finds this open claim would take that for marks. */
    private void begin(int index, long position, int tag, int length)
    {
        putMark(index, LaneLayout.claimMark(position, capacityShift, length));
        VarHandle.storeStoreFence();
        memory.putInt(offsetOf(index) + LaneLayout.TAG_OFFSET, tag);
    }

    private void tellClaimed(long newTail)
    {
        long told = newTail;
        memory.putLongVolatile(LaneLayout.CLAIMED_OFFSET, told);
        for (long tail = tail(); tail != told; tail = tail())
        {
            told = tail;
            memory.putLongVolatile(LaneLayout.CLAIMED_OFFSET, told);
        }
    }

    /** The consumer sealed the lane while this claim was made, and may not have seen it. */
    private SendStatus withdraw(FrameClaim claim)
    {
        abort(claim);
        return refusal();
    }

    private boolean isOpen()
    {
        return !isClosed && memory.getIntVolatile(LaneLayout.CONSUMER_STATE_OFFSET) == LaneLayout.OPEN;
    }

    private boolean hasRoomAt(long tail, int recordLength, Importance importance)
    {
        int index = (int)tail & capacity - 1;
        long limit = fillLimitBytes[importance.ordinal()] - recordLength - paddingLength(index, recordLength);
        if (tail - clearedSeen <= limit)
        {
            return true;
        }
        clearedSeen = memory.getLongVolatile(LaneLayout.CLEARED_OFFSET);
        return tail - clearedSeen <= limit;
    }

    /** No record wraps around: what is left at the end becomes padding when it is too short. */
    private int paddingLength(int index, int recordLength)
    {
        int bytesToEnd = capacity - index;
        return recordLength > bytesToEnd ? bytesToEnd : 0;
    }

    private SendStatus refusal()
    {
        boolean isClosedThere = memory.getIntVolatile(LaneLayout.CONSUMER_STATE_OFFSET) == LaneLayout.CLOSED;
        return isClosed || isClosedThere ? SendStatus.CLOSED : SendStatus.BACK_PRESSURED;
    }

    /** An open claim begins less than a lane's capacity behind the tail, since nothing can consume beyond it. */
    private long positionOf(int index)
    {
        long last = tail() - 1;
        return last - ((int)last - index & capacity - 1);
    }

    /** Could any word of the frame be taken for a mark, where a block of the record begins? */
    private boolean hasLookalikes(int index, int length)
    {
        int end = offsetOf(index) + LaneLayout.RECORD_HEADER_LENGTH + length;
        for (int offset = offsetOf(index) + LaneLayout.ALIGNMENT; offset < end; offset += LaneLayout.ALIGNMENT)
        {
            if (LaneLayout.isLookalike(memory.getLong(offset)))
            {
                return true;
            }
        }
        return false;
    }

    private static int indexOf(FrameClaim claim)
    {
        return claim.offset() - LaneLayout.RECORD_HEADER_LENGTH - LaneLayout.DATA_OFFSET;
    }

    private static int offsetOf(int index)
    {
        return LaneLayout.DATA_OFFSET + index;
    }

    private void putMark(int index, long mark)
    {
        memory.putLongRelease(offsetOf(index), mark);
    }

    private void complete(int index, long mark)
    {
        putMark(index, mark);
        if (doorbell.isSleeping())
        {
            doorbell.ring();
        }
    }

    /**
     * For a caller that got the error of an access to memory that is gone, such as one that encoded into a claim.
     *
     * @param error that the access threw
     * @throws InternalError the same, when it tells of anything else
     */
    void onFault(InternalError error)
    {
        failure = LaneFailure.ofFault(spec, error);
        isClosed = true;
    }

    /** Gives the lane up, such as when its file was found truncated. */
    void fail(String reason)
    {
        failure = new LaneFailure(spec, reason, null);
        isClosed = true;
    }
}
