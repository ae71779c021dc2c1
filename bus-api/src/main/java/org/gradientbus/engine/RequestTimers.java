package org.gradientbus.engine;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The request tables of a loop, and when to look for requests that are overdue: once a tick while any waits.
 */
final class RequestTimers extends Padded
{
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Looks that are left out while they come one upon the other. */
    private static final int SKIPPED_LOOKS = 7;
    private static final long HASTE_NS = TimeUnit.MICROSECONDS.toNanos(1);

    private final LoopClock clock;
    private volatile RequestTable[] tables = {};
    private long nextLookNs;
    private long lastLookNs;
    private int looksToSkip;
    private int skippedLooks;

    RequestTimers(LoopClock clock)
    {
        this.clock = clock;
        nextLookNs = clock.nanoTime();
    }

    synchronized void add(RequestTable table)
    {
        final RequestTable[] more = Arrays.copyOf(tables, tables.length + 1);
        more[tables.length] = table;
        tables = more;
    }

    synchronized void remove(RequestTable table)
    {
        tables = Arrays.stream(tables).filter((each) -> each != table).toArray(RequestTable[]::new);
    }

    RequestTable[] tables()
    {
        return tables;
    }

    /** Fails what is overdue, if it is time to look. By the loop's thread; returns how many. */
    int expire()
    {
        final RequestTable[] all = tables;
        boolean isPending = false;
        for (final RequestTable each : all)
        {
            isPending |= each.pending() > 0;
        }
        if (!isPending)
        {
            return 0;
        }
        if (looksToSkip > 0)
        {
            looksToSkip--;
            return 0;
        }
        final long nowNs = clock.nanoTime();
        skipLooksInHaste(nowNs);
        if (nowNs - nextLookNs < 0)
        {
            return 0;
        }
        int expired = 0;
        for (final RequestTable each : all)
        {
            expired += each.expire(nowNs);
        }
        nextLookNs = nearestDeadline(nowNs + TICK_NS);
        return expired;
    }

    /**
     * A look costs more than an empty poll. Who polls again and again without a pause has the clock read at each eighth
     * poll; who polls in a leisurely way, or by a clock that stands still, at each.
     */
    private void skipLooksInHaste(long nowNs)
    {
        final long passedNs = nowNs - lastLookNs;
        lastLookNs = nowNs;
        skippedLooks = passedNs > 0 && passedNs < (skippedLooks + 1) * HASTE_NS ? SKIPPED_LOOKS : 0;
        looksToSkip = skippedLooks;
    }

    /** The nearest deadline of all that waits, or the given one when it is nearer. */
    long nearestDeadline(long otherwiseNs)
    {
        long nearest = otherwiseNs;
        for (final RequestTable each : tables)
        {
            nearest = each.nearestDeadline(nearest);
        }
        return nearest;
    }
}
