package org.gradientbus.jmh;

import org.agrona.IoUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.io.File;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/**
 * The files of two raw rings. The far end makes them, before the near one starts.
 */
public final class HostRings implements AutoCloseable
{
    private final MappedByteBuffer there;
    private final MappedByteBuffer back;
    private final boolean isNear;

    public HostRings(Path directory, int capacity, String name, boolean isNear)
    {
        this.isNear = isNear;
        there = map(directory, capacity, name + "-there", isNear);
        back = map(directory, capacity, name + "-back", isNear);
    }

    public AtomicBuffer out()
    {
        return new UnsafeBuffer(isNear ? there : back);
    }

    public AtomicBuffer in()
    {
        return new UnsafeBuffer(isNear ? back : there);
    }

    @Override
    public void close()
    {
        IoUtil.unmap(there);
        IoUtil.unmap(back);
    }

    private static MappedByteBuffer map(Path directory, int capacity, String name, boolean isNear)
    {
        final File file = directory.resolve(name + ".ring").toFile();
        return isNear ?
            IoUtil.mapExistingFile(file, name) :
            IoUtil.mapNewFile(file, capacity + RingBufferDescriptor.TRAILER_LENGTH, true);
    }
}
