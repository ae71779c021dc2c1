package org.gradientbus.ipc;

import org.gradientbus.BusException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * Which process this is, so surely that none is ever mistaken for another: the boot of the host, the pid namespace, the
 * pid in it, and the tick at which the process started. A pid alone is reused, and is 1 in every container.
 *
 * <p>The name of a lock file carries {@link #hash()}, because a process must never open a lock file of its own a second
 * time: to close any descriptor of it drops the lock. So whose it is must be known before it is opened.
 *
 * @param pid  of this process, for people
 * @param uid  the effective user id
 * @param hash of everything that tells processes of a host apart
 */
record ProcessIdentity(long pid, int uid, long hash)
{
    private static final int START_TICKS_AFTER_NAME = 19;

    /** Reads who we are; two calls in one process give the same. */
    static ProcessIdentity current()
    {
        try
        {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            // The second field is the command in parentheses, and may hold any text.
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ");
            String text = String.join("/",
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim(),
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString(),
                stat.substring(0, stat.indexOf(' ')),
                afterName[START_TICKS_AFTER_NAME]);
            return new ProcessIdentity(ProcessHandle.current().pid(), effectiveUid(), hash(text));
        }
        catch (IOException | IndexOutOfBoundsException | NumberFormatException cause)
        {
            throw new BusException("the HOST rung must know its own process, and /proc does not tell: is it Linux, " +
                "and is /proc mounted?", cause);
        }
    }

    /** As in file names. */
    String hex()
    {
        return HexFormat.of().toHexDigits(hash);
    }

    /**
     * FNV-1a, then mixed by the finalizer of MurmurHash3, of the text's UTF-8. No digest of the platform: loading its
     * providers takes longer than all the rest of opening a node. Nobody gains by a collision: what hashes stand for is
     * in the node's file, and is compared.
     */
    static long hash(String text)
    {
        long hash = 0xCBF29CE484222325L;
        for (byte each : text.getBytes(StandardCharsets.UTF_8))
        {
            hash = (hash ^ each & 0xFF) * 0x100000001B3L;
        }
        hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
        return hash ^ hash >>> 33;
    }

    private static int effectiveUid() throws IOException
    {
        List<String> status = Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1);
        for (String each : status)
        {
            if (each.startsWith("Uid:"))
            {
                return Integer.parseInt(each.trim().split("\\s+")[2]);
            }
        }
        throw new IOException("no line Uid in /proc/self/status");
    }
}
