package org.gradientbus.engine;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

/** A bus or a loop that closes at full traffic still accounts for every message, the dropped ones among them. */
class CloseStressTest
{
    private static final int ROUNDS = 20;
    private static final int SENDERS = 3;
    private static final int MAX_MESSAGES = 400_000;

    @Test
    void shouldBalanceWhenALoopAndTheBusCloseDuringTraffic()
    {
        final long seed = System.nanoTime();
        System.out.println("close during traffic: seed=" + seed);
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++)
        {
            closeDuringTraffic(random);
        }
    }

    private static void closeDuringTraffic(SplittableRandom random)
    {
        final Duration closeTimeout = Duration.ofNanos(1 + random.nextInt(1 << random.nextInt(28)));
        final StressWorld world = new StressWorld(2 * MAX_MESSAGES, closeTimeout);
        final List<StressSender> senders = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < SENDERS; i++)
        {
            final StressSender sender = new StressSender(world, i, MAX_MESSAGES / SENDERS, random.split());
            senders.add(sender);
            final Thread thread = new Thread(sender, "close-sender-" + i);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((who, error) -> failure.compareAndSet(null, error));
            threads.add(thread);
            thread.start();
        }
        final long target = random.nextInt(MAX_MESSAGES / 8);
        Await.until("traffic", () -> failure.get() != null || threads.stream().noneMatch(Thread::isAlive) ||
            senders.stream().mapToLong(StressSender::sent).sum() >= target);
        if (random.nextBoolean())
        {
            world.closeLoop(2);
            final long further = target + random.nextInt(MAX_MESSAGES / 8);
            Await.until("traffic", () -> failure.get() != null || threads.stream().noneMatch(Thread::isAlive) ||
                senders.stream().mapToLong(StressSender::sent).sum() >= further);
        }
        world.close();
        Await.until("the senders", () -> threads.stream().noneMatch(Thread::isAlive));
        if (failure.get() != null)
        {
            throw new AssertionError("a sender failed", failure.get());
        }
        try
        {
            Await.until("the loops", world::isAtRest);
            world.assertBalanced();
        }
        catch (final AssertionError unbalanced)
        {
            System.out.println("closeTimeout=" + closeTimeout + " " + world.story());
            throw unbalanced;
        }
        senders.forEach(StressSender::assertEveryRequestEndedOnce);
    }
}
