package org.gradientbus.udp;

import org.agrona.ErrorHandler;
import org.gradientbus.BusException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Tells of what Aeron complains of, but of the same thing only now and then: where a wire is cut, every datagram fails.
 */
final class RareErrors implements ErrorHandler
{
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_REMEMBERED = 100;

    /** Digits, hexadecimal ones too where they follow a decimal one. */
    private static final Pattern NUMBER = Pattern.compile("[0-9][0-9a-fA-F]*");

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
        if (isNews(kind(error)))
        {
            errors.onError(new BusException("the NETWORK rung's driver reports: " + error.getMessage(), error));
        }
    }

    /** Numbers and addresses differ from one to the next of the same kind. */
    private static String kind(Throwable error)
    {
        return error.getClass().getName() + ' ' + NUMBER.matcher(String.valueOf(error.getMessage())).replaceAll("#");
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
