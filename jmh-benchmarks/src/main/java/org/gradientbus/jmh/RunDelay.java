package org.gradientbus.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long the calling thread waited for a core that others had, since this was made; as Linux knows it. Nothing where
 * nobody knows.
 */
public final class RunDelay
{
    private static final Path STATISTICS = Path.of("/proc/thread-self/schedstat");

    private final long atStartNs = totalNs();

    /** Until now. */
    public long ns()
    {
        return totalNs() - atStartNs;
    }

    private static long totalNs()
    {
        try
        {
            return Files.exists(STATISTICS) ? Long.parseLong(Files.readString(STATISTICS).split("\\s+")[1]) : 0;
        }
        catch (final IOException cause)
        {
            throw new UncheckedIOException(cause);
        }
    }
}
