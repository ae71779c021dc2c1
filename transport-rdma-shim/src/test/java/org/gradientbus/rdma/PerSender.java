package org.gradientbus.rdma;

import org.agrona.DirectBuffer;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;

/**
 * Frames of several threads, each of which numbers its own.
 */
final class PerSender implements FrameHandler
{
    static final int FIRST_TAG = 2;
    static final int LENGTH = 16;

    private final long[] next;
    private long received;
    private long wrong;

    PerSender(int senders)
    {
        next = new long[senders];
    }

    static void write(FrameClaim claim, int sender, long number)
    {
        claim.buffer().putLong(claim.offset(), number);
        claim.buffer().putLong(claim.offset() + Long.BYTES, number ^ sender);
    }

    @Override
    public void onFrame(DirectBuffer buffer, int offset, int length)
    {
        wrong++;
    }

    @Override
    public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
    {
        int sender = tag - FIRST_TAG;
        long number = buffer.getLong(offset);
        boolean isRight = length == LENGTH && number == next[sender] &&
            buffer.getLong(offset + Long.BYTES) == (number ^ sender);
        wrong += isRight ? 0 : 1;
        next[sender]++;
        received++;
    }

    long received()
    {
        return received;
    }

    long wrong()
    {
        return wrong;
    }
}
