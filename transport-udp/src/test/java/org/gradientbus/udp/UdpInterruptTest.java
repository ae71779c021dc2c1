package org.gradientbus.udp;

import org.agrona.concurrent.SystemNanoClock;
import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.Doorbell;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A thread with its interrupt flag set drives Aeron, which would end itself; and it has the flag still afterwards. */
class UdpInterruptTest
{
    private static final int LOOP = 3;

    private final List<Throwable> errors = new ArrayList<>();

    @Test
    void shouldGoOnWhenThreadsThatDriveAreInterrupted()
    {
        try (Transport receiving = open(1, "127.0.0.1:0");
            Source source = receiving.openSource(LOOP, 0, new Doorbell());
            Transport sending = open(2, "127.0.0.1:0"))
        {
            Thread.currentThread().interrupt();
            Link link = sending.connect(receiving.endpoint(), LOOP);
            for (int i = 0; i < 1000; i++)
            {
                while (!sendOne(link))
                {
                    Thread.onSpinWait();
                }
                source.poll((buffer, offset, length) -> assertEquals(Long.BYTES, length), 1);
            }
            assertTrue(Thread.interrupted());
            interruptWhile(() -> source.poll((buffer, offset, length) -> assertEquals(Long.BYTES, length), 10));
            assertTrue(sendOne(link), "no room though all was taken");

            Await.until("the rest", () ->
            {
                source.poll((buffer, offset, length) -> assertEquals(Long.BYTES, length), 10);
                return !source.hasWork() && link.backlogBytes() == 0;
            });
        }
        assertEquals(List.of(), errors);
    }

    private static boolean sendOne(Link link)
    {
        FrameClaim claim = new FrameClaim();
        return link.tryClaim(Long.BYTES, Importance.CRITICAL, claim).isAccepted() && link.commit(claim);
    }

    /** At any moment of what a thread does that polls all the time. */
    private static void interruptWhile(Runnable poll)
    {
        Thread poller = Thread.currentThread();
        AtomicBoolean isDone = new AtomicBoolean();
        Thread interrupter = new Thread(() ->
        {
            for (int i = 0; i < 2000; i++)
            {
                poller.interrupt();
                Thread.yield();
            }
            isDone.set(true);
        });
        interrupter.start();
        while (!isDone.get())
        {
            poll.run();
            Thread.interrupted();
        }
        Await.until("the end of interrupts", () -> !interrupter.isAlive());
        Thread.interrupted();
    }

    private Transport open(long nodeId, String at)
    {
        return UdpConfig.listen(at).open(
            new TransportContext("interrupts", nodeId, 1024, SystemNanoClock.INSTANCE, errors::add));
    }
}
