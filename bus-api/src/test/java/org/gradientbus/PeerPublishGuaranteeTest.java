package org.gradientbus;

import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Publishing to mailboxes here and at peers: who gets it, what it costs, and what a full one does to the others.
 */
@Timeout(60)
class PeerPublishGuaranteeTest implements PeerRigs
{
    @Test
    void shouldReachEachMatchingMailboxOnceWhenTheyAreOfSeveralNodes()
    {
        String[] bound =
            {"{700,0-99}", "{700,0-99}", "{700,100-199}", "{700,200-299}", "{700,200-299}", "{700,300-399}"};
        String[] published = {"{700,99-100}", "{700,150-250}", "{700,200-399}", "{700,0-399}"};
        int[][] expected = {{1, 1, 1, 0, 0, 0}, {0, 0, 1, 1, 1, 0}, {0, 0, 0, 1, 1, 1}, {1, 1, 1, 1, 1, 1}};
        try (PeersRig rig = openRig())
        {
            Bus[] buses = {rig.open("a"), rig.open("b"), rig.open("c")};
            List<Inbox> inboxes = new ArrayList<>();
            for (int i = 0; i < bound.length; i++)
            {
                Inbox inbox = new Inbox();
                inboxes.add(inbox);
                buses[i % 2].subscribe(bound[i], inbox);
            }
            for (Bus each : buses)
            {
                PeersRig.awaitCandidates(each, "{700,0-399}", bound.length);
            }
            int[] total = new int[bound.length];
            for (Bus each : buses)
            {
                for (int i = 0; i < published.length; i++)
                {
                    assertEquals(SendStatus.ACCEPTED, offer(each.publisher(published[i]), i));
                    for (int j = 0; j < total.length; j++)
                    {
                        total[j] += expected[i][j];
                    }
                }
            }
            for (int j = 0; j < total.length; j++)
            {
                int mailbox = j;
                Await.untilEquals("messages at " + bound[j], total[j], () -> inboxes.get(mailbox).size());
            }
        }
    }

    @Test
    void shouldSendOneFrameWhenSeveralMailboxesOfAPeersLoopMatch()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Loop one = there.loop(LoopConfig.callerRun("one"));
            Loop many = there.loop(LoopConfig.callerRun("many"));
            there.subscribe("one", new Inbox(), on(one));
            List<Inbox> inboxes = new ArrayList<>();
            for (int i = 0; i < 50; i++)
            {
                inboxes.add(new Inbox());
                there.subscribe("many", inboxes.get(i), on(many));
            }
            PeersRig.awaitCandidates(here, "many", 50);
            PeersRig.awaitCandidates(here, "one", 1);
            Publisher toOne = here.publisher("one");
            Publisher toMany = here.publisher("many");
            offer(toOne, 0);
            offer(toMany, 0);
            poll(one);
            poll(many);

            assertEquals(SendStatus.ACCEPTED, offer(toOne, 1));
            assertEquals(SendStatus.ACCEPTED, offer(toMany, 1));

            assertEquals(one.backlogBytes(), many.backlogBytes());
            poll(one);
            poll(many);
            inboxes.forEach((each) -> assertEquals(List.of(0L, 1L), each.numbers()));
        }
    }

    @Test
    void shouldReachNobodyOnAnyNodeWhenOneIsFull()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Loop stuck = there.loop(LoopConfig.callerRun("stuck"));
            Inbox own = new Inbox();
            Inbox flowing = new Inbox();
            Inbox full = new Inbox();
            here.subscribe("a", own);
            rig.open("elsewhere").subscribe("a", flowing);
            there.subscribe("a", full, on(stuck));
            PeersRig.awaitCandidates(here, "a", 3);
            Publisher publisher = here.publisher("a");

            int accepted = fillTheSlowest(publisher, own, flowing);
            for (int i = 0; i < 100; i++)
            {
                assertEquals(SendStatus.BACK_PRESSURED, offer(publisher, -1));
            }

            assertTrue(accepted > 0);
            Await.untilEquals(Inbox.upTo(accepted), own::numbers);
            Await.untilEquals(Inbox.upTo(accepted), flowing::numbers);
            poll(stuck);
            assertEquals(Inbox.upTo(accepted), full.numbers());
            assertEquals(SendStatus.ACCEPTED, offer(publisher, accepted));
            poll(stuck);
            Await.untilEquals(Inbox.upTo(accepted + 1), own::numbers);
        }
    }

    @Test
    void shouldAcceptAndCountWhenAPeersFullMailboxDrops()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Loop stuck = there.loop(LoopConfig.callerRun("stuck"));
            Mailbox dropping = there.subscribe("a", new Inbox(), on(stuck).withOverflow(Overflow.drop()));
            PeersRig.awaitCandidates(here, "a", 1);
            Publisher publisher = here.publisher("a");

            int sent = 0;
            while (here.counters().get(BusCounter.DROPPED_OVERFLOW) < 10)
            {
                assertEquals(SendStatus.ACCEPTED, offer(publisher, sent++));
            }

            assertEquals(dropping.port(), rig.awaitEvent(BusEvent.MailboxDropping.class).mailbox());
            poll(stuck);
            assertEquals(sent - 10, dropping.delivered());
        }
    }

    @Test
    void shouldDetachForAllNodesWhenAPeersMailboxStalls()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Bus third = rig.open("third");
            Loop stuck = there.loop(LoopConfig.callerRun("stuck"));
            Inbox own = new Inbox();
            here.subscribe("a", own);
            Mailbox stalled = there.subscribe(
                "a", new Inbox(), on(stuck).withOverflow(Overflow.detachAfter(Duration.ofMillis(20))));
            PeersRig.awaitCandidates(here, "a", 2);
            PeersRig.awaitCandidates(third, "a", 2);
            Publisher publisher = here.publisher("a");
            int accepted = fillTheSlowest(publisher, own);

            Await.until("a publish without the laggard", () -> offer(publisher, accepted).isAccepted());

            BusEvent.MailboxDetached event = rig.awaitEvent(BusEvent.MailboxDetached.class);
            assertEquals(List.of(Address.parse("a")), event.bindings());
            assertEquals(stalled.port(), event.mailbox());
            PeersRig.awaitCandidates(third, "a", 1);
            Await.untilEquals(List.of(), stalled::bindings);
            poll(stuck);

            stalled.bind(Address.parse("a"));
            PeersRig.awaitCandidates(here, "a", 2);
            assertEquals(SendStatus.ACCEPTED, offer(publisher, 7));
            poll(stuck);
        }
    }

    @Test
    void shouldReachPresentMailboxesOnceWhenPeersBindAndUnbindAllTheTime()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox steady = new Inbox();
            there.subscribe("a", steady);
            PeersRig.awaitCandidates(here, "a", 1);
            Publisher publisher = here.publisher("a");
            int sent = 0;
            for (int round = 0; round < 200; round++)
            {
                Mailbox fleeting = there.subscribe(round % 2 == 0 ? "a" : "*", new Inbox());
                for (int i = 0; i < 5; i++)
                {
                    int number = sent++;
                    Await.until("room", () -> offer(publisher, number).isAccepted());
                }
                fleeting.close();
            }
            int all = sent;
            Await.untilEquals("messages", all, steady::size);
            assertEquals(Inbox.upTo(all), steady.numbers());
        }
    }

    /** Until one refuses that is none of these, who have taken all before the last try. Returns how many it took. */
    private static int fillTheSlowest(Publisher publisher, Inbox... others)
    {
        int accepted = 0;
        while (true)
        {
            accepted += offerAll(publisher, accepted);
            int sent = accepted;
            for (Inbox each : others)
            {
                Await.untilEquals(sent, each::size);
            }
            int more = offerAll(publisher, accepted);
            if (more == 0)
            {
                return accepted;
            }
            accepted += more;
        }
    }

    private static int offerAll(Publisher publisher, int first)
    {
        int accepted = 0;
        while (offer(publisher, first + accepted).isAccepted())
        {
            accepted++;
        }
        return accepted;
    }

    private static void poll(Loop loop)
    {
        int quiet = 0;
        while (quiet < 3)
        {
            quiet = loop.poll(64) == 0 ? quiet + 1 : 0;
        }
    }
}
