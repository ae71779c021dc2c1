package org.gradientbus.rdma.emulated;

import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells peers whether a domain is still there: what a connection is for, in a network.
 *
 * <pre>
 *   0 +------------------+------------------+
 *     | magic      int64 | state      int64 | OPEN, CLOSED
 *  16 | process id int64 | started    int64 | milliseconds; a process id is used again
 *  64 | beat       int64 |                  | moves as long as somebody lets the domain progress
 *     +------------------+------------------+
 * </pre>
 */
final class DomainFile
{
    private static final long MAGIC = 0x6E616D6F_44616447L;
    private static final int STATE_OFFSET = 8;
    private static final int PROCESS_OFFSET = 16;
    private static final int STARTED_OFFSET = 24;
    private static final int BEAT_OFFSET = 64;
    private static final int LENGTH = 128;
    private static final long OPEN = 1;
    private static final long CLOSED = 2;

    private final Path file;
    private final UnsafeBuffer memory;
    private long beat;

    private DomainFile(Path file, UnsafeBuffer memory)
    {
        this.file = file;
        this.memory = memory;
    }

    static DomainFile create(Path folder, long id) throws IOException
    {
        Path file = fileOf(folder, id);
        UnsafeBuffer memory = new UnsafeBuffer((ByteBuffer)SharedFile.create(file, LENGTH));
        memory.putLong(PROCESS_OFFSET, ProcessHandle.current().pid());
        memory.putLong(STARTED_OFFSET, startedMs(ProcessHandle.current()));
        memory.putLong(STATE_OFFSET, OPEN);
        memory.putLongVolatile(0, MAGIC);
        return new DomainFile(file, memory);
    }

    static DomainFile open(Path folder, long id) throws IOException
    {
        Path file = fileOf(folder, id);
        UnsafeBuffer memory = SharedFile.open(file, LENGTH);
        if (memory.getLongVolatile(0) != MAGIC)
        {
            throw new IOException(file + " is not the file of a domain");
        }
        return new DomainFile(file, memory);
    }

    private static Path fileOf(Path folder, long id)
    {
        return folder.resolve(Long.toHexString(id) + ".domain");
    }

    /** For the owner: it is alive. That it is dead, silence does not say. */
    void onProgress()
    {
        beat++;
        memory.putLongRelease(BEAT_OFFSET, beat);
    }

    long beat()
    {
        return memory.getLongVolatile(BEAT_OFFSET);
    }

    boolean isClosed()
    {
        return memory.getLongVolatile(STATE_OFFSET) != OPEN;
    }

    /** Is it neither closed nor its process dead? Asks the system, so not each time. */
    boolean isAlive()
    {
        if (isClosed())
        {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(memory.getLong(PROCESS_OFFSET));
        return process.isPresent() && startedMs(process.get()) == memory.getLong(STARTED_OFFSET);
    }

    private static long startedMs(ProcessHandle process)
    {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    void close()
    {
        memory.putLongVolatile(STATE_OFFSET, CLOSED);
        delete(file);
    }

    static void delete(Path file)
    {
        try
        {
            Files.deleteIfExists(file);
        }
        catch (IOException exception)
        {
            throw new UncheckedIOException(exception);
        }
    }
}
