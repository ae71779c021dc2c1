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
    private static final long BALANCED_YIELD_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final IdleProfile profile;
    private final RealLoop loop;
    private int idleCycles;
    private long idleSinceNs;

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

    private void idleQuiet()
    {
        if (idleCycles < QUIET_SPINS)
        {
            Thread.onSpinWait();
        }
        else
        {
            idleCycles = 0;
            loop.sleep();
            loop.clock().passed();
        }
    }

    private void idleBalanced()
    {
        if (idleCycles < BALANCED_SPINS)
        {
            Thread.onSpinWait();
        }
        else if (idleCycles == BALANCED_SPINS)
        {
            idleSinceNs = System.nanoTime();
        }
        else if (System.nanoTime() - idleSinceNs < BALANCED_YIELD_NS)
        {
            Thread.yield();
            loop.clock().passed();
        }
        else
        {
            idleCycles = 0;
            loop.sleep();
            loop.clock().passed();
        }
    }
}
