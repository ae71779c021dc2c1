package org.gradientbus.jmh;

/**
 * How everybody waits here: some microseconds on the core, then offering it to others, who may be the one waited for.
 * One object for each waiting thread.
 */
final class SpinThenYield
{
    private static final int SPINS = 100;

    private int spins;

    void idle()
    {
        if (spins < SPINS)
        {
            spins++;
            Thread.onSpinWait();
        }
        else
        {
            Thread.yield();
        }
    }

    void idle(int workCount)
    {
        if (workCount > 0)
        {
            reset();
        }
        else
        {
            idle();
        }
    }

    /** The wait is over. Returns whether it was short: never was the core offered to others. */
    boolean reset()
    {
        final boolean wasShort = spins < SPINS;
        spins = 0;
        return wasShort;
    }
}
