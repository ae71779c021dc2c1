package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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

    @Test
    void shouldWakeTheSleeperWhenAChannelIsReady() throws IOException
    {
        final Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink(); Pipe.SourceChannel source = pipe.source())
        {
            source.configureBlocking(false);
            final AtomicInteger drained = new AtomicInteger();
            final ByteBuffer bytes = ByteBuffer.allocate(10);
            final Runnable drain = () ->
            {
                try
                {
                    drained.addAndGet(source.read(bytes.clear()));
                }
                catch (final IOException failure)
                {
                    throw new UncheckedIOException(failure);
                }
            };
            final Thread early = sleep(FOR_EVER);
            Await.until("sleep", signal::isSleeping);
            assertTrue(signal.wakeOn(source, drain), "a sleeper is woken, to sleep again with the channel");
            awaitEnd(early);
            final Thread sleeper = sleep(FOR_EVER);
            Await.until("sleep", signal::isSleeping);
            sink.write(ByteBuffer.wrap(new byte[3]));
            awaitEnd(sleeper);
            assertEquals(3, drained.get());
            assertFalse(signal.isSleeping());
        }
    }

    @Test
    void shouldNotTakeAChannelWhenClosed() throws IOException
    {
        final Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink(); Pipe.SourceChannel source = pipe.source())
        {
            source.configureBlocking(false);
            signal.close();
            assertFalse(signal.wakeOn(source, () ->
            {
            }));
            assertTrue(sink.isOpen());
        }
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
