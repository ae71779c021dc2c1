package org.gradientbus.udp;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Envelope;
import org.gradientbus.Publisher;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Messages one after the other as fast as they go, each of which says which it is and what it must hold. */
final class SteadyFlow implements AutoCloseable
{
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_FAULTS = 10;
    private static final int LONGEST = 3000;

    private final Publisher publisher;
    private final Thread thread = new Thread(this::run, "flow");
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private volatile long sent;
    private volatile long received;
    private volatile boolean isEnded;

    SteadyFlow(Publisher publisher)
    {
        this.publisher = publisher;
    }

    void start()
    {
        thread.start();
    }

    private void run()
    {
        UnsafeBuffer message = new UnsafeBuffer(new byte[LONGEST]);
        while (!isEnded)
        {
            long number = sent;
            int length = length(number);
            message.setMemory(8, length - 8, (byte)number);
            message.putLong(0, number);
            publisher.send(message, 0, length, PATIENCE);
            sent = number + 1;
        }
    }

    /** Mostly short; one in a hundred is longer than a datagram. */
    private static int length(long number)
    {
        return number % 100 == 99 ? LONGEST : 16 + (int)(number * 37 % 200);
    }

    void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        long number = received;
        if (length != length(number) || buffer.getLong(offset) != number ||
            buffer.getByte(offset + 8) != (byte)number || buffer.getByte(offset + length - 1) != (byte)number)
        {
            if (faults.size() < MOST_FAULTS)
            {
                faults.add("message " + buffer.getLong(offset) + " of " + length + " bytes in place of " + number);
            }
        }
        received = number + 1;
    }

    long received()
    {
        return received;
    }

    void end()
    {
        isEnded = true;
    }

    boolean isComplete()
    {
        return !thread.isAlive() && received == sent;
    }

    List<String> faults()
    {
        return faults;
    }

    @Override
    public void close()
    {
        isEnded = true;
        try
        {
            thread.join(PATIENCE.toMillis());
        }
        catch (InterruptedException e)
        {
            Thread.currentThread().interrupt();
        }
    }
}
