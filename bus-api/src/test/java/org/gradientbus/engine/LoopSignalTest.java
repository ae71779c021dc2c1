package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

class LoopSignalTest
{
    private static final long FOR_EVER = 0;

    private final LoopSignal signal = new LoopSignal();

    @AfterEach
    void close()
    {
        signal.close();
    }

    @Test
    void shouldWakeTheSleeperWhenItSleeps()
    {
        final Thread sleeper = sleep(FOR_EVER);
        Await.until("sleep", signal::isSleeping);
        signal.wakeIfSleeping();
        awaitEnd(sleeper);
        assertFalse(signal.isSleeping());
    }

    @Test
    void shouldNotSleepWhenWokenBetweenAnnouncementAndSleep()
    {
        signal.announceSleep(0);
        signal.wakeIfSleeping();
        assertFalse(signal.isSleeping());
        signal.sleep(FOR_EVER);
    }

    @Test
    void shouldEndBySelfWhenTheTimeIsOver()
    {
        signal.announceSleep(0);
        signal.sleep(1);
        assertFalse(signal.isSleeping());
    }

    @Test
    void shouldKeepNoWakeUpForLaterWhenNobodySleeps()
    {
        signal.wakeIfSleeping();
        signal.wakeIfSleepingBeyond(Long.MIN_VALUE);
        final Thread sleeper = sleep(FOR_EVER);
        Await.until("sleep", signal::isSleeping);
        assertTrue(sleeper.isAlive());
        signal.wakeIfSleeping();
        awaitEnd(sleeper);
    }

    @Test
    void shouldKeepNoWakeUpForLaterWhenTheSleepWasCancelled()
    {
        signal.announceSleep(0);
        signal.cancelSleep();
        signal.wakeIfSleeping();
        final Thread sleeper = sleep(FOR_EVER);
        Await.until("sleep", signal::isSleeping);
        assertTrue(sleeper.isAlive());
        signal.wakeIfSleeping();
        awaitEnd(sleeper);
    }

    /** Across the wrap of the clock as well. */
    @Test
    void shouldWakeOnlyWhenItWouldSleepBeyondTheDeadline()
    {
        final long untilNs = Long.MIN_VALUE + 10;
        signal.announceSleep(untilNs);
        signal.wakeIfSleepingBeyond(untilNs);
        signal.wakeIfSleepingBeyond(untilNs + 1);
        assertTrue(signal.isSleeping());
        signal.wakeIfSleepingBeyond(Long.MAX_VALUE);
        assertFalse(signal.isSleeping());
        signal.sleep(FOR_EVER);
    }

    @Test
    void shouldSleepAgainWhenItsThreadWasInterrupted()
    {
        signal.announceSleep(0);
        Thread.currentThread().interrupt();
        signal.sleep(FOR_EVER);
        assertFalse(Thread.currentThread().isInterrupted());
        signal.announceSleep(0);
        signal.sleep(TimeUnit.MILLISECONDS.toNanos(1));
    }

    @Test
    void shouldBearAWakeUpWhenClosed()
    {
        signal.announceSleep(0);
        signal.close();
        signal.close();
        signal.wakeIfSleeping();
        assertFalse(signal.isSleeping());
    }

    private Thread sleep(long maxNs)
    {
        final Thread sleeper = new Thread(() ->
        {
            signal.announceSleep(0);
            signal.sleep(maxNs);
        }, "sleeper");
        sleeper.setDaemon(true);
        sleeper.start();
        return sleeper;
    }

    private static void awaitEnd(Thread thread)
    {
        Await.until("the sleeper's end", () -> !thread.isAlive());
    }
}
