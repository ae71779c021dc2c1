package org.gradientbus.ipc;

import org.gradientbus.BusException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files that no other user can read, replace, or have made before us. Only the folders are checked against other users:
 * inside a folder that is ours and closed to everybody else there is nobody else.
 */
final class SafeFiles
{
    static final FileAttribute<Set<PosixFilePermission>> FOR_OWNER =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final FileAttribute<Set<PosixFilePermission>> FOLDER_FOR_OWNER =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ_WRITE =
        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
        StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);

    private static final int TYPE_BITS = 0xF000;
    private static final int TYPE_FOLDER = 0x4000;
    private static final int TYPE_FILE = 0x8000;
    private static final int TYPE_LINK = 0xA000;
    private static final int OTHERS = 0077;
    private static final int ZEROES = 64 * 1024;

    private SafeFiles()
    {
    }

    /** Makes a folder unless it is there, and checks it in either case. */
    static void ensureFolder(Path folder, int uid) throws IOException
    {
        try
        {
            Files.createDirectory(folder, FOLDER_FOR_OWNER);
        }
        catch (FileAlreadyExistsException ignore)
        {
            // The check decides whether what is there will do.
        }
        checkFolder(folder, uid);
    }

    static void createFolder(Path folder) throws IOException
    {
        Files.createDirectory(folder, FOLDER_FOR_OWNER);
    }

    /**
     * Is it a folder, not a link to one, ours, and closed to others?
     *
     * @throws BusException        when not; there is no falling back to another place
     * @throws NoSuchFileException when it is not there
     */
    static void checkFolder(Path folder, int uid) throws IOException
    {
        check(folder, uid, TYPE_FOLDER, "a folder");
    }

    /** Is it a plain file with one name, ours, and closed to others? */
    static void checkFile(Path file, int uid) throws IOException
    {
        Map<String, Object> found = check(file, uid, TYPE_FILE, "a plain file");
        if ((int)found.get("nlink") != 1)
        {
            throw refusal(file, "has " + found.get("nlink") + " names (hard links), 1 is right");
        }
    }

    private static Map<String, Object> check(Path path, int uid, int type, String typeName) throws IOException
    {
        Map<String, Object> found =
            Files.readAttributes(path, "unix:mode,uid,nlink", LinkOption.NOFOLLOW_LINKS);
        int mode = (int)found.get("mode");
        int owner = (int)found.get("uid");
        if ((mode & TYPE_BITS) == TYPE_LINK)
        {
            throw refusal(path, "is a symbolic link, " + typeName + " is right");
        }
        if ((mode & TYPE_BITS) != type)
        {
            throw refusal(path, "is not " + typeName);
        }
        if (owner != uid)
        {
            throw refusal(path, "belongs to uid=" + owner + ", not to uid=" + uid);
        }
        if ((mode & OTHERS) != 0)
        {
            throw refusal(path, "is open to others: mode=0" + Integer.toOctalString(mode & 0777));
        }
        return found;
    }

    private static BusException refusal(Path path, String what)
    {
        return new BusException(path + " " + what + ". Somebody else made or changed it: remove it, or set " +
            "BusConfig.hostDirectory to a place of your own");
    }

    /**
     * Makes a file of zeroes. They are written, not left out: a file system that is full says so here, and does not
     * kill the process later.
     */
    static FileChannel createFile(Path file, long length) throws IOException
    {
        FileChannel channel = FileChannel.open(file, CREATE, FOR_OWNER);
        try
        {
            ByteBuffer zeroes = ByteBuffer.allocate((int)Math.min(length, ZEROES));
            while (channel.position() < length)
            {
                zeroes.clear().limit((int)Math.min(zeroes.capacity(), length - channel.position()));
                channel.write(zeroes);
            }
            return channel;
        }
        catch (IOException failure)
        {
            channel.close();
            Files.deleteIfExists(file);
            throw failure;
        }
    }

    static FileChannel open(Path file, int uid) throws IOException
    {
        checkFile(file, uid);
        return FileChannel.open(file, READ_WRITE);
    }

    static FileChannel openToRead(Path file) throws IOException
    {
        return FileChannel.open(file, READ);
    }

    /** The names in a folder; empty when it is gone. */
    static List<String> names(Path folder) throws IOException
    {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder))
        {
            entries.forEach((each) -> names.add(each.getFileName().toString()));
        }
        catch (NoSuchFileException ignore)
        {
            return List.of();
        }
        catch (DirectoryIteratorException failure)
        {
            throw failure.getCause();
        }
        return names;
    }

    /** What tells a file from another that later takes its name: device and inode; null when nothing is there. */
    static Object key(Path path) throws IOException
    {
        try
        {
            Map<String, Object> found = Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
            return found.get("dev") + ":" + found.get("ino");
        }
        catch (NoSuchFileException gone)
        {
            return null;
        }
    }

    /** Removes a folder when nothing is in it; others may come or go at the same time. */
    static boolean deleteIfEmpty(Path folder) throws IOException
    {
        try
        {
            return Files.deleteIfExists(folder);
        }
        catch (DirectoryNotEmptyException inUse)
        {
            return false;
        }
    }
}
