package org.gradientbus.udp;

import org.agrona.concurrent.EpochClock;

/**
 * The time by which a client judges a driver that has threads of its own. It is the driver's; but after a pause of the
 * client's own (nobody drove it, or somebody set the clock) it stands still for a while. The driver may have paused as
 * well, with this process or with the whole machine, and is to have time to show that it lives.
 *
 * <p>For one thread at a time: {@link Helm} sees to that.
 */
final class LenientClock implements EpochClock
{
    private static final long LONGEST_STEP_MS = 500;

    /** A driver shows each second that it lives. */
    static final long GRACE_MS = 1_500;

    private final EpochClock source;
    private long readMs;
    private long heldMs;
    private long heldUntilMs = Long.MIN_VALUE;

    LenientClock(EpochClock source)
    {
        this.source = source;
        readMs = source.time();
    }

    @Override
    public long time()
    {
        long nowMs = source.time();
        if (Math.abs(nowMs - readMs) > LONGEST_STEP_MS)
        {
            heldMs = heldUntilMs > readMs ? heldMs : readMs;
            heldUntilMs = nowMs + GRACE_MS;
        }
        readMs = nowMs;
        return nowMs < heldUntilMs ? heldMs : nowMs;
    }
}
