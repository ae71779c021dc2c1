package org.gradientbus.cli;

/**
 * What the command's exit status says, the same for every command.
 */
public final class ExitStatus
{
    /** Everything was right. */
    public static final int RIGHT = 0;

    /** Something was wrong, and the output says what. */
    public static final int WRONG = 1;

    /** The command line was not understood: one line on standard error says why. */
    public static final int USAGE = 2;

    private ExitStatus()
    {
    }
}
