package org.gradientbus.ipc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The proof that a node lives: a lock that the kernel drops when its process dies, however it dies, and at no other
 * time. A stopped process keeps it, a zombie does not.
 *
 * <p>The kernel also drops it when the process closes <em>any</em> descriptor of the file. So the file is opened once
 * by its owner, and others, before they open it to try the lock, see by its name that it is not their own process's.
 */
final class NodeLock implements AutoCloseable
{
    static final String PREFIX = "lock-";

    private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9a-f]{16}");

    private final FileChannel channel;

    private NodeLock(FileChannel channel)
    {
        this.channel = channel;
    }

    /** What a look at another node's lock says. */
    enum Liveness
    {
        /** Its process holds the lock, or is this one. */
        ALIVE,

        /** Proven: nobody holds the lock. */
        DEAD,

        /** The folder is not there any more. */
        GONE,

        /** The folder has no lock file: it was being made or removed when its process died, or somebody removed it. */
        WITHOUT_LOCK,

        /** Not to be told at this moment. */
        UNKNOWN
    }

    /**
     * Makes and takes the lock of an own node.
     *
     * @throws IOException when somebody swept the folder meanwhile; begin again with another
     */
    static NodeLock create(Path folder, ProcessIdentity owner, Steps steps) throws IOException
    {
        Path file = folder.resolve(PREFIX + owner.hex());
        steps.before("make lock");
        FileChannel channel = SafeFiles.createFile(file, 0);
        steps.opened(channel);
        try
        {
            steps.before("take lock");
            if (channel.tryLock() == null)
            {
                throw new NodeFolder.SweptException(folder, null);
            }
            return new NodeLock(channel);
        }
        catch (IOException | RuntimeException failure)
        {
            channel.close();
            throw failure;
        }
    }

    /** Is the node in this folder alive? */
    static Liveness probe(Path folder, ProcessIdentity self)
    {
        try
        {
            String name = lockName(folder);
            if (name == null)
            {
                return SafeFiles.key(folder) == null ? Liveness.GONE : Liveness.WITHOUT_LOCK;
            }
            return name.equals(PREFIX + self.hex()) ? Liveness.ALIVE : tryLock(folder.resolve(name));
        }
        catch (NoSuchFileException gone)
        {
            return Liveness.UNKNOWN;
        }
        catch (IOException | OverlappingFileLockException unknown)
        {
            return Liveness.UNKNOWN;
        }
    }

    /** The name of the lock file in a folder; null when it has none. */
    static String lockName(Path folder) throws IOException
    {
        for (String each : SafeFiles.names(folder))
        {
            if (NAME.matcher(each).matches())
            {
                return each;
            }
        }
        return null;
    }

    /** Shared locks: those who look at the same time do not take each other for the owner. */
    private static Liveness tryLock(Path file) throws IOException
    {
        try (FileChannel probe = SafeFiles.openToRead(file))
        {
            return probe.tryLock(0, Long.MAX_VALUE, true) == null ? Liveness.ALIVE : Liveness.DEAD;
        }
    }

    /** Drops the lock. */
    @Override
    public void close()
    {
        try
        {
            channel.close();
        }
        catch (IOException ignore)
        {
            // The descriptor is gone in any case, and with it the lock.
        }
    }
}
