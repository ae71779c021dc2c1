package org.gradientbus.cli;

import java.io.IOException;
import java.io.PrintWriter;

/**
 * Where a command prints.
 *
 * @param out    results
 * @param err    mistakes and progress
 * @param isLive is {@code err} a terminal, on which a line can be written over?
 */
public record Terminal(PrintWriter out, PrintWriter err, boolean isLive)
{
    /**
     * The streams of this process.
     *
     * @return the terminal
     */
    public static Terminal ofThisProcess()
    {
        return new Terminal(
            new PrintWriter(System.out, true), new PrintWriter(System.err, true), isErrorStreamATerminal());
    }

    /**
     * Java cannot say this of standard error: {@code System.console()} is about input and output together before JDK
     * 22, and about neither since. A child with the same standard error can.
     */
    private static boolean isErrorStreamATerminal()
    {
        if ("dumb".equals(System.getenv("TERM")))
        {
            return false;
        }
        try
        {
            return new ProcessBuilder("test", "-t", "2").inheritIO().start().waitFor() == 0;
        }
        catch (IOException noSuchCommand)
        {
            return false;
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
