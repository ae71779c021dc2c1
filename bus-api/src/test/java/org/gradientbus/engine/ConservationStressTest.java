package org.gradientbus.engine;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Conservation: every accepted message ends in exactly one way, whatever happens meanwhile.
 */
class ConservationStressTest
{
    private static final int SENDERS = 4;
    private static final int MESSAGES = 10_000_000;
    private static final int SOAK_ROUNDS = 60;

    @Test
    @Timeout(180)
    void shouldBalanceWhenTenMillionMessagesMeetClosesThrowsAndOverflow()
    {
        run(System.nanoTime(), MESSAGES);
    }

    @Test
    @Tag("soak")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void shouldBalanceWhenItGoesOnForLong()
    {
        final SplittableRandom seeds = new SplittableRandom(System.nanoTime());
        for (int i = 0; i < SOAK_ROUNDS; i++)
        {
            run(seeds.nextLong(), MESSAGES);
        }
    }

    private static void run(long seed, int messages)
    {
        System.out.println("conservation stress: seed=" + seed + " messages=" + messages);
        final long startNs = System.nanoTime();
        final StressWorld world = new StressWorld(2 * messages + messages / 2, Duration.ofSeconds(10));
        final List<StressSender> senders = new ArrayList<>();
        final List<Thread> threads = new ArrayList<>();
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final SplittableRandom random = new SplittableRandom(seed);
        try (world)
        {
            for (int i = 0; i < SENDERS; i++)
            {
                final StressSender sender = new StressSender(world, i, messages / SENDERS, random.split());
                senders.add(sender);
                final Thread thread = new Thread(sender, "stress-sender-" + i);
                thread.setDaemon(true);
                thread.setUncaughtExceptionHandler((who, error) -> failure.compareAndSet(null, error));
                threads.add(thread);
                thread.start();
            }
            Await.until("the senders", Duration.ofMinutes(2), () -> threads.stream().noneMatch(Thread::isAlive));
            if (failure.get() != null)
            {
                throw new AssertionError("a sender failed", failure.get());
            }
            final UnsafeBuffer scratch = new UnsafeBuffer(new byte[64]);
            try
            {
                Await.until("rest", Duration.ofSeconds(20), () -> !world.answerLate(scratch) && world.isAtRest());
            }
            finally
            {
                System.out.println(world.story());
            }
        }
        final long tookMs = (System.nanoTime() - startNs) / 1_000_000;
        System.out.println("conservation stress: took ms=" + tookMs + " messages/s=" + messages * 1000L / tookMs);
        world.assertBalanced();
        senders.forEach(StressSender::assertEveryRequestEndedOnce);
    }
}
