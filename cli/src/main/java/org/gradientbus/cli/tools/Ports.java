package org.gradientbus.cli.tools;

import org.gradientbus.cli.CommandException;
import org.gradientbus.cli.ExitStatus;

import java.util.function.Supplier;

/**
 * Opens ports and mailboxes at the address that the user gave.
 */
final class Ports
{
    private Ports()
    {
    }

    /** An address that is well-formed may still be of the wrong kind, such as a pattern to send to. */
    static <T> T open(Supplier<T> opening)
    {
        try
        {
            return opening.get();
        }
        catch (IllegalArgumentException wrongKind)
        {
            throw new CommandException(ExitStatus.USAGE, wrongKind.getMessage());
        }
    }
}
