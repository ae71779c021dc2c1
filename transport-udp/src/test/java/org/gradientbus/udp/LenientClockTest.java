package org.gradientbus.udp;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LenientClockTest
{
    private long nowMs = 1_000_000;
    private final LenientClock clock = new LenientClock(() -> nowMs);

    @Test
    void shouldTellTheTimeWhenItIsReadOften()
    {
        for (int i = 0; i < 100; i++)
        {
            nowMs += 400;
            assertEquals(nowMs, clock.time());
        }
    }

    @Test
    void shouldStandStillForAWhileWhenItWasNotRead()
    {
        nowMs += 60_000;
        assertEquals(1_000_000, clock.time());
        nowMs += 400;
        assertEquals(1_000_000, clock.time());
    }

    @Test
    void shouldTellTheTimeAgainWhenThatWhileIsOver()
    {
        nowMs += 60_000;
        clock.time();
        for (long passed = 0; passed < LenientClock.GRACE_MS; passed += 100)
        {
            assertEquals(1_000_000, clock.time());
            nowMs += 100;
        }
        assertEquals(nowMs, clock.time());
    }

    @Test
    void shouldStandStillWhenSomebodySetsTheSource()
    {
        nowMs -= 3_600_000;
        assertEquals(1_000_000, clock.time());
        for (long passed = 0; passed < LenientClock.GRACE_MS; passed += 100)
        {
            nowMs += 100;
            clock.time();
        }
        assertEquals(nowMs, clock.time());
    }
}
