package org.gradientbus.ipc;

import org.gradientbus.BusException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder of an own node: made under a name with a dot, its lock first, and renamed when it is complete; renamed
 * away again before anything in it is removed. So others see it whole or not at all, wherever this process dies.
 */
final class NodeFolder
{
    static final String SOCKET = "wake";

    private static final int ATTEMPTS = 100;
    private static final int BACKLOG = 1024;
    private static final int LONGEST_SOCKET_PATH = 107;

    private final DomainDirectory directory;
    private final Path path;
    private final NodeLock lock;
    private final NodeFile file;
    private final ServerSocketChannel acceptor;
    private final Object fileKey;
    private final Object lockKey;

    private NodeFolder(DomainDirectory directory, Path path, Parts parts, ProcessIdentity self) throws IOException
    {
        this.directory = directory;
        this.path = path;
        lock = parts.lock;
        file = parts.file;
        acceptor = parts.acceptor;
        fileKey = NodeFile.key(path);
        lockKey = SafeFiles.key(path.resolve(NodeLock.PREFIX + self.hex()));
    }

    /** What is open while the folder is made. */
    private static final class Parts
    {
        private NodeLock lock;
        private NodeFile file;
        private ServerSocketChannel acceptor;

        void close()
        {
            closeQuietly(acceptor);
            closeQuietly(lock);
        }
    }

    /**
     * Makes the folder of a node and everything that a node has from the start.
     *
     * @throws BusException that says what is wanting: room, permission, a shorter path
     */
    static NodeFolder create(
        DomainDirectory directory, NodeFile.Card card, ProcessIdentity self, int counters, Steps steps)
    {
        Path path = directory.node(DomainDirectory.id(card.nodeId()));
        IOException lastFailure = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++)
        {
            Path temporary = directory.folder().resolve(DomainDirectory.NEW_PREFIX +
                DomainDirectory.id(card.nodeId()) + "-" + self.hex() + "-" + attempt);
            requireShort(temporary.resolve(SOCKET));
            directory.ensure(steps);
            try
            {
                return createOnce(directory, path, temporary, new Making(card, self, counters, steps));
            }
            catch (FileAlreadyExistsException | DirectoryNotEmptyException taken)
            {
                throw new BusException(path + " is there already: is nodeId=" + DomainDirectory.id(card.nodeId()) +
                    " used twice?", taken);
            }
            catch (SweptException swept)
            {
                lastFailure = swept;
            }
            catch (IOException failure)
            {
                lastFailure = failure;
                break;
            }
        }
        long freeBytes = directory.freeBytes();
        if (freeBytes >= 0 && freeBytes < NodeFile.LENGTH)
        {
            throw DomainDirectory.tooSmall(path, NodeFile.LENGTH, freeBytes, lastFailure);
        }
        throw new BusException("node folder " + path + " cannot be made: " + lastFailure, lastFailure);
    }

    private record Making(NodeFile.Card card, ProcessIdentity self, int counters, Steps steps)
    {
    }

    private static NodeFolder createOnce(DomainDirectory directory, Path path, Path temporary, Making making)
        throws IOException
    {
        Parts parts = new Parts();
        Steps steps = making.steps;
        try
        {
            steps.before("make node");
            SafeFiles.createFolder(temporary);
            parts.lock = NodeLock.create(temporary, making.self, steps);
            steps.before("make node file");
            parts.file = NodeFile.create(temporary, making.card, making.counters);
            steps.before("bind socket");
            parts.acceptor = bind(temporary.resolve(SOCKET));
            steps.opened(parts.acceptor);
            steps.before("publish node");
            Files.move(temporary, path);
            steps.before("use node");
            return new NodeFolder(directory, path, parts, making.self);
        }
        catch (IOException | RuntimeException failure)
        {
            boolean isSwept = SafeFiles.key(temporary) == null && SafeFiles.key(path) == null;
            parts.close();
            NodeFolder.delete(temporary, Steps.NONE);
            if (isSwept)
            {
                throw new SweptException(temporary, failure);
            }
            throw failure;
        }
    }

    /** A sweeper took the folder for a dead one's, or the last node of the domain cleared up behind it. */
    static final class SweptException extends IOException
    {
        private static final long serialVersionUID = 1L;

        SweptException(Path path, Throwable cause)
        {
            super(path + " was swept while it was made", cause);
        }
    }

    private static void requireShort(Path socket)
    {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_SOCKET_PATH)
        {
            throw new BusException("the path of a socket, " + socket + ", is too long for Linux: length=" + length +
                " exceeds " + LONGEST_SOCKET_PATH + ". Set BusConfig.hostDirectory to a shorter one");
        }
    }

    private static ServerSocketChannel bind(Path socket) throws IOException
    {
        ServerSocketChannel acceptor = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try
        {
            acceptor.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            acceptor.configureBlocking(false);
            return acceptor;
        }
        catch (IOException | RuntimeException failure)
        {
            acceptor.close();
            throw failure;
        }
    }

    Path path()
    {
        return path;
    }

    NodeFile file()
    {
        return file;
    }

    /** Not blocking; for the one selector that takes connections. */
    ServerSocketChannel acceptor()
    {
        return acceptor;
    }

    /** Is what others look for still there, and still ours? Nobody should remove it, but tools and people do. */
    boolean isIntact(ProcessIdentity self) throws IOException
    {
        return fileKey.equals(NodeFile.key(path)) &&
            lockKey != null && lockKey.equals(SafeFiles.key(path.resolve(NodeLock.PREFIX + self.hex()))) &&
            SafeFiles.key(path.resolve(SOCKET)) != null;
    }

    /** Leaves for good: first out of sight, then removed, the lock dropped last. */
    void remove(Steps steps) throws IOException
    {
        try
        {
            steps.before("quarantine");
            quarantine(directory, path, steps);
            directory.removeIfEmpty();
        }
        finally
        {
            release();
        }
    }

    /** Lets go of what is open, and leaves what is on disk to others. */
    void release()
    {
        closeQuietly(acceptor);
        closeQuietly(lock);
    }

    /**
     * Takes a node's folder out of sight in one step that only one process can take, then removes it.
     *
     * @return false when another has taken that step before
     */
    static boolean quarantine(DomainDirectory directory, Path node, Steps steps) throws IOException
    {
        Path quarantine = directory.folder().resolve(
            DomainDirectory.DEAD_PREFIX + node.getFileName().toString().replaceFirst("^\\.new-", "") + "-" +
            Long.toHexString(System.nanoTime()));
        try
        {
            Files.move(node, quarantine);
        }
        catch (NoSuchFileException taken)
        {
            return false;
        }
        delete(quarantine, steps);
        return true;
    }

    /** Removes a folder that nobody uses any more; others may be doing the same. */
    static void delete(Path folder, Steps steps) throws IOException
    {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++)
        {
            for (String each : SafeFiles.names(folder))
            {
                steps.before("delete " + (each.startsWith(NodeLock.PREFIX) ? "lock" : each));
                Files.deleteIfExists(folder.resolve(each));
            }
            steps.before("delete folder");
            if (SafeFiles.deleteIfEmpty(folder) || SafeFiles.key(folder) == null)
            {
                return;
            }
        }
        throw new IOException(folder + " does not become empty");
    }

    private static void closeQuietly(AutoCloseable closeable)
    {
        try
        {
            if (closeable != null)
            {
                closeable.close();
            }
        }
        catch (Exception ignore)
        {
            // Nothing is left to be done with it.
        }
    }
}
