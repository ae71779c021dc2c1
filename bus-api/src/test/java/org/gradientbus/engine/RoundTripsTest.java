package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.RoundTrip;
import org.junit.jupiter.api.Test;

class RoundTripsTest
{
    private final RoundTrips roundTrips = new RoundTrips();

    @Test
    void shouldSayZeroWhenNothingWasMeasured()
    {
        assertEquals(new RoundTrip(0, 0, 0, 0), roundTrips.now());
    }

    @Test
    void shouldHoldEachValueInABucketAtMostAnEighthWide()
    {
        for (long value = 0; value < 1 << 20; value += 1 + value / 50)
        {
            assertInBucket(value);
        }
        assertInBucket(Long.MAX_VALUE);
        assertInBucket(1L << 62);
    }

    @Test
    void shouldGrowWithTheValueWhenBucketsAreCounted()
    {
        int last = -1;
        for (long value = 0; value < 1000; value++)
        {
            final int bucket = RoundTrips.bucket(value);
            assertTrue(bucket == last || bucket == last + 1, "value=" + value);
            last = bucket;
        }
    }

    @Test
    void shouldTellPercentilesWhenManyWereMeasured()
    {
        for (int i = 1; i <= 1000; i++)
        {
            roundTrips.record(i * 1000L);
        }

        final RoundTrip now = roundTrips.now();

        assertEquals(1000, now.samples());
        assertTrue(now.p50Ns() >= 500_000 && now.p50Ns() <= 562_500, now::toString);
        assertTrue(now.p99Ns() >= 990_000 && now.p99Ns() <= 1_113_750, now::toString);
    }

    @Test
    void shouldFollowAChangeWhenTheAverageMoves()
    {
        roundTrips.record(1_000);
        assertEquals(1_000, roundTrips.averageNs());
        for (int i = 0; i < 50; i++)
        {
            roundTrips.record(9_000);
        }
        assertTrue(roundTrips.averageNs() > 8_900 && roundTrips.averageNs() <= 9_000, roundTrips.now()::toString);
    }

    private static void assertInBucket(long value)
    {
        final long highest = RoundTrips.highest(RoundTrips.bucket(value));
        assertTrue(highest >= value, "value=" + value + " highest=" + highest);
        assertTrue(highest - value <= Math.max(0, value / 8), "value=" + value + " highest=" + highest);
    }
}
