package org.gradientbus.testkit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(30)
class ManualClockTest
{
    @Test
    void shouldStandStillWhenNotAdvanced()
    {
        ManualClock clock = new ManualClock();
        assertEquals(clock.nanoTime(), clock.nanoTime());
    }

    @Test
    void shouldWrapWhenTwoSecondsAreAdvanced()
    {
        ManualClock clock = new ManualClock();
        long beforeNs = clock.nanoTime();
        clock.advance(Duration.ofSeconds(2));
        assertTrue(clock.nanoTime() < 0);
        assertEquals(2_000_000_000L, clock.nanoTime() - beforeNs);
    }

    @Test
    void shouldRefuseWhenAdvancedBackwards()
    {
        assertThrows(IllegalArgumentException.class, () -> new ManualClock().advance(Duration.ofNanos(-1)));
    }

    @Test
    void shouldLoseNothingWhenTwoThreadsAdvance() throws InterruptedException
    {
        ManualClock clock = new ManualClock(0);
        Runnable steps = () ->
        {
            for (int i = 0; i < 100_000; i++)
            {
                clock.advance(Duration.ofNanos(1));
            }
        };
        Thread other = new Thread(steps);
        other.start();
        steps.run();
        other.join();
        assertEquals(200_000, clock.nanoTime());
    }
}
