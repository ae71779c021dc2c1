package org.gradientbus.samples;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A sender faster than its mailbox offers the <em>same</em> message until there is room, so that the order stays; it
 * idles between tries, so that the handler gets the core; it gives up at a deadline. {@code send(..., Duration)} does
 * just that. What is worth nothing when it is late is better dropped at the first refusal.
 */
public final class S07BackPressure
{
    /** What arrived, and how often the sender was refused. */
    record Observed(List<Integer> handled, long refusals)
    {
    }

    /** Returns what was observed. */
    static Observed run(PrintStream out)
    {
        final List<Integer> handled = new CopyOnWriteArrayList<>();
        final Semaphore turns = new Semaphore(0);
        long refusals = 0;
        try (Bus bus = Bus.open(BusConfig.defaults().withMaxMessageLength(64)); Sender sender = bus.sender("slow"))
        {
            bus.subscribe("slow", (buffer, offset, length, envelope) ->
            {
                turns.acquireUninterruptibly(); // so slow that the sender has to wait
                handled.add(buffer.getInt(offset));
            });
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Integer.BYTES]);
            final IdleStrategy idle = new BackoffIdleStrategy();
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            for (int i = 0; i < 100; i++)
            {
                buffer.putInt(0, i);
                SendStatus status = sender.offer(buffer, 0, Integer.BYTES);
                while (status == SendStatus.BACK_PRESSURED && deadlineNs - System.nanoTime() > 0)
                {
                    refusals++;
                    turns.release();
                    idle.idle();
                    status = sender.offer(buffer, 0, Integer.BYTES);
                }
                idle.reset();
                if (!status.isAccepted())
                {
                    throw new IllegalStateException("message " + i + " given up: " + status);
                }
            }
            turns.release(100);
        }
        out.println(handled.size() + " messages handled in order, the sender was refused " + refusals + " times");
        return new Observed(handled, refusals);
    }

    public static void main(String[] args)
    {
        run(System.out);
    }
}
