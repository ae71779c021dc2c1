package org.gradientbus.jmh;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The raw thing: Agrona's many-to-one ring buffer, as the PROCESS rung makes it, and nothing around it.
 */
final class Ring
{
    static final int POLL_LIMIT = 64;

    private static final int MESSAGE = 1;

    private final RingBuffer ring;
    private final int length;

    Ring(int capacity, int length)
    {
        ring = new ManyToOneRingBuffer(new UnsafeBuffer(BufferUtil.allocateDirectAligned(
            capacity + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH)));
        this.length = length;
    }

    void send(long value, SpinThenYield idle)
    {
        int index = ring.tryClaim(MESSAGE, length);
        while (index < 0)
        {
            idle.idle();
            index = ring.tryClaim(MESSAGE, length);
        }
        idle.reset();
        Payload.writeRaw(ring.buffer(), index, length, value);
        ring.commit(index);
    }

    int poll(Handler handler)
    {
        return ring.read(handler, POLL_LIMIT);
    }

    /**
     * Reads the message and answers it, if there is a way back. The only handler of raw rings in a JVM: with the bus's
     * own it makes two, and the JIT inlines both where the ring calls them.
     */
    static final class Handler implements MessageHandler
    {
        private final Tally tally;
        private final Ring back;
        private final SpinThenYield idle = new SpinThenYield();

        Handler(Tally tally, Ring back)
        {
            this.tally = tally;
            this.back = back;
        }

        @Override
        public void onMessage(int typeId, MutableDirectBuffer buffer, int index, int length)
        {
            tally.add(Payload.readRaw(buffer, index, length));
            if (back != null)
            {
                back.send(((DirectBuffer)buffer).getLong(index), idle);
            }
        }
    }
}
