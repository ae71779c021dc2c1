package org.gradientbus.cli.tour;

import java.time.Duration;

/**
 * How a measuring thread waits: it spins as long as an answer takes that is under way, then yields to whoever has to
 * give it, and in the end gives up.
 */
final class Patience
{
    private static final int SPINS = 50;

    private final long limitNs;
    private int pauses;
    private long sinceNs;

    Patience(Duration limit)
    {
        limitNs = limit.toNanos();
    }

    /** Waits a little. Returns false when it has been too long since {@link #renew()}. */
    boolean pause()
    {
        pauses++;
        if (pauses < SPINS)
        {
            Thread.onSpinWait();
            return true;
        }
        if (pauses == SPINS)
        {
            sinceNs = System.nanoTime();
        }
        Thread.yield();
        return System.nanoTime() - sinceNs < limitNs;
    }

    /** What was waited for has come. */
    void renew()
    {
        if (pauses != 0)
        {
            pauses = 0;
        }
    }
}
