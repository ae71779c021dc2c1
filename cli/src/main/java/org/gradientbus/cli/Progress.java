package org.gradientbus.cli;

/**
 * Tells on standard error what is being done: a line written over and over on a terminal, a line each elsewhere.
 */
public final class Progress
{
    private static final String ERASE_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final int steps;
    private int step;

    /**
     * At the beginning.
     *
     * @param terminal to tell it on
     * @param steps    how many there will be
     */
    public Progress(Terminal terminal, int steps)
    {
        this.terminal = terminal;
        this.steps = steps;
    }

    /**
     * Begins the next step.
     *
     * @param what is done in it; short, as the line must not wrap
     */
    public void begin(String what)
    {
        step++;
        String line = "[" + step + "/" + steps + "] " + what;
        if (terminal.isLive())
        {
            terminal.err().print(ERASE_LINE + line + " ...");
            terminal.err().flush();
        }
        else
        {
            terminal.err().println(line);
        }
    }

    /** Takes the line away, so that results can be printed where it was. */
    public void clear()
    {
        if (terminal.isLive())
        {
            terminal.err().print(ERASE_LINE);
            terminal.err().flush();
        }
    }
}
