package org.gradientbus;

import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that were met over NETWORK and are found over HOST: what is sent to them moves there.
 */
@Timeout(60)
class PeerMoveGuaranteeTest
{
    PeersRig openRig()
    {
        return PeersRig.onTwoRungs();
    }

    @Test
    void shouldTellAndExplainTheNearerRungWhenAPeerHasMoved()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            there.subscribe("a", new Inbox());
            Sender sender = here.sender("a");
            Await.until("a route", () -> offer(sender, 0).isAccepted());
            assertEquals(Rung.NETWORK, here.explain("a").candidates().get(0).rung());
            assertEquals(Rung.NETWORK, here.gradient().get(0).rung());

            rig.nearer.releaseDiscovery();

            awaitRung(Rung.HOST, here, there);
            awaitMoved(rig, here, there);
            assertEquals(Rung.HOST, here.explain("a").candidates().get(0).rung());
            assertEquals(SendStatus.ACCEPTED, offer(sender, 1));
            assertEquals(0, goneFor(rig));
        }
    }

    @Test
    void shouldSeeBindingsOfHostScopeOnceThePeerHasMoved()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Address local = Address.numbered(900, 1).withScope(Scope.HOST);
            Inbox inbox = new Inbox();
            there.subscribe("b", new Inbox());
            there.subscribe(local, inbox);
            Sender sender = here.sender("{900,1}");
            assertTrue(here.awaitService("b", BusRig.LONG));
            assertEquals(SendStatus.NO_ROUTE, offer(sender, 0));

            rig.nearer.releaseDiscovery();

            assertTrue(here.awaitService("{900,1}", BusRig.LONG));
            Await.until("a route", () -> offer(sender, 1).isAccepted());
            Await.untilEquals(List.of(1L), inbox::numbers);
            there.subscribe(Address.numbered(900, 2).withScope(Scope.HOST), inbox);
            assertTrue(here.awaitService("{900,2}", BusRig.LONG));
        }
    }

    @Test
    void shouldKeepPendingRequestsWhenAPeerMoves()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Loop stuck = there.loop(LoopConfig.callerRun("stuck"));
            there.subscribe("a",
                (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length), on(stuck));
            assertTrue(here.awaitService("a", BusRig.LONG));
            Outcomes outcomes = new Outcomes();
            Requester requester = here.requester("a");
            for (int i = 0; i < 4; i++)
            {
                assertEquals(SendStatus.ACCEPTED,
                    requester.request(message(i), 0, Long.BYTES, BusRig.LONG, outcomes));
            }

            rig.nearer.releaseDiscovery();
            awaitRung(Rung.HOST, there);
            assertEquals(Rung.NETWORK, here.gradient().get(0).rung(), "moved before all was taken");

            Await.untilEquals(List.of("0", "1", "2", "3"), () ->
            {
                stuck.poll(1);
                return outcomes.all();
            });
            awaitRung(Rung.HOST, here);
        }
    }

    @Test
    void shouldNeitherDropNorDetachWhenALinkIsSealedForAMove()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox dropping = new Inbox();
            Inbox detaching = new Inbox();
            there.subscribe("drop", dropping, MailboxOptions.defaults().withOverflow(Overflow.drop()));
            there.subscribe("detach", detaching,
                MailboxOptions.defaults().withOverflow(Overflow.detachAfter(Duration.ofNanos(1))));
            Publisher toDropping = here.publisher("drop");
            Publisher toDetaching = here.publisher("detach");
            Await.until("a route", () -> offer(toDropping, 0).isAccepted());
            Await.until("a route", () -> offer(toDetaching, 0).isAccepted());

            try (Claim claim = here.claim())
            {
                assertEquals(SendStatus.ACCEPTED, toDropping.tryClaim(Long.BYTES, claim));
                claim.buffer().putLong(claim.offset(), 1);
                rig.nearer.releaseDiscovery();
                Await.untilEquals(SendStatus.BACK_PRESSURED, () -> offer(toDetaching, -1));
                for (int i = 0; i < 10; i++)
                {
                    offer(toDetaching, -1);
                }
                claim.commit();
            }
            awaitRung(Rung.HOST, here);

            Await.until("a route", () -> offer(toDropping, 2).isAccepted());
            Await.until("a route", () -> offer(toDetaching, 2).isAccepted());
            Await.untilEquals(List.of(0L, 1L, 2L), dropping::numbers);
            Await.until("the last", () -> detaching.numbers().contains(2L));
            assertEquals(0, here.counters().get(BusCounter.DROPPED_OVERFLOW));
            assertTrue(rig.events.stream().noneMatch(BusEvent.MailboxDetached.class::isInstance));
        }
    }

    @Test
    void shouldGoOnByTheFormerRungAndTryAgainWhenAClaimStaysOpen()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox inbox = new Inbox();
            there.subscribe("a", inbox);
            there.subscribe("other", new Inbox());
            Sender sender = here.sender("a");
            Sender other = here.sender("other");
            Await.until("a route", () -> offer(sender, 0).isAccepted());
            Await.until("a route", () -> offer(other, 0).isAccepted());

            try (Claim claim = here.claim())
            {
                assertEquals(SendStatus.ACCEPTED, sender.tryClaim(Long.BYTES, claim));
                claim.buffer().putLong(claim.offset(), 1);
                rig.nearer.releaseDiscovery();
                Await.untilEquals(SendStatus.BACK_PRESSURED, () -> offer(other, 1));
                Await.untilEquals(SendStatus.ACCEPTED, () -> offer(other, 2));
                assertEquals(Rung.NETWORK, here.gradient().get(0).rung());
                claim.commit();
            }

            awaitRung(Rung.HOST, here);
            Await.until("a route", () -> offer(sender, 2).isAccepted());
            Await.untilEquals(List.of(0L, 1L, 2L), inbox::numbers);
        }
    }

    @Test
    void shouldStayWhereItIsWhenTheNearerWayIsLostInTheMidstOfAMove()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox inbox = new Inbox();
            there.subscribe("a", inbox);
            there.subscribe("other", new Inbox());
            Sender sender = here.sender("a");
            Sender other = here.sender("other");
            Await.until("a route", () -> offer(other, 0).isAccepted());
            Await.until("a route", () -> offer(sender, 0).isAccepted());
            try (Claim claim = here.claim())
            {
                assertEquals(SendStatus.ACCEPTED, sender.tryClaim(Long.BYTES, claim));
                claim.buffer().putLong(claim.offset(), 1);
                rig.nearer.releaseDiscovery();
                Await.untilEquals(SendStatus.BACK_PRESSURED, () -> offer(other, 1));

                rig.nearer.tell(here.nodeId(), (listener) -> listener.onPeerGone(there.nodeId()));

                Await.untilEquals(SendStatus.ACCEPTED, () -> offer(sender, 2));
                claim.commit();
            }
            Await.untilEquals(List.of(0L, 1L, 2L), inbox::numbers);
            assertEquals(Rung.NETWORK, here.gradient().get(0).rung());
            assertEquals(0, goneFor(rig));
        }
    }

    @Test
    void shouldMeetByTheFormerWayWhenTheNearerIsLostAfterAMoveAndMoveAgain()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox inbox = new Inbox();
            there.subscribe("a", inbox);
            there.subscribe(Address.numbered(900, 3).withScope(Scope.HOST), new Inbox());
            Sender sender = here.sender("a");
            rig.nearer.releaseDiscovery();
            awaitRung(Rung.HOST, here, there);
            Await.until("a route", () -> offer(sender, 0).isAccepted());

            rig.events.clear();
            rig.nearer.partAndJoin(there.nodeId());

            BusEvent.PeerGone gone = rig.awaitEvent(BusEvent.PeerGone.class);
            assertEquals(Rung.HOST, gone.rung());
            assertFalse(gone.saidGoodbye());
            assertEquals(Rung.NETWORK, rig.awaitEvent(BusEvent.PeerMet.class).rung());
            awaitRung(Rung.HOST, here, there);
            Await.untilEquals(SendStatus.ACCEPTED, () -> offer(sender, 2));
            Await.until("the last message", () -> inbox.numbers().contains(2L));
            assertTrue(here.awaitService("{900,3}", BusRig.LONG));
        }
    }

    @Test
    void shouldStillSayGoodbyeWhenTheBusClosesInTheMidstOfAMove()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here", (config) -> config.withCloseTimeout(Duration.ofMillis(100)));
            Bus there = rig.open("there");
            there.subscribe("a", new Inbox());
            Sender sender = here.sender("a");
            Await.until("a route", () -> offer(sender, 0).isAccepted());
            Claim claim = here.claim();
            assertEquals(SendStatus.ACCEPTED, sender.tryClaim(Long.BYTES, claim));
            rig.nearer.releaseDiscovery();
            Await.untilEquals(SendStatus.BACK_PRESSURED, () -> offer(sender, 1));

            here.close();

            assertTrue(rig.awaitEvent(BusEvent.PeerGone.class).saidGoodbye());
        }
    }

    private static void awaitRung(Rung rung, Bus... buses)
    {
        for (Bus each : buses)
        {
            Await.untilEquals(List.of(rung), () -> each.gradient().stream().map(Peer::rung).toList());
        }
    }

    private static void awaitMoved(PeersRig rig, Bus... buses)
    {
        Map<Long, String> expected = Arrays.stream(buses)
            .collect(Collectors.toMap(Bus::nodeId, (each) -> Rung.NETWORK + " to " + Rung.HOST));
        Await.untilEquals(expected, () -> rig.events.stream()
            .filter(BusEvent.PeerMoved.class::isInstance).map(BusEvent.PeerMoved.class::cast)
            .collect(Collectors.toMap(BusEvent.PeerMoved::nodeId, (each) -> each.from() + " to " + each.to())));
    }

    private static long goneFor(PeersRig rig)
    {
        return rig.events.stream().filter(BusEvent.PeerGone.class::isInstance).count();
    }
}
