package org.gradientbus.ipc;

import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Each thing that making and removing a lane does to the file system, one by one, so that a test can die before any.
 */
class FileSteps
{
    static final FileSteps REAL = new FileSteps();

    private static final FileAttribute<Set<PosixFilePermission>> FOR_THE_OWNER_ALONE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    FileChannel createNew(Path path) throws IOException
    {
        return FileChannel.open(path,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS),
            FOR_THE_OWNER_ALONE);
    }

    void write(FileChannel channel, ByteBuffer bytes) throws IOException
    {
        channel.write(bytes);
    }

    UnsafeBuffer map(FileChannel channel, int length) throws IOException
    {
        return new LaneMemory(channel.map(FileChannel.MapMode.READ_WRITE, 0, length));
    }

    void rename(Path from, Path to) throws IOException
    {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    void truncate(Path path) throws IOException
    {
        FileChannel.open(path,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS)).close();
    }

    void delete(Path path) throws IOException
    {
        Files.deleteIfExists(path);
    }
}
