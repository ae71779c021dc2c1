package org.gradientbus.ipc;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.spi.FrameHandler;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The receiving end of a lane. Polled by one thread at a time; the positions may be read by any.
 *
 * <p>Trusts nothing that another process can write. Its own position is private; of a record it reads one word once,
 * the mark, and checks it before it is used. A value that no producer writes fails this lane and no other: from then on
 * it has nothing to hand over, and {@link #failure()} says why.
 *
 * <p>One class, though a long one: polling a live producer and a dead one differ in a few lines, and share all that is
 * private here.
 */
final class LaneReader extends LanePadding
{
    private final UnsafeBuffer memory;
    private final LaneSpec spec;
    private final LaneMarks marks;
    private final int capacity;
    private final int capacityShift;
    private final int maxFrameLength;

    /** As far as the polling thread has read, for that thread alone. */
    private long position;

    /** As far as handlers have run, for all threads of this process; a copy that no other process can write. */
    private final AtomicLong consumed;

    /** Behind the last record that a producer which is gone has completed, and behind any that it may have claimed. */
    private long endOfLeftovers;
    private long endOfClaims;

    private boolean isTakingBack;

    private volatile boolean isProducerGone;
    private volatile LaneFailure failure;

    LaneReader(UnsafeBuffer memory, LaneSpec spec)
    {
        this.memory = memory;
        this.spec = spec;
        marks = new LaneMarks(memory, spec);
        capacity = spec.capacity();
        capacityShift = Integer.numberOfTrailingZeros(capacity);
        maxFrameLength = spec.maxFrameLength();
        position = memory.getLongVolatile(LaneLayout.CONSUMED_OFFSET);
        consumed = new AtomicLong(position);
        if ((position & LaneLayout.ALIGNMENT - 1) != 0)
        {
            fail("consumed=" + position + " is not a multiple of " + LaneLayout.ALIGNMENT);
        }
    }

    /** As {@link org.gradientbus.spi.Source#poll}. */
    int poll(FrameHandler handler, int limit)
    {
        if (failure != null)
        {
            return 0;
        }
        try
        {
            return isProducerGone ? pollAround(handler, limit) : pollInOrder(handler, limit);
        }
        catch (InternalError error)
        {
            onFault(error);
            return 0;
        }
    }

    /** As {@link org.gradientbus.spi.Source#hasWork}; for the polling thread. */
    boolean hasWork()
    {
        return claimedPosition(position) != position;
    }

    /** As {@link org.gradientbus.spi.Source#claimedPosition}. */
    long claimedPosition()
    {
        return claimedPosition(consumed.get());
    }

    /** As {@link org.gradientbus.spi.Source#consumedPosition}. */
    long consumedPosition()
    {
        return consumed.get();
    }

    /**
     * As {@link org.gradientbus.spi.Source#seal}. A sender tells what it claims, and then looks whether the lane is
     * sealed; here it is the other way round. So a claim that was granted all the same is seen by
     * {@link #claimedPosition()} from now on.
     */
    void seal()
    {
        changeState(LaneLayout.OPEN, LaneLayout.SEALED);
    }

    /** As {@link org.gradientbus.spi.Source#abandon}. */
    int abandon(FrameHandler handler)
    {
        if (failure != null)
        {
            return 0;
        }
        try
        {
            if (!isProducerGone)
            {
                endOfClaims = position + capacity;
                endOfLeftovers = endOfClaims;
            }
            return pollAround(handler, Integer.MAX_VALUE);
        }
        catch (InternalError error)
        {
            onFault(error);
            return 0;
        }
    }

    /**
     * For the producer, when the consumer is gone: as {@link #abandon}, and makes the marks of what it hands over
     * undone, so that who commits at this moment can see whether his frame was among it. What the consumer took last
     * may not be cleared, so this does not look beyond what was claimed.
     */
    int takeBack(long start, long end, FrameHandler handler)
    {
        if (failure != null)
        {
            return 0;
        }
        position = start;
        endOfClaims = end;
        endOfLeftovers = end;
        isTakingBack = true;
        return pollAround(handler, Integer.MAX_VALUE);
    }

    /**
     * The producer is proved dead: what it committed is handed over even behind claims that it left open, and those
     * are skipped. Not to be called on mere silence.
     */
    void onProducerGone()
    {
        if (isProducerGone || failure != null)
        {
            return;
        }
        try
        {
            long start = consumed.get();
            endOfClaims = start + capacity;
            endOfLeftovers = marks.endOfComplete(start);
            LaneFailure.awaitFault();
            isProducerGone = true;
        }
        catch (InternalError error)
        {
            onFault(error);
        }
    }

    /** Will nothing ever come from this lane again, so that it may be removed? */
    boolean isDrained()
    {
        return failure != null || isProducerGone && consumed.get() - endOfClaims >= 0;
    }

    /** Has the producer left in good order? Claims that its threads hold open may still be committed. */
    boolean hasProducerLeft()
    {
        try
        {
            return failure == null && memory.getIntVolatile(LaneLayout.PRODUCER_STATE_OFFSET) == LaneLayout.CLOSED;
        }
        catch (InternalError error)
        {
            onFault(error);
            return false;
        }
    }

    /** Why the lane cannot be used any more; null while it can. */
    LaneFailure failure()
    {
        return failure;
    }

    LaneSpec spec()
    {
        return spec;
    }

    /**
     * For a caller that got the error of an access to memory that is gone: compiled code may throw it a little later,
     * when {@link #poll} has returned.
     *
     * @param error that the access threw
     * @throws InternalError the same, when it tells of anything else
     */
    void onFault(InternalError error)
    {
        failure = LaneFailure.ofFault(spec, error);
    }

    /** Tells the producer that nobody will read its lane again. Idempotent, does not throw. */
    void close()
    {
        changeState(LaneLayout.SEALED, LaneLayout.CLOSED);
    }

    private void changeState(int mostBefore, int state)
    {
        if (failure != null)
        {
            return;
        }
        try
        {
            if (memory.getIntVolatile(LaneLayout.CONSUMER_STATE_OFFSET) <= mostBefore)
            {
                memory.putIntVolatile(LaneLayout.CONSUMER_STATE_OFFSET, state);
            }
            LaneFailure.awaitFault();
        }
        catch (InternalError error)
        {
            onFault(error);
        }
    }

    private int pollInOrder(FrameHandler handler, int limit)
    {
        long start = position;
        int frames = 0;
        try
        {
            // A producer that marks as fast as we read must not hold this thread for ever.
            while (frames < limit && position - start < capacity && failure == null)
            {
                long mark = markAt(position);
                if (!LaneLayout.isComplete(mark, position, capacityShift))
                {
                    checkNotAhead(mark);
                    break;
                }
                frames += take(mark, handler);
            }
        }
        finally
        {
            if (position != start)
            {
                tellConsumed();
                memory.putLongRelease(LaneLayout.CLEARED_OFFSET, position);
            }
        }
        return frames;
    }

    /**
     * Skips what is not complete, where nobody will ever complete it. Whoever waits for what he saw claimed has waited
     * long enough at the end of it, though some of that was never committed.
     *
     * <p>The sender may be alive, and just about to store the first mark of a claim where this finds none; then what it
     * writes next could pass for marks. That mark is there before, so a look back tells.
     */
    private int pollAround(FrameHandler handler, int limit)
    {
        long start = position;
        long gap = position;
        int frames = 0;
        try
        {
            while (frames < limit && position - endOfLeftovers < 0 && failure == null)
            {
                long word = markAt(position);
                if (position != gap && isMarkOrAhead(word))
                {
                    position = marks.first(gap, position);
                    word = markAt(position);
                }
                if (LaneLayout.isMark(word, position, capacityShift))
                {
                    frames += pass(word, handler);
                    gap = position;
                }
                else
                {
                    checkNotAhead(word);
                    position += LaneLayout.ALIGNMENT;
                }
            }
            if (position - endOfLeftovers >= 0)
            {
                position = endOfClaims;
            }
        }
        finally
        {
            if (position != start)
            {
                tellConsumed();
            }
        }
        return frames;
    }

    private int pass(long mark, FrameHandler handler)
    {
        if (!LaneLayout.isComplete(mark))
        {
            position += LaneLayout.step(mark);
            return 0;
        }
        if (isTakingBack)
        {
            memory.putLongVolatile(offsetOf(position), 0);
        }
        return take(mark, handler);
    }

    private boolean isMarkOrAhead(long word)
    {
        return LaneLayout.isMark(word, position, capacityShift) ||
            LaneLayout.isAhead(word, position, capacityShift);
    }

    private long markAt(long recordPosition)
    {
        return memory.getLongVolatile(offsetOf(recordPosition));
    }

    private int offsetOf(long recordPosition)
    {
        return LaneLayout.DATA_OFFSET + ((int)recordPosition & capacity - 1);
    }

    /** Moves on before the handler runs, so that a frame whose handler throws counts as taken. */
    private int take(long mark, FrameHandler handler)
    {
        int offset = offsetOf(position);
        int length = LaneLayout.length(mark);
        int bytesToEnd = LaneLayout.DATA_OFFSET + capacity - offset;
        int frameLength = length - LaneLayout.RECORD_HEADER_LENGTH;
        if (frameLength < 0 || length > bytesToEnd || !LaneLayout.isPadding(mark) && frameLength > maxFrameLength)
        {
            fail("mark=" + Long.toHexString(mark) + " at position=" + position + " has length=" + frameLength +
                ", less than 0, more than maxFrameLength=" + maxFrameLength + " or the " + bytesToEnd +
                " bytes to the end of the lane");
            return 0;
        }
        position += LaneLayout.step(mark);
        if (LaneLayout.needsClearing(mark))
        {
            return takeAndClear(mark, offset, handler);
        }
        handOver(offset, frameLength, handler);
        return 1;
    }

    /** First tells that the frame was consumed: a frame that is handed back to the sender shall be as it was sent. */
    private int takeAndClear(long mark, int offset, FrameHandler handler)
    {
        try
        {
            if (LaneLayout.isPadding(mark))
            {
                return 0;
            }
            handOver(offset, LaneLayout.length(mark) - LaneLayout.RECORD_HEADER_LENGTH, handler);
            return 1;
        }
        finally
        {
            if (!isTakingBack)
            {
                tellConsumed();
                VarHandle.storeStoreFence();
                clear(offset + LaneLayout.ALIGNMENT, offset + LaneLayout.step(mark));
            }
        }
    }

    private void clear(int from, int to)
    {
        for (int offset = from; offset < to; offset += LaneLayout.ALIGNMENT)
        {
            memory.putLong(offset, 0);
        }
    }

    private void handOver(int recordOffset, int length, FrameHandler handler)
    {
        int tag = memory.getInt(recordOffset + LaneLayout.TAG_OFFSET);
        int offset = recordOffset + LaneLayout.RECORD_HEADER_LENGTH;
        if (tag == LaneLayout.NO_TAG)
        {
            handler.onFrame(memory, offset, length);
        }
        else
        {
            handler.onTagged(tag, memory, offset, length);
        }
    }

    private void tellConsumed()
    {
        consumed.lazySet(position);
        memory.putLongRelease(LaneLayout.CONSUMED_OFFSET, position);
    }

    /**
     * Every claim began at what was consumed or behind, and within the lane's capacity. One that is open counts, so
     * what is claimed equals what was consumed only when nothing is open and nothing waits; see {@link LaneWriter}.
     */
    private long claimedPosition(long consumedPosition)
    {
        if (failure != null)
        {
            return consumedPosition;
        }
        if (isProducerGone)
        {
            return claimedByTheGone(consumedPosition);
        }
        try
        {
            long claimed = memory.getLongVolatile(LaneLayout.CLAIMED_OFFSET);
            long open = claimed - consumedPosition;
            if (open >= 0 && open <= capacity)
            {
                return claimed;
            }
            return claimedWhenOutOfRange(claimed, consumedPosition);
        }
        catch (InternalError error)
        {
            onFault(error);
            return consumedPosition;
        }
    }

    /** Until it is drained there is something to do, if only to find that nothing is left. */
    private long claimedByTheGone(long consumedPosition)
    {
        if (consumedPosition - endOfLeftovers < 0)
        {
            return endOfLeftovers;
        }
        return consumedPosition - endOfClaims < 0 ? consumedPosition + LaneLayout.ALIGNMENT : consumedPosition;
    }

    /** Another thread may have read an old position, and then what was claimed many laps later: that is no failure. */
    private long claimedWhenOutOfRange(long claimed, long consumedPosition)
    {
        if (consumedPosition == consumed.get())
        {
            fail("claimed=" + claimed + " is not within capacity=" + capacity + " of consumed=" + consumedPosition);
            return consumedPosition;
        }
        return claimed;
    }

    private void checkNotAhead(long mark)
    {
        if (LaneLayout.isAhead(mark, position, capacityShift))
        {
            fail("mark=" + Long.toHexString(mark) + " at position=" + position + " is of a lap to come");
        }
    }

    /** Gives the lane up, such as when its file was found truncated. */
    void fail(String reason)
    {
        failure = new LaneFailure(spec, reason, null);
    }
}
