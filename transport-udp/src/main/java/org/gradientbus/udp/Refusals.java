package org.gradientbus.udp;

import org.agrona.ErrorHandler;
import org.gradientbus.BusException;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * What was refused, counted by reason. Counted by the threads of the driver, read and told by any: each reason that
 * somebody has to hear of reaches the error handler every ten seconds at most, however many datagrams come.
 */
final class Refusals
{
    private static final Refusal[] REASONS = Refusal.values();
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier clock;
    private final AtomicLongArray counts = new AtomicLongArray(REASONS.length);
    private final AtomicReferenceArray<InetSocketAddress> lastSources = new AtomicReferenceArray<>(REASONS.length);
    private final long[] toldCounts = new long[REASONS.length];
    private final long[] toldNs = new long[REASONS.length];
    private volatile boolean isNews;
    private long nextNs;

    Refusals(LongSupplier clock)
    {
        this.clock = clock;
        nextNs = clock.getAsLong();
        Arrays.fill(toldNs, nextNs - PAUSE_NS);
    }

    void count(Refusal reason, InetSocketAddress source)
    {
        counts.incrementAndGet(reason.ordinal());
        if (reason.isTold())
        {
            lastSources.lazySet(reason.ordinal(), source);
            if (!isNews)
            {
                isNews = true;
            }
        }
    }

    long count(Refusal reason)
    {
        return counts.get(reason.ordinal());
    }

    /** All of them, in the order of the reasons. */
    Map<String, Long> counts()
    {
        Map<String, Long> all = new LinkedHashMap<>();
        for (Refusal each : REASONS)
        {
            all.put("datagrams refused, " + each.label(), count(each));
        }
        return all;
    }

    /** Tells what is new. By one thread at a time, as often as one likes. */
    void tell(ErrorHandler errors)
    {
        if (!isNews)
        {
            return;
        }
        long nowNs = clock.getAsLong();
        if (nextNs - nowNs > 0)
        {
            return;
        }
        isNews = false;
        nextNs = nowNs + PAUSE_NS / 10;
        for (Refusal each : REASONS)
        {
            tell(each, nowNs, errors);
        }
    }

    private void tell(Refusal reason, long nowNs, ErrorHandler errors)
    {
        int index = reason.ordinal();
        long newOnes = counts.get(index) - toldCounts[index];
        if (!reason.isTold() || newOnes == 0)
        {
            return;
        }
        if (nowNs - toldNs[index] < PAUSE_NS)
        {
            // Later: it is still news then.
            isNews = true;
            return;
        }
        toldNs[index] = nowNs;
        toldCounts[index] += newOnes;
        errors.onError(new BusException("the NETWORK rung refused datagrams " + reason.label() + ": " + newOnes +
            ", the last from " + lastSources.get(index) + remedy(reason)));
    }

    private static String remedy(Refusal reason)
    {
        return switch (reason)
        {
            case SOURCE -> ". If that is a bus of yours, add its address to UdpConfig.sources";
            case TERM_LENGTH -> ". If that is a bus of yours, give it the same BusConfig.maxMessageLength";
            case SESSION_LIMIT -> ". More buses begin at once than this one listens to; they try again";
            case MALFORMED, KIND, STREAM, SESSION, FOREIGN, SETUP_RATE, STALE, WINDOW, CONTRADICTION, STATUS, RECEIVER,
                NAK, NAK_RATE -> "";
        };
    }
}
