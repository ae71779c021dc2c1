package org.gradientbus.engine;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;

/**
 * The receiving end of a loop in the same JVM: Agrona's many-to-one ring buffer in direct memory.
 *
 * <p>Each frame is one record of the ring:
 *
 * <pre>
 *   +----------------+----------------+-----------------------------+---------+
 *   | length int32   | type int32     | frame                       | padding |
 *   +----------------+----------------+-----------------------------+---------+
 *   0                4                8                             to a multiple of 8
 *   length is negative while claimed and positive once committed;
 *   type is FRAME, a tag of 2 or more, or the ring's own padding
 * </pre>
 *
 * <p>The ring's largest message is an eighth of it, so it is at least eight of the largest frame.
 */
final class ProcessSource extends Padded implements Source
{
    static final int FRAME = 1;

    private static final int RECORDS_PER_RING = 8;

    /** More than any ring is long, and still an {@code int} when a ring's length is added. */
    private static final long SEAL_BYTES = 1L << 30;

    final RingBuffer ring;
    final Signal signal;
    volatile boolean isClosed;

    private final RecordReader reader = new RecordReader();
    private final AtomicBuffer buffer;
    private final int tailIndex;
    private final int headIndex;
    private boolean isSealed;

    ProcessSource(int length, int maxFrameLength, Signal signal)
    {
        final int least = BitUtil.findNextPositivePowerOfTwo(
            RECORDS_PER_RING * (maxFrameLength + RecordDescriptor.HEADER_LENGTH));
        if (length != 0 && length < least)
        {
            throw new IllegalArgumentException(
                "sourceLength=" + length + " is too small for maxFrameLength=" + maxFrameLength + ": " +
                "at least " + least);
        }
        final int capacity = length == 0 ? least : length;
        buffer = new UnsafeBuffer(BufferUtil.allocateDirectAligned(
            capacity + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH));
        ring = new ManyToOneRingBuffer(buffer);
        tailIndex = capacity + RingBufferDescriptor.TAIL_POSITION_OFFSET;
        headIndex = capacity + RingBufferDescriptor.HEAD_POSITION_OFFSET;
        this.signal = signal;
    }

    @Override
    public int poll(FrameHandler handler, int limit)
    {
        if (reader.handler != handler)
        {
            reader.handler = handler;
        }
        return ring.read(reader, limit);
    }

    @Override
    public boolean hasWork()
    {
        return claimedPosition() != consumedPosition();
    }

    @Override
    public long claimedPosition()
    {
        // Tail before head: it is at most a ring ahead of any later head while open, at least SEAL_BYTES once sealed.
        final long tail = buffer.getLongVolatile(tailIndex);
        return tail - consumedPosition() >= SEAL_BYTES ? tail - SEAL_BYTES : tail;
    }

    @Override
    public long consumedPosition()
    {
        return buffer.getLongVolatile(headIndex);
    }

    /**
     * Moves the tail further ahead than the ring is long, in one atomic step: a claim either came before, and is
     * polled, or finds the ring full from now on. So closing costs senders nothing while the ring is open.
     */
    @Override
    public synchronized void seal()
    {
        if (!isSealed)
        {
            isSealed = true;
            buffer.getAndAddLong(tailIndex, SEAL_BYTES);
        }
    }

    @Override
    public int abandon(FrameHandler handler)
    {
        int frames = 0;
        reader.handler = handler;
        final int mask = ring.capacity() - 1;
        final long end = claimedPosition();
        long position = consumedPosition();
        while (position < end)
        {
            final int index = (int)position & mask;
            final int length = buffer.getIntVolatile(RecordDescriptor.lengthOffset(index));
            if (length == 0)
            {
                break;
            }
            final int typeId = buffer.getInt(RecordDescriptor.typeOffset(index));
            if (length > 0 && typeId != RingBuffer.PADDING_MSG_TYPE_ID)
            {
                reader.onMessage(typeId, buffer,
                    RecordDescriptor.encodedMsgOffset(index), length - RecordDescriptor.HEADER_LENGTH);
                frames++;
            }
            position += BitUtil.align(Math.abs(length), RecordDescriptor.ALIGNMENT);
        }
        return frames;
    }

    @Override
    public void close()
    {
        isClosed = true;
        seal();
    }

    /** One object for all polls, so that none makes a lambda. */
    private static final class RecordReader implements MessageHandler
    {
        private FrameHandler handler;

        @Override
        public void onMessage(int typeId, MutableDirectBuffer buffer, int index, int length)
        {
            if (typeId == FRAME)
            {
                handler.onFrame(buffer, index, length);
            }
            else
            {
                handler.onTagged(typeId, buffer, index, length);
            }
        }
    }
}
