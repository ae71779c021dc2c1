package org.gradientbus.udp;

import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.gradientbus.BusException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the embedded driver of one bus keeps its files, closed to every other user:
 *
 * <pre>
 *   /dev/shm/gradient-udp-&lt;uid&gt;/           0700
 *     &lt;pid&gt;-&lt;node id&gt;.lock                held while the bus is open; the kernel drops it at death
 *     &lt;pid&gt;-&lt;node id&gt;/                     the driver's
 * </pre>
 *
 * <p>Whoever opens or closes a bus removes what dead processes left. A lock file of one's own process must never be
 * opened a second time, as closing any descriptor of it drops the lock: that is why its name begins with the pid.
 */
final class DriverFolder implements AutoCloseable
{
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER_FOR_OWNER =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> FILE_FOR_OWNER =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String LOCK = ".lock";
    private static final int OTHERS = 0077;
    private static final int TRIES = 100;
    private static final String OWN_PID = ProcessHandle.current().pid() + "-";

    private final Optional<Path> base;
    private final Path folder;
    private final Path lockFile;
    private final FileChannel lock;

    /**
     * Makes it, and takes the lock.
     *
     * @param base below which it is to be, made when it is missing and removed when nothing is left there; or none
     */
    DriverFolder(Optional<Path> base, long nodeId)
    {
        this.base = base;
        try
        {
            int uid = (int)Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            Path ours = base.orElse(Files.isDirectory(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir")))
                .resolve("gradient-udp-" + uid);
            folder = ours.resolve(OWN_PID + HexFormat.of().toHexDigits(nodeId));
            lockFile = ours.resolve(folder.getFileName() + LOCK);
            lock = openLock(ours, uid);
            Files.createDirectory(folder, FOLDER_FOR_OWNER);
            sweep(ours);
        }
        catch (IOException | UnsupportedOperationException cause)
        {
            throw new BusException("the NETWORK rung has no place for its driver's files: " + cause, cause);
        }
    }

    /** The driver's directory. */
    Path aeron()
    {
        return folder.resolve("aeron");
    }

    /** The driver maps files before it knows whether there is room for them: then a write to them is a fault. */
    void requireRoom(long wantedBytes)
    {
        long freeBytes = freeBytes();
        if (freeBytes < wantedBytes)
        {
            throw new BusException("no room in " + folder + ": wanted=" + wantedBytes + " free=" + freeBytes +
                " bytes. Enlarge it (docker: --shm-size), or set BusConfig.hostDirectory to a larger folder in memory");
        }
    }

    private long freeBytes()
    {
        try
        {
            return Files.getFileStore(folder).getUsableSpace();
        }
        catch (IOException unknown)
        {
            return Long.MAX_VALUE;
        }
    }

    /** Whoever leaves last removes the folders; and a sweeper may take the lock before we do. Then once more. */
    private FileChannel openLock(Path ours, int uid) throws IOException
    {
        for (int tries = TRIES; tries > 0; tries--)
        {
            FileChannel channel = createLock(ours, uid);
            if (channel != null && channel.tryLock() != null && Files.exists(lockFile))
            {
                return channel;
            }
            CloseHelper.quietClose(channel);
        }
        throw new IOException(lockFile + " is taken by somebody else again and again");
    }

    private FileChannel createLock(Path ours, int uid) throws IOException
    {
        try
        {
            ensure(ours, uid);
            return FileChannel.open(lockFile, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS), FILE_FOR_OWNER);
        }
        catch (NoSuchFileException | FileAlreadyExistsException ignore)
        {
            return null;
        }
    }

    /** Makes the folder, unless it is there. Whoever leaves at this moment may remove what is above it. */
    private static void ensure(Path ours, int uid) throws IOException
    {
        Files.createDirectories(ours.getParent(), FOLDER_FOR_OWNER);
        try
        {
            Files.createDirectory(ours, FOLDER_FOR_OWNER);
        }
        catch (FileAlreadyExistsException ignore)
        {
            // The check below decides whether what is there will do.
        }
        Map<String, Object> found = Files.readAttributes(ours, "unix:mode,uid,isDirectory", LinkOption.NOFOLLOW_LINKS);
        if (!(boolean)found.get("isDirectory") || (int)found.get("uid") != uid ||
            ((int)found.get("mode") & OTHERS) != 0)
        {
            throw new BusException(ours + " is not a folder of uid=" + uid + " that is closed to others (0700). " +
                "Somebody else made or changed it: remove it, or set BusConfig.hostDirectory to a place of your own");
        }
    }

    private static void sweep(Path ours) throws IOException
    {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(ours, "*" + LOCK))
        {
            for (Path each : locks)
            {
                if (!each.getFileName().toString().startsWith(OWN_PID))
                {
                    sweepIfDead(each);
                }
            }
        }
    }

    private static void sweepIfDead(Path lockFile)
    {
        try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            FileLock taken = channel.tryLock())
        {
            if (taken != null)
            {
                remove(lockFile);
            }
        }
        catch (IOException ignore)
        {
            // Another sweeper was faster.
        }
    }

    private static void remove(Path lockFile) throws IOException
    {
        String name = lockFile.getFileName().toString();
        IoUtil.delete(lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length())).toFile(), true);
        Files.deleteIfExists(lockFile);
    }

    @Override
    public void close()
    {
        try (FileChannel held = lock)
        {
            if (held.isOpen())
            {
                remove(lockFile);
                sweep(lockFile.getParent());
                Files.delete(lockFile.getParent());
                if (base.isPresent())
                {
                    Files.delete(base.get());
                }
            }
        }
        catch (IOException ignore)
        {
            // Others are there still; and what is left here, whoever opens a bus next sweeps.
        }
    }
}
