package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.IdleProfile;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A loop that has nothing to do sleeps, and wakes for every message. */
class WakeUpTest
{
    private static final int ROUNDS = 100_000;
    private static final int SAMPLES = 400;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Bus bus = Bus.open(BusConfig.defaults().withNodeName("wake-up"));
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[16]);

    @AfterEach
    void close()
    {
        bus.close();
    }

    /** One message at a time, each after a pause that ends about when the loop goes to sleep. */
    @ParameterizedTest
    @EnumSource(names = {"QUIET", "BALANCED"})
    void shouldHandleEveryMessageWhenItMeetsALoopAboutToSleep(IdleProfile idle)
    {
        final RealLoop loop = (RealLoop)bus.loop(LoopConfig.named("sleeper").withIdle(idle));
        final AtomicLong handled = subscribe(loop);
        final SplittableRandom random = seeded("one sender, " + idle);
        final Sender sender = bus.sender("a");
        long slept = 0;
        for (int round = 1; round <= ROUNDS; round++)
        {
            pause(random, loop, idle == IdleProfile.QUIET || round % 200 == 0);
            slept += loop.isAsleep() ? 1 : 0;
            assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 16));
            awaitHandled(handled, round);
        }
        System.out.println("wake-ups, one sender, " + idle + ": rounds=" + ROUNDS + " found asleep=" + slept);
        assertTrue(slept > 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"QUIET", "BALANCED"})
    void shouldHandleEveryMessageWhenSeveralSendersPauseAtWill(IdleProfile idle)
    {
        final RealLoop loop = (RealLoop)bus.loop(LoopConfig.named("sleeper").withIdle(idle));
        final AtomicLong handled = subscribe(loop);
        final SplittableRandom random = seeded("three senders, " + idle);
        final AtomicLong sent = new AtomicLong();
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final Thread[] threads = new Thread[3];
        for (int i = 0; i < threads.length; i++)
        {
            final SplittableRandom own = random.split();
            threads[i] = new Thread(() ->
            {
                try (Sender sender = bus.sender("a"))
                {
                    for (int n = 0; n < ROUNDS / threads.length; n++)
                    {
                        pause(own, loop, (n & 255) == 0);
                        assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 16));
                        awaitHandled(handled, sent.incrementAndGet());
                    }
                }
            });
            threads[i].setDaemon(true);
            threads[i].setUncaughtExceptionHandler((thread, error) -> failure.set(error));
            threads[i].start();
        }
        for (final Thread each : threads)
        {
            Await.until("a sender", Duration.ofSeconds(55), () -> !each.isAlive());
        }
        assertEquals(null, failure.get());
        Await.untilEquals(sent.get(), handled::get);
    }

    /** A timer is a reason to wake up too, and a request may come while the loop sleeps for a later one. */
    @Test
    void shouldTimeEveryRequestOutWhenTheLoopSleeps()
    {
        bus.subscribe("silent", (buffer, offset, length, envelope) ->
        {
        });
        final RealLoop loop = (RealLoop)bus.defaultLoop();
        final AtomicLong ended = new AtomicLong();
        final SplittableRandom random = seeded("timers");
        final ReplyHandler outcome = new ReplyHandler()
        {
            @Override
            public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
            {
                throw new AssertionError("nobody replies");
            }

            @Override
            public void onFailure(long correlationId, RequestFailure failure)
            {
                ended.incrementAndGet();
            }
        };
        final Requester requester = bus.requester("silent");
        assertEquals(SendStatus.ACCEPTED, requester.request(bytes, 0, 16, Duration.ofHours(1), outcome));
        for (int round = 1; round <= 500; round++)
        {
            pause(random, loop, round % 2 == 0);
            assertEquals(SendStatus.ACCEPTED,
                requester.request(bytes, 0, 16, 1 + random.nextInt(2_000_000), outcome));
            Await.untilEquals("requests ended", round, ended::get);
        }
    }

    @Test
    void shouldTellHowLongItTakesWhenAMessageWakesALoop()
    {
        final RealLoop loop = (RealLoop)bus.defaultLoop();
        final AtomicLong handledAtNs = new AtomicLong();
        bus.subscribe("a", (buffer, offset, length, envelope) -> handledAtNs.set(System.nanoTime()));
        final Sender sender = bus.sender("a");
        final long[] samplesNs = new long[SAMPLES];
        for (int i = -SAMPLES; i < SAMPLES; i++)
        {
            awaitDeepSleep(loop);
            handledAtNs.set(0);
            final long sentAtNs = System.nanoTime();
            sender.offer(bytes, 0, 16);
            Await.until("the message", () -> handledAtNs.get() != 0);
            samplesNs[Math.max(i, 0)] = handledAtNs.get() - sentAtNs;
        }
        Arrays.sort(samplesNs);
        System.out.println("wake-up of a sleeping loop, QUIET: p50 us=" + samplesNs[SAMPLES / 2] / 1_000.0 +
            " p99 us=" + samplesNs[SAMPLES * 99 / 100] / 1_000.0 + " samples=" + SAMPLES);
    }

    @Test
    void shouldLeaveTheCoreAloneWhenIdle()
    {
        assertTrue(idleShare(Duration.ofSeconds(5)) < 0.2);
    }

    @Test
    @Tag("soak")
    @Timeout(120)
    void shouldLeaveTheCoreAloneWhenIdleForLong()
    {
        assertTrue(idleShare(Duration.ofSeconds(30)) < 0.2);
    }

    /** The share of one core that the threads of an idle bus take. */
    private double idleShare(Duration duration)
    {
        Await.until("sleep", ((RealLoop)bus.defaultLoop())::isAsleep);
        final long cpuBeforeNs = cpuNs();
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < duration.toNanos())
        {
            LockSupport.parkNanos(100_000_000);
        }
        final double share = (double)(cpuNs() - cpuBeforeNs) / (System.nanoTime() - startNs);
        System.out.printf("idle bus, QUIET: %.4f %% of one core over %d s%n", 100 * share, duration.toSeconds());
        return share;
    }

    private static long cpuNs()
    {
        return Thread.getAllStackTraces().keySet().stream()
            .filter((each) -> each.getName().startsWith("gradient-"))
            .mapToLong((each) -> Math.max(0, THREADS.getThreadCpuTime(each.getId()))).sum();
    }

    private AtomicLong subscribe(RealLoop loop)
    {
        final AtomicLong handled = new AtomicLong();
        bus.subscribe("a", (buffer, offset, length, envelope) -> handled.incrementAndGet(),
            MailboxOptions.defaults().withLoop(loop));
        return handled;
    }

    /** Without the limit of 30 s in most rounds: a clock read is longer than some of the pauses. */
    private static void awaitHandled(AtomicLong handled, long count)
    {
        for (int spins = 0; spins < 200; spins++)
        {
            if (handled.get() >= count)
            {
                return;
            }
            Thread.onSpinWait();
        }
        Await.until("message " + count, () -> handled.get() >= count);
    }

    private static void pause(SplittableRandom random, RealLoop loop, boolean mayWaitForSleep)
    {
        if (mayWaitForSleep && random.nextInt(8) == 0)
        {
            Await.until("sleep", loop::isAsleep);
        }
        else
        {
            final int spins = random.nextInt(1 << random.nextInt(12));
            for (int i = 0; i < spins; i++)
            {
                Thread.onSpinWait();
            }
        }
    }

    /** The word says that the loop is about to sleep; its thread is in the selector a little later. */
    private static void awaitDeepSleep(RealLoop loop)
    {
        Await.until("sleep", loop::isAsleep);
        LockSupport.parkNanos(200_000);
    }

    private static SplittableRandom seeded(String what)
    {
        final long seed = System.nanoTime();
        System.out.println("WakeUpTest " + what + ": seed=" + seed);
        return new SplittableRandom(seed);
    }
}
