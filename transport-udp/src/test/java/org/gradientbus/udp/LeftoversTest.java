package org.gradientbus.udp;

import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.TransportRig;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a parting leaves in Aeron's memory, beside what is counted as lost. */
class LeftoversTest
{
    private static final int TAKEN = 5;
    private static final int MORE = 100;

    private final AtomicInteger taken = new AtomicInteger();

    @Test
    void shouldLetGoOfAStreamAndCountTheRestAsNotTakenWhenAPartingHasCutIt()
    {
        try (TransportRig rig = new UdpTransportTest().openRig(1024))
        {
            UdpTransport receiving = (UdpTransport)rig.receiving();
            UdpSource source = (UdpSource)rig.source();
            Link link = rig.connect();
            send(link, TAKEN);
            Await.until("the first frames", () -> poll(source) == TAKEN);
            send(link, MORE);

            receiving.helm().exclusively(() -> receiving.peers().loseAll("of a test"));

            Await.until("the end of the stream", () ->
            {
                poll(source);
                return source.streams() == 0;
            });
            int[] left = {-1};
            Await.until("the word what was not taken", () ->
            {
                left[0] = left[0] < 0 ? link.unacknowledged((buffer, offset, length) ->
                {
                }) : left[0];
                return left[0] >= 0;
            });
            assertEquals(TAKEN + MORE, taken.get() + left[0]);
        }
    }

    private int poll(UdpSource source)
    {
        source.poll((buffer, offset, length) -> taken.incrementAndGet(), 1);
        return taken.get();
    }

    private static void send(Link link, int frames)
    {
        FrameClaim claim = new FrameClaim();
        for (int i = 0; i < frames; i++)
        {
            Await.until("room", () -> link.tryClaim(64, Importance.CRITICAL, claim) == SendStatus.ACCEPTED);
            link.commit(claim);
        }
    }
}
