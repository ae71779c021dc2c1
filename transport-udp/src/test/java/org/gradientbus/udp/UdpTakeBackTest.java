package org.gradientbus.udp;

import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.TransportRig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A commit in the very moment in which the peer goes: sent and counted, or refused. */
@Timeout(120)
class UdpTakeBackTest
{
    private static final int ROUNDS = 6;
    private static final int MAX_FRAME_LENGTH = 8 * 1024;

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong arrived = new AtomicLong();

    @Test
    void shouldCountOrRefuseEachFrameWhenThePeerGoesAmidCommits() throws InterruptedException
    {
        SplittableRandom random = new SplittableRandom();
        for (int round = 0; round < ROUNDS; round++)
        {
            sent.set(0);
            arrived.set(0);
            int length = round % 4 == 0 ? MAX_FRAME_LENGTH : 32;
            try (TransportRig rig = new UdpTransportTest().openRig(MAX_FRAME_LENGTH))
            {
                Link link = rig.connect();
                Thread[] senders = {new Thread(() -> send(link, length)), new Thread(() -> send(link, length))};
                for (Thread each : senders)
                {
                    each.start();
                }
                int enough = 1 + random.nextInt(2_000);
                Await.until("some frames", () ->
                {
                    rig.source().poll((buffer, offset, frameLength) -> arrived.incrementAndGet(), 64);
                    return arrived.get() >= enough;
                });
                rig.receiving().close();
                long[] left = {-1};
                Await.until("the end of the stream", () ->
                {
                    left[0] = left[0] < 0 ? link.unacknowledged((buffer, offset, frameLength) ->
                    {
                    }) : left[0];
                    return left[0] >= 0;
                });
                for (Thread each : senders)
                {
                    each.join();
                }
                assertEquals(sent.get(), arrived.get() + left[0], "round " + round);
            }
        }
    }

    private void send(Link link, int length)
    {
        FrameClaim claim = new FrameClaim();
        SendStatus status = SendStatus.ACCEPTED;
        while (status != SendStatus.CLOSED)
        {
            status = link.tryClaim(length, Importance.CRITICAL, claim);
            if (status.isAccepted() && link.commit(claim))
            {
                sent.incrementAndGet();
            }
        }
    }
}
