package org.gradientbus.udp;

import org.agrona.ErrorHandler;
import org.gradientbus.BusException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells of what Aeron complains of, but of the same thing only now and then: where a wire is cut, every datagram fails.
 */
final class RareErrors implements ErrorHandler
{
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_REMEMBERED = 100;

    private final ErrorHandler errors;
    private final LongSupplier clock;
    private final Map<String, Long> toldNs = new LinkedHashMap<>();

    RareErrors(ErrorHandler errors, LongSupplier clock)
    {
        this.errors = errors;
        this.clock = clock;
    }

    @Override
    public void onError(Throwable error)
    {
        if (isNews(String.valueOf(error.getMessage())))
        {
            errors.onError(new BusException("the NETWORK rung's driver reports: " + error.getMessage(), error));
        }
    }

    private synchronized boolean isNews(String what)
    {
        long nowNs = clock.getAsLong();
        Long before = toldNs.get(what);
        if (before != null && nowNs - before < PAUSE_NS)
        {
            return false;
        }
        if (before == null && toldNs.size() >= MOST_REMEMBERED)
        {
            toldNs.remove(toldNs.keySet().iterator().next());
        }
        toldNs.put(what, nowNs);
        return true;
    }
}
