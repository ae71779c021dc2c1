package org.gradientbus.engine;

import org.gradientbus.IdleProfile;

import java.util.concurrent.TimeUnit;

/**
 * What a loop's thread does between duty cycles, by its {@link IdleProfile}.
 */
final class Idler
{
    /** Some ten microseconds: longer than a reply takes that is under way, shorter than anybody's patience. */
    private static final int QUIET_SPINS = 200;
    private static final int BALANCED_SPINS = 50;

    /** A sleep that ended so soon took longer to end than it lasted: it was not worth it. */
    private static final long SHORT_SLEEP_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long BALANCED_YIELD_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final IdleProfile profile;
    private final RealLoop loop;
    private int idleCycles;
    private long idleSinceNs;
    private boolean wasSleepShort;

    Idler(IdleProfile profile, RealLoop loop)
    {
        this.profile = profile;
        this.loop = loop;
    }

    void idle(int workCount)
    {
        if (workCount > 0)
        {
            idleCycles = 0;
            return;
        }
        loop.clock().emptyCycle();
        idleCycles++;
        switch (profile)
        {
            case SPIN -> Thread.onSpinWait();
            case BALANCED -> idleBalanced();
            case QUIET -> idleQuiet();
        }
    }

    /**
     * Two that answer each other from sleep would do so for ever, since each needs longer to wake than the other stays
     * awake. So who was woken at once stays awake for as long as that takes, the next time; he offers the core.
     */
    private void idleQuiet()
    {
        if (idleCycles < QUIET_SPINS)
        {
            Thread.onSpinWait();
        }
        else if (!wasSleepShort || !yields(QUIET_SPINS, SHORT_SLEEP_NS))
        {
            final long startNs = System.nanoTime();
            sleep();
            wasSleepShort = System.nanoTime() - startNs < SHORT_SLEEP_NS;
        }
    }

    private void idleBalanced()
    {
        if (idleCycles < BALANCED_SPINS)
        {
            Thread.onSpinWait();
        }
        else if (!yields(BALANCED_SPINS, BALANCED_YIELD_NS))
        {
            sleep();
        }
    }

    /** Offers the core, until that has gone on for long enough since so many spins. */
    private boolean yields(int spins, long durationNs)
    {
        if (idleCycles == spins)
        {
            idleSinceNs = System.nanoTime();
            return true;
        }
        if (System.nanoTime() - idleSinceNs >= durationNs)
        {
            return false;
        }
        Thread.yield();
        loop.clock().passed();
        return true;
    }

    private void sleep()
    {
        idleCycles = 0;
        loop.sleep();
        loop.clock().passed();
    }
}
