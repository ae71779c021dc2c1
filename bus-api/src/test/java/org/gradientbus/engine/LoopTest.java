package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.IdleProfile;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;
import org.gradientbus.MessageHandler;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Who may poll a loop, and how much it does at a time. */
class LoopTest
{
    private final List<BusEvent> events = new CopyOnWriteArrayList<>();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final Bus bus = Bus.open(
        BusConfig.defaults().withEventHandler(events::add).withErrorHandler(errors::add));
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[16]);

    @AfterEach
    void close()
    {
        bus.close();
        assertEquals(0, bus.counters().inFlight());
    }

    @Test
    void shouldNameTheOtherThreadWhenTwoPollAtOnce() throws Exception
    {
        final Loop loop = bus.loop(LoopConfig.callerRun("shared"));
        final CountDownLatch isInside = new CountDownLatch(1);
        final CountDownLatch mayGoOn = new CountDownLatch(1);
        subscribe(loop, "a", (buffer, offset, length, envelope) ->
        {
            isInside.countDown();
            await(mayGoOn);
        });
        send("a");
        final Thread first = start("the-first", () -> loop.poll(1));
        isInside.await();
        final IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> loop.poll(1));
        mayGoOn.countDown();
        first.join();
        assertEquals("loop shared is polled by thread the-first at this moment: one thread at a time",
            refusal.getMessage());
        assertEquals(0, loop.poll(1));
    }

    @Test
    void shouldRefuseWhenItIsPolledByItsOwnHandler()
    {
        final Loop loop = bus.loop(LoopConfig.callerRun("own"));
        final AtomicReference<RuntimeException> refusal = new AtomicReference<>();
        subscribe(loop, "a", (buffer, offset, length, envelope) ->
        {
            assertTrue(loop.isCurrentThread());
            refusal.set(assertThrows(IllegalStateException.class, () -> loop.poll(1)));
        });
        send("a");
        loop.poll(1);
        assertEquals("loop own is polled by one of its own handlers", refusal.get().getMessage());
        assertFalse(loop.isCurrentThread());
    }

    @Test
    void shouldRefuseToBePolledWhenItHasAThreadOfItsOwn()
    {
        assertThrows(IllegalStateException.class, () -> bus.defaultLoop().poll(1));
    }

    @Test
    void shouldRefuseALimitBelowOne()
    {
        final Loop loop = bus.loop(LoopConfig.callerRun("limited"));
        assertThrows(IllegalArgumentException.class, () -> loop.poll(0));
    }

    @Test
    void shouldHandleNoMoreThanTheLimitWhenPolled()
    {
        final Loop loop = bus.loop(LoopConfig.callerRun("limited"));
        final AtomicInteger handled = new AtomicInteger();
        subscribe(loop, "a", (buffer, offset, length, envelope) -> handled.incrementAndGet());
        for (int i = 0; i < 10; i++)
        {
            send("a");
        }
        loop.poll(3);
        assertEquals(3, handled.get());
        loop.poll(100);
        assertEquals(10, handled.get());
        assertEquals(0, loop.backlogBytes());
    }

    @Test
    void shouldLookAtCommandsAfterEachBatchWhenMoreWaits()
    {
        final RealLoop loop = (RealLoop)bus.loop(LoopConfig.callerRun("batches").withBatchLimit(2));
        final StringBuilder story = new StringBuilder();
        subscribe(loop, "a", (buffer, offset, length, envelope) ->
        {
            story.append('m');
            if (story.length() == 1)
            {
                loop.command(() -> story.append('c'));
            }
        });
        for (int i = 0; i < 5; i++)
        {
            send("a");
        }
        while (loop.dutyCycle(loop.config().batchLimit()) > 0)
        {
            Thread.onSpinWait();
        }
        assertEquals("mmcmmm", story.toString());
    }

    @Test
    void shouldShowTheNameOfTheLoopInThreadDumps()
    {
        bus.loop(LoopConfig.named("prices"));
        assertTrue(isAlive("gradient-loop-prices"));
        assertTrue(isAlive("gradient-loop-default"));
        assertTrue(isAlive("gradient-conductor"));
        Thread.getAllStackTraces().keySet().stream()
            .filter((each) -> each.getName().startsWith("gradient-"))
            .forEach((each) -> assertTrue(each.isDaemon(), each.getName()));
    }

    @ParameterizedTest
    @EnumSource(IdleProfile.class)
    void shouldDeliverWithAndWithoutPauses(IdleProfile idle)
    {
        final RealLoop loop = (RealLoop)bus.loop(LoopConfig.named("idle").withIdle(idle));
        final AtomicInteger handled = new AtomicInteger();
        subscribe(loop, "a", (buffer, offset, length, envelope) -> handled.incrementAndGet());
        for (int i = 1; i <= 20; i++)
        {
            if (idle != IdleProfile.SPIN)
            {
                Await.until("sleep", loop::isAsleep);
            }
            send("a");
            send("a");
            Await.untilEquals(2 * i, handled::get);
        }
        for (int i = 0; i < 1_000; i++)
        {
            send("a");
        }
        Await.untilEquals(1_040, handled::get);
    }

    @Test
    void shouldWarnWhenThreadsSpinOnEveryCore()
    {
        final int cores = Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < cores; i++)
        {
            assertTrue(events.isEmpty());
            bus.loop(LoopConfig.named("spinner-" + i).withIdle(IdleProfile.SPIN));
        }
        assertEquals(List.of(new BusEvent.TooManySpinners(cores, cores)), events);
    }

    @Test
    void shouldSleepAgainWhenAHandlerLeavesItsThreadInterrupted()
    {
        final RealLoop loop = (RealLoop)bus.loop(LoopConfig.named("interrupted"));
        final AtomicInteger handled = new AtomicInteger();
        subscribe(loop, "a", (buffer, offset, length, envelope) ->
        {
            handled.incrementAndGet();
            Thread.currentThread().interrupt();
        });
        send("a");
        Await.untilEquals(1, handled::get);
        final Thread thread = loop.owner();
        Await.until("sleep", () -> loop.isAsleep() && !thread.isInterrupted());
        send("a");
        Await.untilEquals(2, handled::get);
    }

    @Test
    void shouldRunHandlersOfOneLoopNeverAtOnce()
    {
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger handled = new AtomicInteger();
        final AtomicReference<String> wrong = new AtomicReference<>();
        for (int i = 0; i < 4; i++)
        {
            bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                if (inside.incrementAndGet() != 1)
                {
                    wrong.set("two handlers at once");
                }
                inside.decrementAndGet();
                handled.incrementAndGet();
            });
        }
        final Thread[] senders = new Thread[3];
        for (int i = 0; i < senders.length; i++)
        {
            senders[i] = start("sender-" + i, () ->
            {
                try (Sender sender = bus.sender("a"))
                {
                    for (int n = 0; n < 5_000; n++)
                    {
                        while (sender.offer(bytes, 0, 16) == SendStatus.BACK_PRESSURED)
                        {
                            Thread.yield();
                        }
                    }
                }
            });
        }
        Await.untilEquals(15_000, handled::get);
        assertSame(null, wrong.get());
    }

    private void subscribe(Loop loop, String address, MessageHandler handler)
    {
        bus.subscribe(address, handler, MailboxOptions.defaults().withLoop(loop));
    }

    private void send(String address)
    {
        try (Sender sender = bus.sender(address))
        {
            assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 16));
        }
    }

    private static boolean isAlive(String threadName)
    {
        return Thread.getAllStackTraces().keySet().stream().anyMatch((each) -> each.getName().equals(threadName));
    }

    private static Thread start(String name, Runnable work)
    {
        final Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void await(CountDownLatch latch)
    {
        Await.until("a latch", () -> latch.getCount() == 0);
    }
}
