package org.gradientbus.cli;

/**
 * The {@code gradient} command.
 */
public final class Main
{
    private Main()
    {
    }

    public static void main(String[] args)
    {
        System.exit(Gradient.commandLine(Terminal.ofThisProcess()).execute(args));
    }
}
