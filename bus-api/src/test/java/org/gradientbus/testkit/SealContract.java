package org.gradientbus.testkit;

import org.gradientbus.Importance;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A link that is sealed takes nothing more, and once it is drained nothing that it took is under way. */
interface SealContract extends TransportContract
{
    int SENDERS = 3;
    int LENGTH_OF_SEALED = 40;

    @Test
    default void shouldRefuseClaimsOfThatLinkAloneWhileItIsSealed()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = sealable(rig);
            Link other = rig.connect();
            FrameClaim claim = new FrameClaim();
            link.seal();
            link.seal();
            for (Importance each : Importance.values())
            {
                assertEquals(SendStatus.BACK_PRESSURED, link.tryClaim(LENGTH_OF_SEALED, each, claim));
                assertFalse(link.hasRoom(LENGTH_OF_SEALED, each));
            }
            if (link.carriesTags())
            {
                assertEquals(SendStatus.BACK_PRESSURED,
                    link.tryClaimTagged(7, LENGTH_OF_SEALED, Importance.CRITICAL, claim));
            }
            TransportRig.send(other, claim, LENGTH_OF_SEALED, 0);
            link.unseal();
            link.unseal();
            assertTrue(link.hasRoom(LENGTH_OF_SEALED, Importance.LOW));
            TransportRig.send(link, claim, LENGTH_OF_SEALED, 1);
            long[] arrived = new long[1];
            rig.pollUntil("both", patience(), (buffer, offset, length) ->
                FramePattern.verify(buffer, offset, length, arrived[0]++), () -> arrived[0] == 2);
        }
    }

    @Test
    default void shouldNotBeDrainedBeforeAnOpenClaimHasArrivedOrEnded()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = sealable(rig);
            FrameClaim claim = new FrameClaim();
            long[] arrived = new long[1];
            FrameHandler handler = (buffer, offset, length) ->
                FramePattern.verify(buffer, offset, length, arrived[0]++);
            for (int length : new int[]{LENGTH_OF_SEALED, maxFrameLength()})
            {
                assertTrue(link.tryClaim(length, Importance.CRITICAL, claim).isAccepted());
                link.seal();
                settle();
                assertFalse(link.isDrained(), "drained with a claim open");
                FramePattern.write(claim.buffer(), claim.offset(), claim.length(), arrived[0]);
                assertTrue(link.commit(claim));
                settle();
                assertFalse(link.isDrained(), "drained before a poll");
                long expected = arrived[0] + 1;
                rig.pollUntil("the frame", patience(), handler, () -> arrived[0] == expected);
                rig.pollUntil("word that it was taken", patience(), handler, link::isDrained);
                link.unseal();

                assertTrue(link.tryClaim(length, Importance.CRITICAL, claim).isAccepted());
                link.seal();
                assertFalse(link.isDrained(), "drained with a claim open");
                link.abort(claim);
                rig.pollUntil("word that it has ended", patience(), handler, link::isDrained);
                assertEquals(expected, arrived[0]);
                link.unseal();
            }
        }
    }

    @Test
    default void shouldHaveHandedOverAllThatWasAcceptedWhenDrainedWhileThreadsClaim()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = sealable(rig);
            for (int round = 0; round < sealRounds(); round++)
            {
                sealWhileThreadsClaim(rig, link, round);
                link.unseal();
            }
        }
    }

    private void sealWhileThreadsClaim(TransportRig rig, Link link, int round)
    {
        AtomicLong accepted = new AtomicLong();
        AtomicBoolean isOver = new AtomicBoolean();
        long[] arrived = new long[1];
        FrameHandler handler = (buffer, offset, length) -> arrived[0]++;
        try (Crew senders = new Crew(SENDERS, (number) -> sendUntil(isOver, link, accepted)))
        {
            int before = round % 50;
            rig.pollUntil("traffic", patience(), handler, () -> arrived[0] > before);
            link.seal();
            rig.pollUntil("a drained link", patience(), handler, link::isDrained);
            long arrivedWhenDrained = arrived[0];
            isOver.set(true);
            senders.join(patience());
            assertEquals(accepted.get(), arrivedWhenDrained, "accepted, and arrived when it was drained");
            rig.drain(patience(), handler);
            assertEquals(arrivedWhenDrained, arrived[0], "arrived afterwards");
        }
    }

    private static void sendUntil(AtomicBoolean isOver, Link link, AtomicLong accepted)
    {
        FrameClaim claim = new FrameClaim();
        while (!isOver.get() && !Thread.currentThread().isInterrupted())
        {
            if (TransportRig.offer(link, claim, LENGTH_OF_SEALED, Importance.CRITICAL, 0).isAccepted())
            {
                accepted.incrementAndGet();
            }
            else
            {
                Thread.yield();
            }
        }
    }

    @Test
    default void shouldSayClosedWhenTheFarEndOfASealedLinkCloses()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = sealable(rig);
            link.seal();
            rig.source().seal();
            rig.source().close();
            FrameClaim claim = new FrameClaim();
            Await.untilEquals("the answer to a claim", patience(), SendStatus.CLOSED,
                () -> link.tryClaim(LENGTH_OF_SEALED, Importance.CRITICAL, claim));
            assertFalse(link.isDrained());
        }
    }

    private static Link sealable(TransportRig rig)
    {
        Link link = rig.connect();
        Assumptions.assumeTrue(link.rung() != Rung.PROCESS, "only links to peers are sealed");
        return link;
    }
}
