package org.gradientbus.udp;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** How much memory this JVM's objects and a folder's files take that are in use. */
final class MemoryUse
{
    private static final int COLLECTIONS = 3;

    private MemoryUse()
    {
    }

    /** In bytes, after a collection of garbage. Of files counts what was written to, not how long they are. */
    static long now(Path folder)
    {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++)
        {
            System.gc();
            least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least + ofFiles(folder);
    }

    static long ofFiles(Path folder)
    {
        try
        {
            Process du = new ProcessBuilder("du", "-s", "-B1", folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String line = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Long.parseLong(line.substring(0, line.indexOf('\t')));
        }
        catch (IOException failed)
        {
            throw new AssertionError(failed);
        }
    }
}
