package org.gradientbus.cli.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/**
 * The place where processes of one host meet.
 *
 * @param folder of the host's shared memory
 * @param base   below it, of this user
 * @param user   whose base has to be
 */
record SharedMemory(Path folder, Path base, String user)
{
    private static final String SIZE = "shared memory";
    private static final String PERMISSIONS = "base directory";
    private static final String PRIVATE = "rwx------";
    private static final long MEBIBYTE = 1 << 20;

    /** A handful of processes that each send to the loops of the others, at the default message length. */
    private static final long COMFORTABLE_BYTES = 128 * MEBIBYTE;

    /** Two processes with a lane each way, at the default message length. */
    private static final long LEAST_BYTES = 8 * MEBIBYTE;

    Finding size()
    {
        if (!Files.isDirectory(folder))
        {
            return Finding.wrong(SIZE, folder + " is missing: processes of this host cannot meet there",
                "mount a tmpfs on it, or set BusConfig.hostDirectory to a folder in memory");
        }
        try
        {
            FileStore store = Files.getFileStore(folder);
            return size(store.type(), store.getTotalSpace(), store.getUsableSpace());
        }
        catch (IOException failure)
        {
            return Finding.wrong(SIZE, folder + " cannot be looked at: " + failure.getMessage(),
                "see to it that this user may read it");
        }
    }

    Finding size(String type, long totalBytes, long freeBytes)
    {
        String found = String.format(Locale.ROOT, "%s (%s): %,d of %,d MiB free",
            folder, type, freeBytes / MEBIBYTE, totalBytes / MEBIBYTE);
        String enlarge = "enlarge it: 'mount -o remount,size=1G " + folder + "', or --shm-size=1g for a container";
        if (freeBytes < LEAST_BYTES)
        {
            return Finding.wrong(SIZE, found, enlarge);
        }
        if (!type.equals("tmpfs"))
        {
            return Finding.warning(SIZE, found + "; not in memory, so messages may wait for a disk",
                "mount a tmpfs on it");
        }
        return freeBytes < COMFORTABLE_BYTES ? Finding.warning(SIZE, found, enlarge) : Finding.right(SIZE, found);
    }

    Finding permissions()
    {
        try
        {
            if (!Files.exists(base, LinkOption.NOFOLLOW_LINKS))
            {
                return Files.isWritable(base.getParent()) ?
                    Finding.right(PERMISSIONS, base + " does not exist; the first bus makes it") :
                    Finding.wrong(PERMISSIONS, base + " does not exist, and " + user + " may not make it",
                        "make it with owner " + user + " and mode 0700, or set BusConfig.hostDirectory");
            }
            PosixFileAttributes is =
                Files.readAttributes(base, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return permissions(is.isDirectory(), is.owner().getName(), PosixFilePermissions.toString(is.permissions()));
        }
        catch (IOException failure)
        {
            return Finding.wrong(PERMISSIONS, base + " cannot be looked at: " + failure.getMessage(),
                "see to it that " + user + " owns it, with mode 0700");
        }
    }

    private Finding permissions(boolean isDirectory, String owner, String mode)
    {
        if (!isDirectory)
        {
            return Finding.wrong(PERMISSIONS, base + " is no directory: somebody else may have put it there",
                "find out who did, and remove it");
        }
        if (!owner.equals(user))
        {
            return Finding.wrong(PERMISSIONS, base + " belongs to " + owner + ", not to " + user,
                "find out why, and remove it");
        }
        if (!mode.equals(PRIVATE))
        {
            return Finding.wrong(PERMISSIONS, base + " has mode " + mode + ": others might read or forge messages",
                "chmod 0700 " + base);
        }
        return Finding.right(PERMISSIONS, base + ", " + owner + " alone");
    }
}
