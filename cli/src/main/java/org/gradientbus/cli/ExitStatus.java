package org.gradientbus.cli;

import java.util.LinkedHashMap;
import java.util.Map;

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

    /** Nobody is bound to the address, or nobody is in the domain. */
    public static final int NOBODY = 3;

    /** No room or no answer in the time that was given. */
    public static final int TOO_LATE = 4;

    /** The request was accepted, and whoever had it failed. */
    public static final int FAILED_THERE = 5;

    private ExitStatus()
    {
    }

    /** For {@code --help}: what each says. */
    static Map<String, String> byNumber()
    {
        Map<String, String> meanings = new LinkedHashMap<>();
        meanings.put(Integer.toString(RIGHT), "everything was right");
        meanings.put(Integer.toString(WRONG), "something was wrong; the output says what");
        meanings.put(Integer.toString(USAGE), "the command line was not understood");
        meanings.put(Integer.toString(NOBODY), "nobody is bound to the address, or in the domain");
        meanings.put(Integer.toString(TOO_LATE), "no room or no answer in the time that was given");
        meanings.put(Integer.toString(FAILED_THERE), "whoever had the request failed or went away");
        return meanings;
    }
}
