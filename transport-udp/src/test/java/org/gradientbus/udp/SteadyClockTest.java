package org.gradientbus.udp;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The driver's time goes on only while somebody drives. */
class SteadyClockTest
{
    private long readNs = Long.MAX_VALUE - 10;
    private final SteadyClock clock = new SteadyClock(() -> readNs, 1000);

    @Test
    void shouldGoOnAsItsSourceWhenReadOften()
    {
        for (int i = 1; i <= 1000; i++)
        {
            readNs += 400_000_000L;
            assertEquals(i * 400_000_000L, clock.nanoTime());
        }
        assertEquals(1000 + 400_000, clock.time());
    }

    @Test
    void shouldGoOnByHalfASecondWhenNobodyReadItForAnHour()
    {
        readNs += Duration.ofHours(1).toNanos();

        assertEquals(Duration.ofMillis(500).toNanos(), clock.nanoTime());
        readNs += 7;
        assertEquals(Duration.ofMillis(500).toNanos() + 7, clock.nanoTime());
    }

    @Test
    void shouldStandStillWhenItsSourceGoesBack()
    {
        readNs -= 5;

        assertEquals(0, clock.nanoTime());
    }
}
