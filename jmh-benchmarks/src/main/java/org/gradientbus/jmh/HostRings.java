package org.gradientbus.jmh;

import org.agrona.IoUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.io.File;
import java.nio.MappedByteBuffer;

/**
 * The files of two raw rings. The far end makes them, before the near one starts.
 */
final class HostRings implements AutoCloseable
{
    private final MappedByteBuffer there;
    private final MappedByteBuffer back;
    private final boolean isNear;

    HostRings(HostPlan plan, String name, boolean isNear)
    {
        this.isNear = isNear;
        there = map(plan, name + "-there", isNear);
        back = map(plan, name + "-back", isNear);
    }

    AtomicBuffer out()
    {
        return new UnsafeBuffer(isNear ? there : back);
    }

    AtomicBuffer in()
    {
        return new UnsafeBuffer(isNear ? back : there);
    }

    @Override
    public void close()
    {
        IoUtil.unmap(there);
        IoUtil.unmap(back);
    }

    private static MappedByteBuffer map(HostPlan plan, String name, boolean isNear)
    {
        final File file = plan.directory().resolve(name + ".ring").toFile();
        return isNear ?
            IoUtil.mapExistingFile(file, name) :
            IoUtil.mapNewFile(file, plan.capacity() + RingBufferDescriptor.TRAILER_LENGTH, true);
    }
}
