package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DistancesTest
{
    private static final long US = 1_000;
    private static final long MS = 1_000_000;

    @Test
    void shouldCountAsFurtherWhenManyTimesAsSlowAsTheNearest()
    {
        assertTrue(Distances.isSlow(9 * MS, MS, false));
        assertFalse(Distances.isSlow(7 * MS, MS, false));
    }

    @Test
    void shouldCountAsNearWhenTheDifferenceIsNoise()
    {
        assertFalse(Distances.isSlow(900 * US, 10 * US, false));
    }

    @Test
    void shouldStayAsItIsWhenBetweenTheLimits()
    {
        assertTrue(Distances.isSlow(6 * MS, MS, true));
        assertFalse(Distances.isSlow(6 * MS, MS, false));
        assertFalse(Distances.isSlow(3 * MS, MS, true));
    }
}
