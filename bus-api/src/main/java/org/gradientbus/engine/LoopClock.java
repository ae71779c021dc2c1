package org.gradientbus.engine;

import org.agrona.concurrent.NanoClock;

/**
 * The time as a loop knows it. Reading a clock costs as much as the rest of a small message, so a reading holds until
 * something has happened that takes time: a handler has run, the thread has yielded or slept, a caller has polled anew.
 *
 * <p>A loop that spins looks again every so many empty cycles, which is well within a microsecond; that is no more than
 * a thread may lose at any moment between a look at the clock and what it does next. It does so only as long as anybody
 * has asked for the time of late. On the loop's thread alone.
 */
final class LoopClock extends Padded
{
    private static final int CYCLES_A_READING_HOLDS = 16;

    /** So many readings on spec before one that nobody asked for stops them. */
    private static final int READINGS_ON_SPEC = 64;

    private static final int BUSY_CYCLES_BETWEEN_TIMERS = 4;

    private final NanoClock clock;
    private long nowNs;
    private boolean isKnown;
    private int emptyCycles;
    private int readingsLeft;
    private int busyCycles;

    long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15;

    LoopClock(NanoClock clock)
    {
        this.clock = clock;
    }

    long nanoTime()
    {
        readingsLeft = READINGS_ON_SPEC;
        if (!isKnown)
        {
            read();
        }
        return nowNs;
    }

    /** Something has happened that takes time. */
    void passed()
    {
        isKnown = false;
    }

    /** A cycle found something to do. Returns whether it is time to look at the timers nevertheless. */
    boolean busyCycle()
    {
        isKnown = false;
        busyCycles++;
        if (busyCycles < BUSY_CYCLES_BETWEEN_TIMERS)
        {
            return false;
        }
        busyCycles = 0;
        return true;
    }

    /** A cycle found nothing to do, and the next follows at once: the moment to read the clock, if ever. */
    void emptyCycle()
    {
        emptyCycles++;
        if (!isKnown || emptyCycles >= CYCLES_A_READING_HOLDS)
        {
            isKnown = false;
            emptyCycles = 0;
            if (readingsLeft > 0)
            {
                readingsLeft--;
                read();
            }
        }
    }

    private void read()
    {
        nowNs = clock.nanoTime();
        isKnown = true;
        emptyCycles = 0;
    }
}
