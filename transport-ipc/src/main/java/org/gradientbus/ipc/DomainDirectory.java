package org.gradientbus.ipc;

import org.gradientbus.BusException;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the nodes of a domain on this host meet.
 *
 * <pre>
 *   /dev/shm/gradient-1000/          base: one for each user, 0700
 *     3f2a9c0d41e8b7f6/              domain: hash of its name, so that no text of a user becomes a path
 *       9f3c62d10a7be455/            node: its id
 *         lock-77ab03c2f1e9d604      held by the node's process while it lives; the name says by which
 *         node                       who it is, its loops, its counters: see NodeFile
 *         wake                       Unix domain socket
 *         ...-control.lane           made by each node that knows it, for control messages
 *         *.lane                     made by those who send to it
 *       .new-9f3c...-77ab...         a node being made; the same name with no dot once it is complete
 *       .dead-9f3c...-1c39...        a node being removed: whoever finds it may go on with that
 * </pre>
 */
final class DomainDirectory
{
    static final String NEW_PREFIX = ".new-";
    static final String DEAD_PREFIX = ".dead-";

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int ATTEMPTS = 100;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

    /** Their locks are not, or not always, dropped when a process dies. */
    private static final Set<String> NETWORK_FILE_SYSTEMS =
        Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "ceph", "glusterfs", "lustre", "gfs2", "ocfs2");

    private final Path base;
    private final Path folder;
    private final int uid;

    private DomainDirectory(Path base, String folderName, int uid)
    {
        this.base = base;
        this.folder = base.resolve(folderName);
        this.uid = uid;
    }

    static Path defaultBase(int uid)
    {
        return SHARED_MEMORY.resolve("gradient-" + uid);
    }

    /**
     * The directory of a domain; nothing is made yet.
     *
     * @param hostDirectory where the setting moves the base to
     * @param domain        any text
     * @param uid           of this process
     */
    static DomainDirectory of(Optional<Path> hostDirectory, String domain, int uid)
    {
        Path base = hostDirectory.map(Path::toAbsolutePath).orElseGet(() -> defaultBase(uid));
        return new DomainDirectory(base, id(ProcessIdentity.hash(domain)), uid);
    }

    /** The directory of a domain that was found in a base. */
    static DomainDirectory found(Path base, String folderName, int uid)
    {
        return new DomainDirectory(base, folderName, uid);
    }

    Path base()
    {
        return base;
    }

    Path folder()
    {
        return folder;
    }

    int uid()
    {
        return uid;
    }

    /** A node's folder; the text has to be an id, so it leads nowhere else. */
    Path node(String id)
    {
        if (!isId(id))
        {
            throw new BusException("endpoint=" + id + " is none of the HOST rung: expected 16 hexadecimal digits");
        }
        return folder.resolve(id);
    }

    static String id(long id)
    {
        return HexFormat.of().toHexDigits(id);
    }

    static boolean isId(String text)
    {
        return ID.matcher(text).matches();
    }

    /** Makes base and domain where they are missing, and checks both. */
    void ensure(Steps steps)
    {
        try
        {
            for (int attempt = 1; !isMade(steps, attempt); attempt++)
            {
                // Again: of those who start at once, one may remove the empty folders that another has just made.
            }
        }
        catch (NoSuchFileException missing)
        {
            throw new BusException(base.getParent() + " is missing, or " + base + " was removed in this moment: set " +
                "BusConfig.hostDirectory to a folder in memory that lasts", missing);
        }
        catch (AccessDeniedException denied)
        {
            throw new BusException(folder + " cannot be made by uid=" + uid + ": set BusConfig.hostDirectory to a " +
                "place that this user may write", denied);
        }
        catch (IOException failure)
        {
            throw new BusException(folder + " cannot be made: " + failure.getMessage(), failure);
        }
    }

    private boolean isMade(Steps steps, int attempt) throws IOException
    {
        try
        {
            steps.before("make base");
            SafeFiles.ensureFolder(base, uid);
            steps.before("make domain");
            SafeFiles.ensureFolder(folder, uid);
            return true;
        }
        catch (NoSuchFileException removed)
        {
            if (attempt == ATTEMPTS || !Files.isDirectory(base.getParent()))
            {
                throw removed;
            }
            return false;
        }
    }

    /**
     * Are base and domain there?
     *
     * @throws BusException when they are, and are not this user's own
     */
    boolean isThere() throws IOException
    {
        try
        {
            SafeFiles.checkFolder(base, uid);
            SafeFiles.checkFolder(folder, uid);
            return true;
        }
        catch (NoSuchFileException missing)
        {
            return false;
        }
    }

    /**
     * Refuses a place that cannot carry traffic, before there is any.
     *
     * @param wantedBytes for the first lanes
     */
    void checkPlace(long wantedBytes)
    {
        Path parent = base.getParent();
        if (parent == null || !Files.isDirectory(parent))
        {
            throw new BusException(parent + " is missing: mount a tmpfs of at least wanted=" + wantedBytes +
                " bytes there, or set BusConfig.hostDirectory to a folder in memory");
        }
        try
        {
            examineWhatIsThere(parent, wantedBytes);
        }
        catch (IOException failure)
        {
            throw new BusException(base + " cannot be examined: " + failure.getMessage(), failure);
        }
    }

    /** The base may come and go meanwhile, when others are the first or the last to use it. */
    private void examineWhatIsThere(Path parent, long wantedBytes) throws IOException
    {
        try
        {
            examine(Files.getFileStore(base), wantedBytes);
        }
        catch (NoSuchFileException notYetOrNoMore)
        {
            examine(Files.getFileStore(parent), wantedBytes);
        }
    }

    private void examine(FileStore store, long wantedBytes) throws IOException
    {
        String type = store.type().toLowerCase(Locale.ROOT);
        if (NETWORK_FILE_SYSTEMS.contains(type) || type.startsWith("fuse"))
        {
            throw new BusException(base + " lies on a file system of type=" + type + ", whose locks do not " +
                "prove that a process died: set BusConfig.hostDirectory to a local folder in memory");
        }
        Path parent = base.getParent();
        if (parent.equals(SHARED_MEMORY) && !type.equals("tmpfs"))
        {
            throw new BusException(parent + " is of type=" + type + ", not a tmpfs: mount one there, or set " +
                "BusConfig.hostDirectory to a folder in memory");
        }
        long freeBytes = store.getUsableSpace();
        if (freeBytes < wantedBytes)
        {
            throw tooSmall(base, wantedBytes, freeBytes, null);
        }
    }

    /** What to say when a file found no room. */
    static BusException tooSmall(Path path, long wantedBytes, long freeBytes, Throwable cause)
    {
        return new BusException("no room in " + path + ": wanted=" + wantedBytes + " free=" + freeBytes +
            " bytes. Enlarge it (docker: --shm-size), lower BusConfig.maxMessageLength, or set " +
            "BusConfig.hostDirectory to a larger folder in memory", cause);
    }

    long freeBytes()
    {
        try
        {
            return Files.getFileStore(folder).getUsableSpace();
        }
        catch (IOException unknown)
        {
            return -1;
        }
    }

    /** Ids of the nodes that are there and complete, living or dead. */
    List<String> nodeIds() throws IOException
    {
        List<String> ids = new ArrayList<>();
        for (String each : SafeFiles.names(folder))
        {
            if (isId(each))
            {
                ids.add(each);
            }
        }
        return ids;
    }

    /** Removes domain and base where nobody is left in them. */
    void removeIfEmpty() throws IOException
    {
        if (SafeFiles.deleteIfEmpty(folder))
        {
            SafeFiles.deleteIfEmpty(base);
        }
    }
}
