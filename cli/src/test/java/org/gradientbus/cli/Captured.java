package org.gradientbus.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

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

    public String out()
    {
        return out.toString();
    }

    public String err()
    {
        return err.toString();
    }
}
