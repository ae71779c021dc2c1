package org.gradientbus.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * A terminal that keeps what is printed to it.
 */
public final class Captured
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Terminal terminal;

    private Captured(boolean isLive)
    {
        terminal = new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), isLive);
    }

    public static Captured piped()
    {
        return new Captured(false);
    }

    public static Captured live()
    {
        return new Captured(true);
    }

    public Terminal terminal()
    {
        return terminal;
    }

    /** Runs a command line that knows these commands alone. */
    public int run(List<?> commands, String... arguments)
    {
        return Gradient.commandLine(terminal, commands).execute(arguments);
    }

    public String out()
    {
        return out.toString();
    }

    public String err()
    {
        return err.toString();
    }
}
