package org.gradientbus.jmh.rig;

import org.gradientbus.IdleProfile;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How a thread of the rig waits, by the idle profile: never letting the core go; offering it to others after some
 * microseconds; or sleeping, a millisecond at most. One for each thread.
 */
final class Waiting
{
    /** For whom nothing is due. */
    static final long NOTHING_DUE = Long.MAX_VALUE;

    private static final int SPINS = 100;
    private static final int QUIET_SPINS = 10;
    private static final int QUIET_YIELDS = 5;
    private static final long SHORTEST_SLEEP_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long LONGEST_SLEEP_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A sleep may take so much longer than was asked for: who has to be in time is awake by then. */
    private static final long OVERSLEPT_NS = TimeUnit.MICROSECONDS.toNanos(150);

    private final IdleProfile profile;
    private int rounds;
    private long sleepNs = SHORTEST_SLEEP_NS;

    Waiting(IdleProfile profile)
    {
        this.profile = profile;
    }

    /** Nothing was there; something is to be done after so many nanoseconds, whatever comes. */
    void idle(long leftNs)
    {
        rounds++;
        switch (profile)
        {
            case SPIN -> Thread.onSpinWait();
            case BALANCED -> spinThenYield(SPINS);
            case QUIET -> spinThenSleep(leftNs);
        }
    }

    /** The wait is over. */
    void reset()
    {
        rounds = 0;
        sleepNs = SHORTEST_SLEEP_NS;
    }

    private void spinThenYield(int spins)
    {
        if (rounds <= spins)
        {
            Thread.onSpinWait();
        }
        else
        {
            Thread.yield();
        }
    }

    private void spinThenSleep(long leftNs)
    {
        if (rounds <= QUIET_SPINS + QUIET_YIELDS || leftNs <= OVERSLEPT_NS)
        {
            spinThenYield(QUIET_SPINS);
        }
        else
        {
            LockSupport.parkNanos(Math.min(sleepNs, leftNs - OVERSLEPT_NS));
            sleepNs = Math.min(2 * sleepNs, LONGEST_SLEEP_NS);
        }
    }
}
