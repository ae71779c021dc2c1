package org.gradientbus.rdma;

import org.agrona.DirectBuffer;
import org.gradientbus.spi.FrameHandler;

/**
 * Counts frames.
 */
final class IgnoringHandler implements FrameHandler
{
    private long frames;

    @Override
    public void onFrame(DirectBuffer buffer, int offset, int length)
    {
        frames++;
    }

    @Override
    public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
    {
        frames++;
    }

    long frames()
    {
        return frames;
    }
}
