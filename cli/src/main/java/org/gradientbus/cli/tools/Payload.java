package org.gradientbus.cli.tools;

import org.gradientbus.cli.CommandException;
import org.gradientbus.cli.ExitStatus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A message as it is given on the command line.
 */
final class Payload
{
    static final String DESCRIPTION = "The message: a text, or @ and the name of a file that holds it (@- is " +
        "standard input). A text that begins with @ is written with two of them.";

    private Payload()
    {
    }

    /** Reads it. */
    static byte[] read(String argument)
    {
        if (!argument.startsWith("@"))
        {
            return argument.getBytes(StandardCharsets.UTF_8);
        }
        String rest = argument.substring(1);
        if (rest.startsWith("@"))
        {
            return rest.getBytes(StandardCharsets.UTF_8);
        }
        try
        {
            return rest.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(rest));
        }
        catch (NoSuchFileException missing)
        {
            throw new CommandException(ExitStatus.USAGE, "no such file: " + rest);
        }
        catch (IOException failure)
        {
            throw new CommandException(ExitStatus.USAGE, rest + " cannot be read: " + failure.getMessage());
        }
    }
}
