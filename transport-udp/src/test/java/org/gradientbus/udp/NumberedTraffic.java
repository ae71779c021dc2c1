package org.gradientbus.udp;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusCounter;
import org.gradientbus.Envelope;
import org.gradientbus.MessageHandler;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.gradientbus.testkit.Await;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One bus sends numbers to a mailbox of another, without a pause and whatever happens between them. Each number that is
 * accepted is one higher than the one accepted before.
 */
final class NumberedTraffic implements AutoCloseable
{
    private static final long PAUSE_NS = 100_000;

    private final Bus from;
    private final Bus receiver;
    private final String to;
    private final Thread thread;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private final Numbers numbers = new Numbers();
    private volatile boolean isEnding;

    /** Opens the mailbox, and begins. */
    NumberedTraffic(Bus from, Bus mailboxOf, String name)
    {
        this.from = from;
        receiver = mailboxOf;
        to = name;
        mailboxOf.subscribe(name, numbers);
        thread = new Thread(this::send, "traffic-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void send()
    {
        try (Sender sender = from.sender(to))
        {
            UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
            while (!isEnding)
            {
                message.putLong(0, accepted.get());
                SendStatus status = sender.offer(message, 0, message.capacity());
                if (status.isAccepted())
                {
                    accepted.incrementAndGet();
                }
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
        catch (Throwable failure)
        {
            thrown.set(failure);
        }
    }

    long accepted()
    {
        return accepted.get();
    }

    long arrived()
    {
        return numbers.arrived.get();
    }

    /** Waits until numbers arrive that are sent from now on. */
    void awaitFlow()
    {
        long now = accepted.get();
        Await.until("numbers at " + to + " from " + now + " on", () -> numbers.next.get() > now);
    }

    /**
     * Ends it, and checks: nobody was surprised by an exception, none arrived twice or out of order, and each either
     * arrived or is counted as lost.
     */
    void endAndCheck()
    {
        close();
        assertNull(thrown.get());
        Await.until("the last number at " + to, () -> numbers.next.get() == accepted.get());
        assertEquals(0, numbers.outOfOrder.get(), "twice or out of order at " + to);
        long missing = accepted.get() - numbers.arrived.get();
        assertTrue(missing <= from.counters().get(BusCounter.LOST_WITH_PEER),
            () -> missing + " numbers never came to " + to + ", and fewer were counted as lost:\n sender " +
            counters(from) + "\n receiver " + counters(receiver));
    }

    private static String counters(Bus bus)
    {
        StringBuilder text = new StringBuilder();
        for (BusCounter each : BusCounter.values())
        {
            long value = bus.counters().get(each);
            text.append(value == 0 ? "" : each + "=" + value + " ");
        }
        return text.toString();
    }

    @Override
    public void close()
    {
        isEnding = true;
        Await.until("the end of traffic to " + to, () -> !thread.isAlive());
    }

    private static final class Numbers implements MessageHandler
    {
        private final AtomicLong next = new AtomicLong();
        private final AtomicLong arrived = new AtomicLong();
        private final AtomicLong outOfOrder = new AtomicLong();

        @Override
        public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
        {
            long number = buffer.getLong(offset);
            if (number < next.get())
            {
                outOfOrder.incrementAndGet();
            }
            arrived.incrementAndGet();
            next.set(number + 1);
        }
    }
}
