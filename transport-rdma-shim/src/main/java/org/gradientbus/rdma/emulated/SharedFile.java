package org.gradientbus.rdma.emulated;

import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that several processes have mapped. The mapping ends when nothing refers to it: a thread may always be in the
 * midst of a copy. For the same reason a file is never shortened, only deleted.
 */
final class SharedFile
{
    private static final FileAttribute<Set<PosixFilePermission>> FOR_OWNER =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
        StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> OPEN =
        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final int ZEROES = 64 * 1024;

    private SharedFile()
    {
    }

    /** Fills it by writing: where there is too little room that is an exception, and not a fault at some store. */
    static MappedByteBuffer create(Path file, long length) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, CREATE, FOR_OWNER))
        {
            ByteBuffer zeroes = ByteBuffer.allocateDirect((int)Math.min(length, ZEROES));
            for (long position = 0; position < length; position += zeroes.position())
            {
                zeroes.clear().limit((int)Math.min(ZEROES, length - position));
                while (zeroes.hasRemaining())
                {
                    channel.write(zeroes, position + zeroes.position());
                }
            }
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
        }
        catch (IOException exception)
        {
            Files.deleteIfExists(file);
            throw exception;
        }
    }

    /** Maps the whole of a file that somebody else has made. */
    static UnsafeBuffer open(Path file, int leastLength) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, OPEN))
        {
            long length = channel.size();
            if (length < leastLength || length > Integer.MAX_VALUE)
            {
                throw new IOException(file + " has length=" + length + ", not within " + leastLength + ".." +
                    Integer.MAX_VALUE);
            }
            return new UnsafeBuffer(channel.map(FileChannel.MapMode.READ_WRITE, 0, length));
        }
    }
}
