package org.gradientbus.engine;

import org.agrona.BitUtil;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;

import java.util.function.Consumer;

/**
 * The receiving end of a loop in the same JVM: a {@link FrameRing} that holds at least eight of the largest frame.
 */
final class ProcessSource extends Padded implements Source
{
    private static final int FRAMES_PER_RING = 8;

    final FrameRing ring;
    final Signal signal;
    volatile boolean isClosed;

    private final Consumer<ProcessSource> whenClosed;

    ProcessSource(int length, int maxFrameLength, Signal signal, Consumer<ProcessSource> whenClosed)
    {
        final int least = BitUtil.findNextPositivePowerOfTwo(FRAMES_PER_RING * FrameRing.recordLength(maxFrameLength));
        if (length != 0 && length < least)
        {
            throw new IllegalArgumentException(
                "sourceLength=" + length + " is too small for maxFrameLength=" + maxFrameLength + ": " +
                "at least " + least);
        }
        ring = new FrameRing(length == 0 ? least : length);
        this.signal = signal;
        this.whenClosed = whenClosed;
    }

    @Override
    public int poll(FrameHandler handler, int limit)
    {
        return ring.poll(handler, limit);
    }

    @Override
    public boolean hasWork()
    {
        return claimedPosition() != consumedPosition();
    }

    @Override
    public long claimedPosition()
    {
        return ring.claimedPosition();
    }

    @Override
    public long consumedPosition()
    {
        return ring.consumedPosition();
    }

    @Override
    public synchronized void seal()
    {
        ring.seal();
    }

    @Override
    public int abandon(FrameHandler handler)
    {
        return ring.abandon(handler);
    }

    @Override
    public void close()
    {
        isClosed = true;
        seal();
        whenClosed.accept(this);
    }
}
