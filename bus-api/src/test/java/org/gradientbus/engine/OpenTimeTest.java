package org.gradientbus.engine;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.Sender;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** Tells how long it takes from nothing to the first message, once classes are loaded. */
class OpenTimeTest
{
    private static final int TIMES = 20;

    @Test
    void shouldTellHowLongTheFirstMessageTakesWhenABusOpens()
    {
        final long[] tookNs = new long[TIMES];
        for (int i = -5; i < TIMES; i++)
        {
            final AtomicLong handledAtNs = new AtomicLong();
            final long startNs = System.nanoTime();
            try (Bus bus = Bus.open())
            {
                bus.subscribe("a", (buffer, offset, length, envelope) -> handledAtNs.set(System.nanoTime()));
                final Sender sender = bus.sender("a");
                sender.offer(new UnsafeBuffer(new byte[16]), 0, 16);
                Await.until("the message", () -> handledAtNs.get() != 0);
                tookNs[Math.max(i, 0)] = handledAtNs.get() - startNs;
            }
        }
        Arrays.sort(tookNs);
        System.out.println("Bus.open() to the first message, warm: median ms=" + tookNs[TIMES / 2] / 1e6 +
            " max ms=" + tookNs[TIMES - 1] / 1e6 + " times=" + TIMES);
    }
}
