package org.gradientbus.udp;

import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * The time that an embedded driver and its client live by: it goes on only while somebody drives them. A process that
 * was stopped for a minute finds its driver, its client and its streams half a second older, so none of them times out
 * by a pause of its own. Nor does the time of day play a part.
 *
 * <p>For one thread at a time: {@link Ether} sees to that.
 */
final class SteadyClock implements NanoClock, EpochClock
{
    private static final long LONGEST_STEP_NS = 500_000_000L;
    private static final long NS_PER_MS = 1_000_000L;

    private final NanoClock source;
    private final long epochAtStartMs;
    private long lastNs;
    private long nowNs;

    SteadyClock(NanoClock source, long epochAtStartMs)
    {
        this.source = source;
        this.epochAtStartMs = epochAtStartMs;
        lastNs = source.nanoTime();
    }

    @Override
    public long nanoTime()
    {
        long readNs = source.nanoTime();
        nowNs += Math.max(0, Math.min(readNs - lastNs, LONGEST_STEP_NS));
        lastNs = readNs;
        return nowNs;
    }

    /** When it was read last, by the clock beneath. */
    long lastReadNs()
    {
        return lastNs;
    }

    @Override
    public long time()
    {
        return epochAtStartMs + nanoTime() / NS_PER_MS;
    }
}
