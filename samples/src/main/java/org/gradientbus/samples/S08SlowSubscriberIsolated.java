package org.gradientbus.samples;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.BusEvent;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Overflow;
import org.gradientbus.Publisher;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A subscriber that hangs, and another that does not notice: the one that hangs has a loop of its own, loses what finds
 * no room in front of it, and is named by an event.
 */
public final class S08SlowSubscriberIsolated
{
    /** What each got, and what the bus told. */
    record Observed(int quick, int hanging, long dropped, List<BusEvent> events)
    {
    }

    /** Returns what was observed. */
    static Observed run(PrintStream out)
    {
        final AtomicInteger quick = new AtomicInteger();
        final AtomicInteger hanging = new AtomicInteger();
        final List<BusEvent> events = new CopyOnWriteArrayList<>();
        final Semaphore cure = new Semaphore(0);
        final Bus bus = Bus.open(BusConfig.defaults().withMaxMessageLength(64).withEventHandler(events::add));
        try (bus; Publisher prices = bus.publisher("prices"))
        {
            final MailboxOptions isolated = MailboxOptions.defaults()
                .withLoop(bus.loop(LoopConfig.named("isolated"))).withOverflow(Overflow.drop());
            bus.subscribe("prices", (buffer, offset, length, envelope) -> quick.incrementAndGet());
            bus.subscribe("prices", (buffer, offset, length, envelope) ->
            {
                cure.acquireUninterruptibly();
                cure.release();
                hanging.incrementAndGet();
            }, isolated);
            for (int i = 0; i < 1_000; i++)
            {
                prices.send(new byte[16], Duration.ofSeconds(10));
            }
            cure.release();
        }
        final long dropped = bus.counters().get(BusCounter.DROPPED_OVERFLOW);
        final Observed observed = new Observed(quick.get(), hanging.get(), dropped, events);
        out.println(observed);
        return observed;
    }

    public static void main(String[] args)
    {
        run(System.out);
    }
}
