package org.gradientbus.rdma;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.spi.FrameHandler;

/**
 * A mutant: it takes a record whose mark has come at both ends, as if the provider wrote from one end to the other.
 */
final class TrustingReader
{
    private final UnsafeBuffer memory;
    private final RingSpec spec;
    private long position;

    TrustingReader(UnsafeBuffer memory, RingSpec spec)
    {
        this.memory = memory;
        this.spec = spec;
    }

    int poll(FrameHandler handler)
    {
        int frames = 0;
        while (true)
        {
            int offset = RingLayout.DATA_OFFSET + ((int)position & spec.capacity() - 1);
            long mark = RingLayout.mark(spec.salt(), position);
            if (memory.getLongVolatile(offset) != mark)
            {
                return frames;
            }
            int length = memory.getInt(offset + RingLayout.LENGTH_OFFSET);
            int tag = memory.getInt(offset + RingLayout.TAG_OFFSET);
            if (tag != RingLayout.PADDING)
            {
                int end = offset + RingLayout.step(tag, Math.floorMod(length, spec.maxFrameLength() + 1));
                if (end > memory.capacity() || memory.getLongVolatile(end - RingLayout.TRAILER_LENGTH) != mark)
                {
                    return frames;
                }
                handler.onTagged(tag, memory, offset + RingLayout.HEADER_LENGTH, length);
                frames++;
            }
            position += RingLayout.step(tag, length);
        }
    }
}
