package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LoopClockTest
{
    private long nowNs = 1000;
    private int readings;
    private final LoopClock clock = new LoopClock(() ->
    {
        readings++;
        return nowNs;
    });

    @Test
    void shouldReadOnceWhenNothingHasTakenTime()
    {
        assertEquals(1000, clock.nanoTime());
        nowNs = 2000;
        assertEquals(1000, clock.nanoTime());
        assertEquals(1, readings);
    }

    @Test
    void shouldReadAnewWhenSomethingHasTakenTime()
    {
        clock.nanoTime();
        nowNs = 2000;
        clock.passed();
        assertEquals(2000, clock.nanoTime());
        nowNs = 3000;
        clock.busyCycle();
        assertEquals(3000, clock.nanoTime());
    }

    @Test
    void shouldHoldReadingForSixteenCyclesAtMostWhenEmpty()
    {
        clock.nanoTime();
        for (int i = 0; i < 16; i++)
        {
            nowNs++;
            clock.emptyCycle();
        }
        assertEquals(1016, clock.nanoTime());
    }

    @Test
    void shouldReadOnSpecWhenTheFirstCycleAfterWorkIsEmpty()
    {
        clock.nanoTime();
        clock.busyCycle();
        nowNs = 2000;
        clock.emptyCycle();
        nowNs = 3000;
        assertEquals(2000, clock.nanoTime());
    }

    @Test
    void shouldStopReadingOnSpecWhenNobodyAsks()
    {
        clock.nanoTime();
        for (int i = 0; i < 100_000; i++)
        {
            clock.emptyCycle();
        }
        assertEquals(1 + 64, readings);
        nowNs = 5000;
        assertEquals(5000, clock.nanoTime());
    }

    @Test
    void shouldLookAtTimersNowAndThenWhenBusy()
    {
        for (int i = 0; i < 3; i++)
        {
            assertFalse(clock.busyCycle());
        }
        assertTrue(clock.busyCycle());
        assertFalse(clock.busyCycle());
    }
}
