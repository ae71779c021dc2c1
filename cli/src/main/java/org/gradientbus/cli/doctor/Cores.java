package org.gradientbus.cli.doctor;

/**
 * Cores, against loops that never let go of one.
 *
 * @param count that this JVM may use
 */
record Cores(int count)
{
    private static final String SUBJECT = "cores";

    /** Two ends that spin, the thread that sends, and the rest of the machine. */
    private static final int ENOUGH_TO_SPIN = 4;

    Finding look()
    {
        return count >= ENOUGH_TO_SPIN ?
            Finding.right(SUBJECT, count + ": up to " + (count - 2) + " loops may spin") :
            Finding.warning(SUBJECT, count + ": a loop that spins takes from the threads it waits for, and " +
                "microseconds become milliseconds", "use IdleProfile.QUIET or BALANCED here, not SPIN");
    }
}
