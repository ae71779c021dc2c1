package org.gradientbus.udp;

import org.agrona.DirectBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Rung;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A bus in a process of its own whose mailbox "sleep" sleeps for as many milliseconds as a message says, and then reads
 * that message to its end. It says when it falls asleep, and how it found the message afterwards.
 */
final class SleeperProgram
{
    private SleeperProgram()
    {
    }

    /** The domain, where to listen, and a seed. Closes its bus when its input ends, and ends when nobody sleeps. */
    public static void main(String[] args) throws Exception
    {
        AtomicInteger sleeping = new AtomicInteger();
        try (Bus bus = Bus.open(BusConfig.domain(args[0]).withoutRung(Rung.HOST)
            .with(UdpConfig.listen(args[1]).seeds(args[2]))))
        {
            bus.subscribe("sleep", (buffer, offset, length, envelope) ->
            {
                sleeping.incrementAndGet();
                System.out.println("asleep");
                sleep(buffer.getLong(offset));
                System.out.println("read " + sum(buffer, offset + Long.BYTES, length - Long.BYTES));
                sleeping.decrementAndGet();
            });
            while (System.in.read() >= 0)
            {
                Thread.onSpinWait();
            }
        }
        while (sleeping.get() > 0)
        {
            sleep(1);
        }
    }

    private static void sleep(long ms)
    {
        long wakeNs = System.nanoTime() + ms * 1_000_000;
        while (wakeNs - System.nanoTime() > 0)
        {
            LockSupport.parkNanos(wakeNs - System.nanoTime());
        }
    }

    private static int sum(DirectBuffer buffer, int offset, int length)
    {
        int sum = 0;
        for (int i = offset; i < offset + length; i++)
        {
            sum += buffer.getByte(i);
        }
        return sum;
    }
}
