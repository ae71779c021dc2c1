package org.gradientbus.rdma.emulated;

import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The file of a region, as its owner and whoever writes to it see it.
 *
 * <pre>
 *   0 +------------------+---------+---------+
 *     | secret     int64 | length  | state   | OPEN, REVOKED; secret is stored last
 *  16 | writers    int32 |                   | how many are copying now
 *     +------------------+-------------------+
 * 128 | the region                           | length bytes
 *     +--------------------------------------+
 * </pre>
 *
 * A writer counts itself in, looks whether the key is good, and copies; who revokes says so, and waits until nobody is
 * in. Both are volatile, so one sees the other.
 */
final class RegionFile
{
    static final int DATA_OFFSET = 128;

    private static final int SECRET_OFFSET = 0;
    private static final int LENGTH_OFFSET = 8;
    private static final int STATE_OFFSET = 12;
    private static final int WRITERS_OFFSET = 16;
    private static final int OPEN = 1;
    private static final int REVOKED = 2;

    /** A writer that was killed in the midst of a copy stays counted for ever; it writes no more. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final UnsafeBuffer memory;
    private final int length;

    private RegionFile(Path file, UnsafeBuffer memory, int length)
    {
        this.file = file;
        this.memory = memory;
        this.length = length;
    }

    static RegionFile create(Path folder, long id, long secret, int length) throws IOException
    {
        Path file = fileOf(folder, id);
        UnsafeBuffer memory = new UnsafeBuffer((ByteBuffer)SharedFile.create(file, (long)DATA_OFFSET + length));
        memory.putInt(LENGTH_OFFSET, length);
        memory.putInt(STATE_OFFSET, OPEN);
        memory.putLongVolatile(SECRET_OFFSET, secret);
        return new RegionFile(file, memory, length);
    }

    static RegionFile open(Path folder, long id, long secret) throws IOException
    {
        Path file = fileOf(folder, id);
        UnsafeBuffer memory = SharedFile.open(file, DATA_OFFSET);
        if (memory.getLongVolatile(SECRET_OFFSET) != secret)
        {
            throw new IOException("the secret is not that of region " + Long.toHexString(id));
        }
        int length = memory.getInt(LENGTH_OFFSET);
        if (length < 1 || length > memory.capacity() - DATA_OFFSET)
        {
            throw new IOException("region " + Long.toHexString(id) + " has length=" + length);
        }
        return new RegionFile(file, memory, length);
    }

    private static Path fileOf(Path folder, long id)
    {
        return folder.resolve(Long.toHexString(id) + ".region");
    }

    int length()
    {
        return length;
    }

    /** The bytes without what stands before them. */
    UnsafeBuffer data()
    {
        return new UnsafeBuffer(memory, DATA_OFFSET, length);
    }

    /** Copies into it; false when the key is not good any more. */
    boolean put(int offset, UnsafeBuffer source, int sourceOffset, int count)
    {
        memory.getAndAddInt(WRITERS_OFFSET, 1);
        try
        {
            if (memory.getIntVolatile(STATE_OFFSET) != OPEN)
            {
                return false;
            }
            memory.putBytes(DATA_OFFSET + offset, source, sourceOffset, count);
            return true;
        }
        finally
        {
            memory.getAndAddInt(WRITERS_OFFSET, -1);
        }
    }

    void revoke()
    {
        memory.putIntVolatile(STATE_OFFSET, REVOKED);
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (memory.getIntVolatile(WRITERS_OFFSET) != 0 && deadlineNs - System.nanoTime() > 0)
        {
            Thread.onSpinWait();
        }
    }

    void delete()
    {
        DomainFile.delete(file);
    }
}
