package org.gradientbus.samples;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Sender;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Work in parallel that keeps each order's events in order: the key picks the mailbox, so one order has one handler.
 */
public final class S05KeyedOrder
{
    /** Returns who handled which event, by order. */
    static Map<Long, List<String>> run(PrintStream out)
    {
        final Map<Long, List<String>> handled = new ConcurrentSkipListMap<>();
        try (Bus bus = Bus.open(); Sender events = bus.sender("orders/events"))
        {
            for (final String name : List.of("ann", "bob", "cy"))
            {
                final MailboxOptions inParallel = MailboxOptions.defaults().withLoop(bus.loop(LoopConfig.named(name)));
                bus.subscribe("orders/events", (buffer, offset, length, envelope) ->
                    handled.computeIfAbsent(buffer.getLong(offset), (order) -> new CopyOnWriteArrayList<>())
                        .add(name + " " + buffer.getStringAscii(offset + Long.BYTES)), inParallel);
            }

            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
            for (final String event : List.of("placed", "changed", "filled"))
            {
                for (long order = 1; order <= 8; order++)
                {
                    buffer.putLong(0, order);
                    final int length = Long.BYTES + buffer.putStringAscii(Long.BYTES, event);
                    if (!events.offer(order, buffer, 0, length).isAccepted())
                    {
                        throw new IllegalStateException("no room for 24 messages");
                    }
                }
            }
        }
        handled.forEach((order, by) -> out.println("order " + order + ": " + by));
        return handled;
    }

    public static void main(String[] args)
    {
        run(System.out);
    }
}
