package org.gradientbus.engine;

import org.agrona.BitUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.gradientbus.Importance;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Signal;

/**
 * The sending end to a loop of the same JVM.
 *
 * <p>Why the wake-up needs no fence of its own: the claim moves the ring's tail by a compare-and-set, which orders it
 * before the later read of the "sleeping" word; the loop stores that word (volatile) before it reads the tail. One of
 * the two sees the other. See docs/adr.
 */
final class ProcessLink extends Padded implements Link
{
    private final ProcessSource source;
    private final RingBuffer ring;
    private final Signal signal;
    private final AtomicBuffer buffer;
    private final int capacity;
    private final int tailIndex;
    private final int headIndex;
    private final long[] fillLimitBytes = new long[Importance.values().length];

    /** The last head that a sender saw. Racing senders may store an older one: that only refuses a little early. */
    private long headSeen;

    ProcessLink(ProcessSource source)
    {
        this.source = source;
        ring = source.ring;
        signal = source.signal;
        buffer = ring.buffer();
        capacity = ring.capacity();
        tailIndex = capacity + RingBufferDescriptor.TAIL_POSITION_OFFSET;
        headIndex = capacity + RingBufferDescriptor.HEAD_POSITION_OFFSET;
        for (final Importance each : Importance.values())
        {
            fillLimitBytes[each.ordinal()] = (long)capacity * each.fillLimitPercent() / 100;
        }
    }

    @Override
    public Rung rung()
    {
        return Rung.PROCESS;
    }

    @Override
    public SendStatus tryClaim(int length, Importance importance, FrameClaim claim)
    {
        return claim(ProcessSource.FRAME, length, importance, claim);
    }

    @Override
    public boolean carriesTags()
    {
        return true;
    }

    @Override
    public SendStatus tryClaimTagged(int tag, int length, Importance importance, FrameClaim claim)
    {
        return claim(tag, length, importance, claim);
    }

    /** What the frame gives up becomes a record of padding behind it. */
    @Override
    public void trim(FrameClaim claim, int newLength)
    {
        final int index = claim.offset() - RecordDescriptor.HEADER_LENGTH;
        final int newRecordLength = newLength + RecordDescriptor.HEADER_LENGTH;
        final int kept = BitUtil.align(newRecordLength, RecordDescriptor.ALIGNMENT);
        final int spare = BitUtil.align(
            claim.length() + RecordDescriptor.HEADER_LENGTH, RecordDescriptor.ALIGNMENT) - kept;
        if (spare > 0)
        {
            buffer.putInt(RecordDescriptor.typeOffset(index + kept), RingBuffer.PADDING_MSG_TYPE_ID);
            buffer.putIntRelease(RecordDescriptor.lengthOffset(index + kept), spare);
        }
        buffer.putIntRelease(RecordDescriptor.lengthOffset(index), -newRecordLength);
    }

    /**
     * Counts the padding too when the record does not fit before the end of the ring: the ring itself would refuse
     * such a claim late, after it has spent the padding.
     */
    @Override
    public boolean hasRoom(int length, Importance importance)
    {
        final int recordLength = BitUtil.align(length + RecordDescriptor.HEADER_LENGTH, RecordDescriptor.ALIGNMENT);
        final long tail = buffer.getLongVolatile(tailIndex);
        final int bytesToEnd = capacity - ((int)tail & (capacity - 1));
        final int paddingLength = recordLength > bytesToEnd ? bytesToEnd : 0;
        final long limit = fillLimitBytes[importance.ordinal()] - recordLength - paddingLength;
        if (tail - headSeen <= limit)
        {
            return true;
        }
        headSeen = buffer.getLongVolatile(headIndex);
        return tail - headSeen <= limit;
    }

    @Override
    public boolean commit(FrameClaim claim)
    {
        if (source.isClosed)
        {
            return false;
        }
        ring.commit(claim.offset());
        signal.wakeIfSleeping();
        return true;
    }

    @Override
    public void abort(FrameClaim claim)
    {
        ring.abort(claim.offset());
        signal.wakeIfSleeping();
    }

    @Override
    public long backlogBytes()
    {
        return Math.max(0, source.claimedPosition() - source.consumedPosition());
    }

    @Override
    public long roundTripNs()
    {
        return 0;
    }

    @Override
    public void close()
    {
    }

    private SendStatus claim(int typeId, int length, Importance importance, FrameClaim claim)
    {
        if (!hasRoom(length, importance))
        {
            return refusal();
        }
        final int index = ring.tryClaim(typeId, length);
        if (index < 0)
        {
            return refusal();
        }
        claim.wrap(buffer, index, length);
        return SendStatus.ACCEPTED;
    }

    private SendStatus refusal()
    {
        return source.isClosed ? SendStatus.CLOSED : SendStatus.BACK_PRESSURED;
    }
}
