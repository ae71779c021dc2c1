package org.gradientbus.cli.doctor;

/**
 * What was found out about one thing.
 *
 * @param subject the thing
 * @param verdict on it
 * @param found   what it is like
 * @param remedy  what to do about it; empty when it is right
 */
record Finding(String subject, Verdict verdict, String found, String remedy)
{
    /** From good to bad. */
    enum Verdict
    {
        /** As it should be. */
        RIGHT,

        /** A bus runs, though not as well as it could. */
        WARNING,

        /** A bus does not run, or loses something. */
        WRONG
    }

    static Finding right(String subject, String found)
    {
        return new Finding(subject, Verdict.RIGHT, found, "");
    }

    static Finding warning(String subject, String found, String remedy)
    {
        return new Finding(subject, Verdict.WARNING, found, remedy);
    }

    static Finding wrong(String subject, String found, String remedy)
    {
        return new Finding(subject, Verdict.WRONG, found, remedy);
    }
}
