package org.gradientbus.jmh.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * By which the far end tells the near one the port that the system gave it: a file in the directory of both.
 */
final class Meeting
{
    private Meeting()
    {
    }

    static void tell(Path directory, int port)
    {
        try
        {
            final Path whole = Files.writeString(directory.resolve("port.new"), Integer.toString(port));
            Files.move(whole, directory.resolve("port"), StandardCopyOption.ATOMIC_MOVE);
        }
        catch (final IOException failed)
        {
            throw new UncheckedIOException(failed);
        }
    }

    static int port(Path directory)
    {
        try
        {
            return Integer.parseInt(Files.readString(directory.resolve("port")));
        }
        catch (final IOException failed)
        {
            throw new UncheckedIOException(failed);
        }
    }
}
