package org.gradientbus.testkit;

import org.gradientbus.BusException;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Source;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The end: sealed, abandoned, closed; and nothing that was granted before is lost unseen. */
interface CloseContract extends TransportContract
{
    int SEAL_ROUNDS = 300;
    int SEAL_THREADS = 3;

    @Test
    default void shouldRefuseEveryClaimWhenSealed()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            rig.source().seal();
            rig.source().seal();
            settle();
            for (Importance each : Importance.values())
            {
                assertRefused(link, each);
                assertRefused(rig.connect(), each);
            }
            rig.drain(patience(), (buffer, offset, length) ->
            {
                throw new AssertionError("nothing was sent");
            });
            assertEquals(rig.source().claimedPosition(), rig.source().consumedPosition());
            Await.untilEquals("the backlog", patience(), 0L, link::backlogBytes);
        }
    }

    @Test
    default void shouldStillArriveWhenClaimedBeforeTheSeal()
    {
        Assumptions.assumeTrue(seesOpenClaims(), "claims live in the sender's own memory");
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            assertTrue(link.tryClaim(100, Importance.LOW, claim).isAccepted());
            FramePattern.write(claim.buffer(), claim.offset(), claim.length(), 7);
            long claimed = rig.source().claimedPosition();
            rig.source().seal();
            assertEquals(claimed, rig.source().claimedPosition());
            assertTrue(rig.source().hasWork());
            link.commit(claim);
            int[] arrived = new int[1];
            rig.pollUntil("the frame", patience(), (buffer, offset, length) ->
            {
                FramePattern.verify(buffer, offset, length, 7);
                arrived[0]++;
            }, () -> arrived[0] == 1);
            assertFalse(rig.source().hasWork());
            assertEquals(claimed, rig.source().consumedPosition());
        }
    }

    @Test
    default void shouldPollEveryFrameGrantedWhenClaimsRaceWithTheSeal()
    {
        long seed = new SplittableRandom().nextLong();
        System.out.println(getClass().getSimpleName() + " seal race: seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < sealRounds(); round++)
        {
            try (TransportRig rig = openRig(1024))
            {
                raceWithSeal(rig, random.nextInt(40));
            }
        }
    }

    @Test
    default void shouldHandOverCompleteFramesBehindAnOpenClaimWhenAbandoned()
    {
        Assumptions.assumeTrue(seesOpenClaims(), "claims live in the sender's own memory");
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim open = new FrameClaim();
            FrameClaim aborted = new FrameClaim();
            FrameClaim claim = new FrameClaim();
            TransportRig.send(link, claim, 50, 0);
            assertTrue(link.tryClaim(60, Importance.LOW, open).isAccepted());
            TransportRig.send(link, claim, 70, 1);
            assertTrue(link.tryClaim(80, Importance.LOW, aborted).isAccepted());
            link.abort(aborted);
            TransportRig.send(link, claim, 90, 2);
            rig.source().seal();
            long[] next = new long[1];
            FrameHandler handler =
                (buffer, offset, length) -> FramePattern.verify(buffer, offset, length, next[0]++);
            rig.pollUntil("the frame before the claim", patience(), handler, () -> next[0] == 1);
            assertEquals(2, rig.source().abandon(handler));
            assertEquals(3, next[0]);
        }
    }

    @Test
    default void shouldHandOverAFullSourceWhenAbandoned()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            int sent = sendUntilRefused(link, 300, Importance.CRITICAL, 0);
            long[] next = new long[1];
            FrameHandler handler =
                (buffer, offset, length) -> FramePattern.verify(buffer, offset, length, next[0]++);
            int polled = sent / 2;
            Await.until("half the frames", patience(), () ->
            {
                rig.source().poll(handler, 1);
                return next[0] == polled;
            });
            int more = sendUntilRefused(link, 300, Importance.CRITICAL, sent);
            assertTrue(more > 0, "no room where half was polled");
            settle();
            rig.source().seal();
            assertEquals(sent + more - polled, rig.source().abandon(handler));
            assertEquals(sent + more, next[0]);
        }
    }

    @Test
    default void shouldAnswerClosedWhenTheSourceIsClosed()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            rig.source().close();
            rig.source().close();
            awaitClosed(link);
            settle();
            assertEquals(SendStatus.CLOSED, link.tryClaim(10, Importance.CRITICAL, new FrameClaim()));
        }
    }

    @Test
    default void shouldAnswerClosedWhenTheReceivingTransportIsClosed()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            rig.receiving().close();
            rig.receiving().close();
            awaitClosed(link);
            assertRefused(link, Importance.CRITICAL);
        }
    }

    @Test
    default void shouldKeepTheOthersOpenWhenOneLinkIsClosed()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link closed = rig.connect();
            Link open = rig.connect();
            closed.close();
            closed.close();
            TransportRig.send(open, new FrameClaim(), 100, 1);
            int[] arrived = new int[1];
            rig.pollUntil("the frame", patience(), (buffer, offset, length) -> arrived[0]++, () -> arrived[0] == 1);
        }
    }

    @Test
    default void shouldRefuseToConnectWhenTheEndpointIsNotItsOwnKind()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            assertThrows(BusException.class, () -> rig.sending().connect("nobody's endpoint", TransportRig.LOOP));
        }
    }

    @Test
    default void shouldSayHowLongWhenTheSourceIsTooShort()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
                () -> rig.receiving().openSource(TransportRig.LOOP + 1, 64, new Doorbell()));
            assertTrue(refusal.getMessage().matches(".*\\d{4,}.*"), refusal.getMessage());
        }
    }

    private static void assertRefused(Link link, Importance importance)
    {
        SendStatus status = link.tryClaim(10, importance, new FrameClaim());
        assertTrue(status == SendStatus.BACK_PRESSURED || status == SendStatus.CLOSED, () -> importance + " " + status);
    }

    private void raceWithSeal(TransportRig rig, int pollsBefore)
    {
        AtomicLong granted = new AtomicLong();
        AtomicLong sealedAtNs = new AtomicLong();
        Link[] links = new Link[SEAL_THREADS];
        for (int i = 0; i < links.length; i++)
        {
            links[i] = rig.connect();
        }
        Source source = rig.source();
        long[] arrived = new long[1];
        FrameHandler handler = (buffer, offset, length) ->
        {
            FramePattern.verify(buffer, offset, length, length);
            arrived[0]++;
        };
        try (Crew senders = new Crew(SEAL_THREADS, (thread) -> sendUntilSealed(links[thread], granted, sealedAtNs)))
        {
            Await.until("traffic", patience(), () -> source.poll(handler, 8) > 0);
            for (int i = 0; i < pollsBefore; i++)
            {
                source.poll(handler, 8);
            }
            source.seal();
            sealedAtNs.set(System.nanoTime() | 1);
            rig.pollUntil("what was granted", patience(), handler,
                () -> senders.isDone() && arrived[0] >= granted.get());
        }
        rig.drain(patience(), handler);
        assertEquals(granted.get(), arrived[0], "granted and committed, but not polled exactly once");
        assertEquals(source.claimedPosition(), source.consumedPosition());
    }

    private void sendUntilSealed(Link link, AtomicLong granted, AtomicLong sealedAtNs)
    {
        FrameClaim claim = new FrameClaim();
        for (int i = 0; !Thread.currentThread().isInterrupted(); i++)
        {
            long sealedNs = sealedAtNs.get();
            boolean isSettled = sealedNs != 0 && System.nanoTime() - sealedNs >= settling().toNanos();
            int length = i % 100;
            if (TransportRig.offer(link, claim, length, Importance.CRITICAL, length).isAccepted())
            {
                granted.incrementAndGet();
                assertFalse(isSettled, "a claim was granted after the seal");
            }
            else if (isSettled)
            {
                return;
            }
        }
    }
}
