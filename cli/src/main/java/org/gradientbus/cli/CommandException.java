package org.gradientbus.cli;

/**
 * A command cannot do what it was asked to, and says why in one line: no stack trace is printed for it.
 */
public final class CommandException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    /**
     * With the status that the process then ends with.
     *
     * @param exitStatus of {@link ExitStatus}
     * @param message    one line that says what failed, and what to do if there is something
     */
    public CommandException(int exitStatus, String message)
    {
        super(message);
        this.exitStatus = exitStatus;
    }

    /**
     * The status that the process ends with.
     *
     * @return one of {@link ExitStatus}
     */
    public int exitStatus()
    {
        return exitStatus;
    }
}
