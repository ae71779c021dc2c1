package org.gradientbus.process;

import java.util.List;
import java.util.Locale;

/**
 * A signal, by its number on Linux (x86 and ARM).
 *
 * @param number 1 to 64
 */
public record Signal(int number)
{
    /** The terminal is gone; many daemons read their configuration again. */
    public static final Signal HUP = new Signal(1);

    /** What Ctrl-C sends. */
    public static final Signal INT = new Signal(2);

    /** Ends at once, and cannot be caught. */
    public static final Signal KILL = new Signal(9);

    /** Asks to end in good order. */
    public static final Signal TERM = new Signal(15);

    /** Goes on after {@link #STOP}. */
    public static final Signal CONT = new Signal(18);

    /** Stands still until {@link #CONT}, and cannot be caught. */
    public static final Signal STOP = new Signal(19);

    static final int STATUS_OFFSET = 128;

    private static final int HIGHEST = 64;
    private static final String PREFIX = "SIG";

    /** By number, from 1. Source: signal(7). */
    private static final List<String> NAMES = List.of(
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE",
        "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
        "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException when there is no such signal
     */
    public Signal
    {
        if (!isValid(number))
        {
            throw new IllegalArgumentException("signal=" + number + " must be 1 to " + HIGHEST);
        }
    }

    /**
     * Reads a signal.
     *
     * @param text a name with or without {@code SIG}, in any case, or a number
     * @return the signal
     * @throws IllegalArgumentException when there is none of that name or number
     */
    public static Signal parse(String text)
    {
        if (text.matches("\\d{1,3}"))
        {
            return new Signal(Integer.parseInt(text));
        }
        String upper = text.toUpperCase(Locale.ROOT);
        int index = NAMES.indexOf(upper.startsWith(PREFIX) ? upper.substring(PREFIX.length()) : upper);
        if (index < 0)
        {
            throw new IllegalArgumentException(
                "no signal '" + text + "': expected a number from 1 to " + HIGHEST + " or one of " + NAMES);
        }
        return new Signal(index + 1);
    }

    /**
     * The name in capitals.
     *
     * @return such as {@code SIGKILL}; {@code signal 34} for one of the real-time signals, which have no name
     */
    @Override
    public String toString()
    {
        return number <= NAMES.size() ? PREFIX + NAMES.get(number - 1) : "signal " + number;
    }

    static boolean isValid(int number)
    {
        return number >= 1 && number <= HIGHEST;
    }
}
