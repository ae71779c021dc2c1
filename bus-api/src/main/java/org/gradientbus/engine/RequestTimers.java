package org.gradientbus.engine;

import org.agrona.concurrent.NanoClock;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The request tables of a loop, and when to look for requests that are overdue: once a tick while any waits.
 */
final class RequestTimers
{
    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final NanoClock clock;
    private volatile RequestTable[] tables = {};
    private long nextLookNs;

    RequestTimers(NanoClock clock)
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
        final long nowNs = clock.nanoTime();
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
