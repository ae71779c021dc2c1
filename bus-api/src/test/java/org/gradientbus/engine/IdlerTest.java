package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.IdleProfile;
import org.gradientbus.LoopConfig;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.atomic.AtomicLong;

/** When a thread with nothing to do goes to sleep: the test's own thread stands in for the loop's. */
class IdlerTest
{
    private static final int MANY = 200_000;

    private final Bus bus = Bus.open(BusConfig.defaults().withDefaultLoop(LoopConfig.callerRun("idle")));
    private final RealLoop loop = (RealLoop)bus.defaultLoop();
    private final AtomicLong cycles = new AtomicLong();

    @AfterEach
    void close()
    {
        bus.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"QUIET", "BALANCED"})
    void shouldSleepAndSpinAnewAfterEachWakeUpWhenThereIsNothingToDo(IdleProfile profile)
    {
        final Thread thread = idle(profile, 0);
        long before = 0;
        for (int i = 0; i < 3; i++)
        {
            Await.until("sleep", loop::isAsleep);
            final long now = cycles.get();
            assertTrue(now > before + 1, profile + " slept after " + (now - before) + " idle cycles");
            before = now;
            loop.command(() ->
            {
            });
            loop.dutyCycle(1);
            Await.until("another cycle", () -> cycles.get() > now);
        }
        end(thread);
    }

    @Test
    void shouldNeverSleepWhenItIsToSpin()
    {
        final Idler idler = new Idler(IdleProfile.SPIN, loop);
        for (int i = 0; i < MANY; i++)
        {
            idler.idle(0);
            assertFalse(loop.isAsleep());
        }
    }

    @ParameterizedTest
    @EnumSource(IdleProfile.class)
    void shouldNeverSleepWhenThereIsWorkInEachCycle(IdleProfile profile)
    {
        final Idler idler = new Idler(profile, loop);
        for (int i = 0; i < MANY; i++)
        {
            idler.idle(1);
            assertFalse(loop.isAsleep());
        }
    }

    private Thread idle(IdleProfile profile, int workCount)
    {
        final Thread thread = new Thread(() ->
        {
            final Idler idler = new Idler(profile, loop);
            while (!Thread.currentThread().isInterrupted() && cycles.get() >= 0)
            {
                idler.idle(workCount);
                cycles.incrementAndGet();
            }
        }, "idler");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void end(Thread thread)
    {
        cycles.set(Long.MIN_VALUE);
        Await.until("the end", () ->
        {
            thread.interrupt();
            return !thread.isAlive();
        });
    }
}
