package org.gradientbus.process;

import java.util.Objects;

/**
 * How a child ended.
 */
public sealed interface Exit
{
    /**
     * Did it end by itself with status 0?
     *
     * @return true for {@code Exited(0)} only
     */
    default boolean isSuccess()
    {
        return this instanceof Exited exited && exited.status() == 0;
    }

    /**
     * It ended by itself.
     *
     * @param status that it gave, 0 to 255. 126 and 127 are also what is seen when the operating system refused the
     *               program only after it had been found: not a program for this machine, say
     */
    record Exited(int status) implements Exit
    {
        @Override
        public String toString()
        {
            return "exited with status " + status;
        }
    }

    /**
     * A signal ended it.
     *
     * <p>Java gives 128 + n as the status of a process that signal n killed, as shells do, and so does a JVM that ends
     * itself in good order because of signal n. So a program that gives such a status of its own accord counts as
     * killed: nothing tells it apart.
     *
     * @param signal that did
     */
    record Killed(Signal signal) implements Exit
    {
        /**
         * Checks that there is a signal.
         */
        public Killed
        {
            Objects.requireNonNull(signal, "signal");
        }

        @Override
        public String toString()
        {
            return "killed by " + signal;
        }
    }

    /**
     * It never ran.
     *
     * @param reason names what was missing or refused
     */
    record CouldNotStart(String reason) implements Exit
    {
        /**
         * Checks that there is a reason.
         */
        public CouldNotStart
        {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String toString()
        {
            return "could not start: " + reason;
        }
    }

    /**
     * Reads a status as {@link Process#waitFor()} gives it.
     *
     * @param status 0 to 255
     * @return what it says
     */
    static Exit ofStatus(int status)
    {
        int number = status - Signal.STATUS_OFFSET;
        return Signal.isValid(number) ? new Killed(new Signal(number)) : new Exited(status);
    }
}
