package org.gradientbus.udp;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What users hear of datagrams that were refused. */
class RefusalsTest
{
    private static final InetSocketAddress SOMEBODY = new InetSocketAddress("203.0.113.9", 4711);

    private final AtomicLong nowNs = new AtomicLong();
    private final Refusals refusals = new Refusals(nowNs::get);
    private final List<String> told = new ArrayList<>();

    @Test
    void shouldTellWhyAndFromWhereAndWhatToDoWhenASourceIsNotAllowed()
    {
        refusals.count(Refusal.SOURCE, SOMEBODY);
        refusals.count(Refusal.SOURCE, SOMEBODY);

        tell();

        assertEquals(List.of("the NETWORK rung refused datagrams from an address that is not allowed: 2, the last " +
            "from /203.0.113.9:4711. If that is a bus of yours, add its address to UdpConfig.sources"), told);
    }

    @Test
    void shouldTellEachReasonOnceInTenSecondsWhenAFloodGoesOn()
    {
        for (int second = 0; second < 30; second++)
        {
            for (int i = 0; i < 1000; i++)
            {
                refusals.count(Refusal.MALFORMED, SOMEBODY);
                refusals.count(Refusal.CONTRADICTION, SOMEBODY);
                tell();
            }
            nowNs.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }

        assertEquals(6, told.size(), told::toString);
        assertEquals(30_000, refusals.count(Refusal.MALFORMED));
        assertEquals(30_000L, refusals.counts().get("datagrams refused, malformed"));
    }

    @Test
    void shouldOnlyCountWhatAlsoHappensInGoodOrder()
    {
        refusals.count(Refusal.STALE, SOMEBODY);
        refusals.count(Refusal.SESSION, SOMEBODY);

        tell();

        assertEquals(List.of(), told);
        assertEquals(1, refusals.count(Refusal.STALE));
    }

    private void tell()
    {
        refusals.tell((error) -> told.add(error.getMessage()));
    }
}
