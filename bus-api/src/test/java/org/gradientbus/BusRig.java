package org.gradientbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.ManualClock;

/**
 * A bus under test: small rings that fill soon, time that stands still, loops that the test polls. It keeps the books:
 * {@link #close} fails the test when the counters do not add up, or when something failed that the test did not expect.
 *
 * <p>A message of {@link #message} is a number of eight bytes; its record takes {@link #RECORD_LENGTH} of a ring of
 * {@link #RING_LENGTH}.
 */
final class BusRig implements AutoCloseable
{
    static final int MAX_MESSAGE_LENGTH = 256;
    static final int RING_LENGTH = 4096;

    /** Measured, since how a frame lies in a ring is the engine's affair. */
    static final int RECORD_LENGTH = measuredRecordLength();

    /** Longer than any passing test: only a test that hangs meets it. */
    static final Duration LONG = Duration.ofSeconds(30);

    final ManualClock clock = new ManualClock();
    final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    final Queue<BusEvent> events = new ConcurrentLinkedQueue<>();
    final Bus bus;
    final Loop loop;

    private final List<Loop> polled = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    BusRig()
    {
        this((config) -> config);
    }

    BusRig(UnaryOperator<BusConfig> change)
    {
        bus = Bus.open(change.apply(BusConfig.defaults()
            .withMaxMessageLength(MAX_MESSAGE_LENGTH)
            .withDefaultLoop(LoopConfig.callerRun("default"))
            .withClock(clock)
            .withSlowHandlerThreshold(LONG)
            .withErrorHandler(errors::add)
            .withEventHandler(events::add)));
        loop = bus.defaultLoop();
        if (bus.config().defaultLoop().callerRun())
        {
            polled.add(loop);
        }
    }

    /** A rig whose default loop has a thread of its own, and whose clock runs. */
    static BusRig threaded()
    {
        return threaded((config) -> config);
    }

    static BusRig threaded(UnaryOperator<BusConfig> change)
    {
        return new BusRig((config) -> change.apply(config
            .withDefaultLoop(LoopConfig.named("default"))
            .withClock(System::nanoTime)));
    }

    /** One more loop that the test polls. */
    Loop polledLoop(String name)
    {
        Loop more = bus.loop(LoopConfig.callerRun(name));
        polled.add(more);
        return more;
    }

    /** One more loop with a thread of its own. */
    Loop ownLoop(String name)
    {
        return bus.loop(LoopConfig.named(name));
    }

    /** Polls all loops of the test until none has anything to do. */
    void settle()
    {
        int workCount = 1;
        while (workCount > 0)
        {
            workCount = 0;
            for (Loop each : polled)
            {
                workCount += each.poll(64);
            }
        }
    }

    void advance(Duration by)
    {
        clock.advance(by);
    }

    long count(BusCounter counter)
    {
        return bus.counters().get(counter);
    }

    static MailboxOptions on(Loop loop)
    {
        return MailboxOptions.defaults().withLoop(loop);
    }

    static DirectBuffer message(long number)
    {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[Long.BYTES]);
        buffer.putLong(0, number);
        return buffer;
    }

    static SendStatus offer(Port port, long number)
    {
        return port.offer(message(number), 0, Long.BYTES);
    }

    /** Offers 0, 1, 2, ... until one is refused. Returns how many were accepted. */
    static int fill(Port port)
    {
        int accepted = 0;
        while (offer(port, accepted).isAccepted())
        {
            accepted++;
        }
        return accepted;
    }

    private static int measuredRecordLength()
    {
        try (Bus bus = Bus.open(BusConfig.defaults().withDefaultLoop(LoopConfig.callerRun("measured"))))
        {
            bus.subscribe("a", new Inbox());
            offer(bus.sender("a"), 1);
            return (int)bus.defaultLoop().backlogBytes();
        }
    }

    /** How many records of {@link #message} an importance may fill a ring with. */
    static int roomFor(Importance importance)
    {
        return RING_LENGTH * importance.fillLimitPercent() / 100 / RECORD_LENGTH;
    }

    /** Runs work on a thread of its own; its failure is the test's. */
    Thread start(Runnable work)
    {
        Thread thread = new Thread(work, "test-" + threads.size());
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((who, error) -> failures.add(error));
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** Waits for the threads of the test, and fails as they did. */
    void join()
    {
        threads.forEach((each) -> Await.until("the end of " + each.getName(), () -> !each.isAlive()));
        Throwable failure = failures.poll();
        if (failure != null)
        {
            throw new AssertionError("in a thread of the test: " + failure, failure);
        }
    }

    /** Waits in a handler of a test. */
    static void await(CountDownLatch latch)
    {
        try
        {
            if (!latch.await(LONG.toSeconds(), TimeUnit.SECONDS))
            {
                throw new AssertionError("waited in vain for the test");
            }
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until nothing moves, and fails unless every accepted message has ended exactly once. */
    void assertBalanced()
    {
        settle();
        Await.untilEquals("messages accepted that have not ended", 0, bus.counters()::inFlight);
    }

    /** The one error that was reported so far; it is then forgotten. */
    Throwable takeError()
    {
        assertEquals(1, errors.size(), errors::toString);
        return errors.remove();
    }

    /** The one event that was told so far; it is then forgotten. */
    <E extends BusEvent> E takeEvent(Class<E> type)
    {
        assertEquals(1, events.size(), events::toString);
        return type.cast(events.remove());
    }

    @Override
    public void close()
    {
        join();
        bus.close();
        Await.untilEquals("messages accepted that have not ended, bus closed", 0, bus.counters()::inFlight);
        assertEquals(0, bus.counters().requestsPending(), "requests without an outcome, bus closed");
        assertEquals(0, count(BusCounter.MALFORMED), "malformed frames");
        assertEquals(List.of(), List.copyOf(errors), "errors that the test did not expect");
    }
}
