package org.gradientbus;

import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that die, leave, or stand still.
 */
@Timeout(60)
class PeerLossGuaranteeTest implements PeerRigs
{
    @Test
    void shouldSayNoRouteAndTellWhenThePeerHasDied()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            List<String> seen = new CopyOnWriteArrayList<>();
            here.watch("a", new DirectoryListener()
            {
                @Override
                public void onUp(Binding binding)
                {
                    seen.add("up");
                }

                @Override
                public void onDown(Binding binding)
                {
                    seen.add("down");
                }
            });
            there.subscribe("a", new Inbox());
            Sender sender = here.sender("a");
            Await.until("a route", () -> offer(sender, 1).isAccepted());
            long nodeId = there.nodeId();

            rig.kill(there);

            Await.untilEquals(SendStatus.NO_ROUTE, () -> offer(sender, 2));
            Await.untilEquals(List.of("up", "down"), () -> List.copyOf(seen));
            BusEvent.PeerGone gone = rig.awaitEvent(BusEvent.PeerGone.class);
            assertEquals(nodeId, gone.nodeId());
            assertEquals("there", gone.name());
            assertFalse(gone.saidGoodbye());
            assertEquals(List.of(), here.gradient());
            Await.untilEquals(1L, () -> here.counters().get(BusCounter.PEERS_LOST));
        }
    }

    @Test
    void shouldFailEachPendingRequestWithPeerLostWhenThePeerDies()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Loop stuck = there.loop(LoopConfig.callerRun("stuck"));
            Inbox taken = new Inbox();
            there.subscribe("taken", taken);
            there.subscribe("waiting", new Inbox(), on(stuck));
            assertTrue(here.awaitService("taken", BusRig.LONG));
            assertTrue(here.awaitService("waiting", BusRig.LONG));
            Outcomes outcomes = new Outcomes();
            Requester toTaken = here.requester("taken");
            Requester toWaiting = here.requester("waiting");
            for (int i = 0; i < 10; i++)
            {
                assertEquals(SendStatus.ACCEPTED,
                    toTaken.request(message(i), 0, Long.BYTES, BusRig.LONG, outcomes));
                assertEquals(SendStatus.ACCEPTED,
                    toWaiting.request(message(i), 0, Long.BYTES, BusRig.LONG, outcomes));
            }
            Await.untilEquals(10, taken::size);

            rig.kill(there);

            Await.untilEquals(Collections.nCopies(20, "PEER_LOST"), outcomes::all);
            Await.untilEquals(10L, () -> here.counters().get(BusCounter.LOST_WITH_PEER));
        }
    }

    @Test
    void shouldCountWhatThePeerLeftUnacknowledgedWhenItDies()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Loop stuck = there.loop(LoopConfig.callerRun("stuck"));
            Inbox first = new Inbox();
            there.subscribe("a", first, on(stuck));
            there.subscribe("a", new Inbox(), on(stuck));
            PeersRig.awaitCandidates(here, "a", 2);
            Publisher publisher = here.publisher("a");
            for (int i = 0; i < 10; i++)
            {
                assertEquals(SendStatus.ACCEPTED, offer(publisher, i));
            }
            while (first.size() < 4)
            {
                stuck.poll(1);
            }

            rig.kill(there);

            assertEquals(12, rig.awaitEvent(BusEvent.PeerGone.class).unacknowledged());
            Await.untilEquals(12L, () -> here.counters().get(BusCounter.LOST_WITH_PEER));
        }
    }

    @Test
    void shouldKeepTheReplyWhenThePeerDiesAfterItHasReplied()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox handled = new Inbox();
            there.subscribe("a", (buffer, offset, length, envelope) ->
            {
                envelope.reply(buffer, offset, length);
                handled.onMessage(buffer, offset, length, envelope);
            });
            assertTrue(here.awaitService("a", BusRig.LONG));
            Loop replies = here.loop(LoopConfig.callerRun("replies"));
            Outcomes outcomes = new Outcomes();
            Requester requester = here.requester("a", PortOptions.defaults().withLoop(replies));
            requester.request(message(1), 0, Long.BYTES, BusRig.LONG, outcomes);
            Await.untilEquals(1, handled::size);

            rig.kill(there);
            rig.awaitEvent(BusEvent.PeerGone.class);
            Await.until("an outcome", () ->
            {
                replies.poll(10);
                return outcomes.all().size() == 1;
            });

            assertEquals(List.of("1"), outcomes.all());
        }
    }

    @Test
    void shouldDeliverWhatAPeerHadSentWhenItDies()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Loop late = here.loop(LoopConfig.callerRun("late"));
            List<Inbox> inboxes = new ArrayList<>();
            for (int i = 0; i < 3; i++)
            {
                inboxes.add(new Inbox());
                here.subscribe("a", inboxes.get(i), on(late));
            }
            PeersRig.awaitCandidates(there, "a", 3);
            rig.meet();
            Publisher publisher = there.publisher("a");
            for (int i = 0; i < 5; i++)
            {
                assertEquals(SendStatus.ACCEPTED, offer(publisher, i));
            }

            rig.kill(there);
            rig.awaitEvent(BusEvent.PeerGone.class);
            Await.until("all messages", () ->
            {
                late.poll(10);
                return inboxes.stream().allMatch((each) -> each.size() == 5);
            });

            inboxes.forEach((each) -> assertEquals(Inbox.upTo(5), each.numbers()));
        }
    }

    @Test
    void shouldTakeTheOthersWhenOneOfSeveralPeersDies()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus dying = rig.open("dying");
            Bus living = rig.open("living");
            Inbox inbox = new Inbox();
            dying.subscribe("a", new Inbox());
            living.subscribe("a", inbox);
            PeersRig.awaitCandidates(here, "a", 2);
            Sender sender = here.sender("a");

            rig.kill(dying);
            rig.awaitEvent(BusEvent.PeerGone.class);
            int before = inbox.size();
            for (int i = 0; i < 10; i++)
            {
                assertEquals(SendStatus.ACCEPTED, offer(sender, i));
            }

            Await.untilEquals(before + 10, inbox::size);
        }
    }

    @Test
    void shouldRemoveItsBindingsWhenAPeerCloses()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            there.subscribe("a", new Inbox());
            Sender sender = here.sender("a");
            Await.until("a route", () -> offer(sender, 1).isAccepted());

            there.close();

            Await.untilEquals(SendStatus.NO_ROUTE, () -> offer(sender, 2));
            BusEvent.PeerGone gone = rig.awaitEvent(BusEvent.PeerGone.class);
            assertTrue(gone.saidGoodbye());
            assertEquals(0, gone.unacknowledged());
            assertEquals(0, here.counters().get(BusCounter.PEERS_LOST));
            rig.kill(there);
        }
    }

    @Test
    void shouldLoseNothingWhenAPeerStandsStillForAWhile()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here", (config) -> config.withPingInterval(Duration.ofMillis(20)));
            Bus there = rig.open("there");
            Inbox inbox = new Inbox();
            there.subscribe("a", inbox);
            rig.meet();
            Sender sender = here.sender("a");

            rig.hub.pause(there.nodeId());
            BusEvent.PeerUnresponsive stopped = rig.awaitEvent(BusEvent.PeerUnresponsive.class);
            assertTrue(stopped.isUnresponsive());
            assertTrue(here.gradient().get(0).isUnresponsive());
            // Not before: a poll that was under way when the peer was stopped still takes what it finds.
            int accepted = BusRig.fill(sender);
            assertEquals(SendStatus.BACK_PRESSURED, offer(sender, -1));
            rig.hub.resume(there.nodeId());

            assertFalse(rig.awaitEvent(BusEvent.PeerUnresponsive.class).isUnresponsive());
            Await.untilEquals(Inbox.upTo(accepted), inbox::numbers);
            assertEquals(SendStatus.ACCEPTED, offer(sender, accepted));
        }
    }

    @Test
    void shouldPassOverAPeerThatDoesNotAnswerWhenAnotherIsAsNear()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here", (config) -> config.withPingInterval(Duration.ofMillis(20)));
            Bus stopped = rig.open("stopped");
            Bus running = rig.open("running");
            Inbox inbox = new Inbox();
            stopped.subscribe("a", new Inbox());
            running.subscribe("a", inbox);
            rig.meet();
            PeersRig.awaitCandidates(here, "a", 2);

            rig.hub.pause(stopped.nodeId());
            Await.until("the stopped one to count as further",
                () -> here.explain("a").candidates().stream().filter((each) -> each.chosen()).count() == 1);
            Sender sender = here.sender("a");
            for (int i = 0; i < 10; i++)
            {
                int number = i;
                Await.until("room", () -> offer(sender, number).isAccepted());
            }

            Await.untilEquals(10, inbox::size);
            rig.hub.resume(stopped.nodeId());
        }
    }

    @Test
    void shouldCloseInItsTimeWhenAPeerStandsStill()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            there.subscribe("a", new Inbox());
            assertTrue(here.awaitService("a", BusRig.LONG));
            rig.hub.pause(there.nodeId());
            BusRig.fill(here.sender("a", PortOptions.defaults().withImportance(Importance.CRITICAL)));
            CountDownLatch closed = new CountDownLatch(1);
            Thread closing = new Thread(() ->
            {
                here.close();
                closed.countDown();
            });
            closing.start();

            BusRig.await(closed);

            rig.hub.resume(there.nodeId());
        }
    }
}
