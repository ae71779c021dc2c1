package org.gradientbus;

import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.gradientbus.engine.ProcessRung;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.Hub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Buses that find each other: bindings, messages, answers.
 */
@Timeout(60)
class PeerGuaranteeTest implements PeerRigs
{
    @Test
    void shouldReachTheMailboxWhenItIsAPeers()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox inbox = new Inbox();
            there.subscribe("prices/*", inbox);
            assertTrue(here.awaitService("prices/eurusd", BusRig.LONG));

            Sender sender = here.sender("prices/eurusd");
            for (int i = 0; i < 100; i++)
            {
                assertEquals(SendStatus.ACCEPTED, offer(sender, i));
            }

            Await.untilEquals("messages", 100, inbox::size);
            assertEquals(Inbox.upTo(100), inbox.numbers());
            assertEquals(Address.parse("prices/eurusd"), inbox.addresses().get(0));
        }
    }

    @Test
    void shouldEndInTheReplyWhenAPeerReplies()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            there.subscribe("echo", (buffer, offset, length, envelope) ->
                assertEquals(SendStatus.ACCEPTED, envelope.reply(buffer, offset, length)));
            assertTrue(here.awaitService("echo", BusRig.LONG));

            assertEquals(42, here.requester("echo").call(message(42), 0, Long.BYTES, BusRig.LONG).getLong(0));
        }
    }

    @Test
    void shouldKnowNameAndRoundTripWhenPeersHaveMet()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here", (config) -> config.withPingInterval(Duration.ofMillis(50)));
            Bus there = rig.open("there");
            there.subscribe("a", new Inbox());
            rig.meet();
            Await.until("a round trip", () -> here.gradient().get(0).roundTrip().samples() >= 3);

            Peer peer = here.gradient().get(0);

            assertEquals("there", peer.name());
            assertEquals(there.nodeId(), peer.nodeId());
            assertEquals(Rung.HOST, peer.rung());
            assertTrue(peer.roundTrip().averageNs() > 0, peer::toString);
            assertTrue(peer.roundTrip().p99Ns() >= peer.roundTrip().p50Ns(), peer::toString);
            assertEquals(List.of(1, 1), List.of(peer.mailboxes(), peer.bindings()));
        }
    }

    @Test
    void shouldTellWatchersWhenAPeerBindsAndUnbinds()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            rig.meet();
            List<String> seen = new CopyOnWriteArrayList<>();
            here.watch("a/*", new DirectoryListener()
            {
                @Override
                public void onUp(Binding binding)
                {
                    seen.add("up " + binding.address() + " " + binding.rung());
                }

                @Override
                public void onDown(Binding binding)
                {
                    seen.add("down " + binding.address() + " " + binding.rung());
                }
            });

            Mailbox mailbox = there.subscribe("a/b", new Inbox());
            mailbox.bind(Address.parse("a/c"));
            mailbox.unbind(Address.parse("a/b"));
            mailbox.close();

            Await.untilEquals(List.of("up a/b HOST", "up a/c HOST", "down a/b HOST", "down a/c HOST"),
                () -> List.copyOf(seen));
        }
    }

    @Test
    void shouldAllFindEachOtherWhenTheyOpenAtOnce()
    {
        try (PeersRig rig = openRig())
        {
            int buses = 10;
            List<Bus> opened = new ArrayList<>();
            for (int i = 0; i < buses; i++)
            {
                Bus bus = rig.open("bus-" + i);
                bus.subscribe("service/" + i, new Inbox());
                bus.subscribe("service/all", new Inbox());
                opened.add(bus);
            }

            rig.meet();

            for (Bus each : opened)
            {
                PeersRig.awaitCandidates(each, "service/all", buses);
                assertTrue(each.awaitService("service/7", BusRig.LONG));
            }
        }
    }

    @Test
    void shouldReachThePeersThatWereThereWhenTheBusHasOpened()
    {
        try (PeersRig rig = openRig())
        {
            Bus there = rig.open("there");
            there.subscribe("a", new Inbox());
            for (int i = 0; i < 20; i++)
            {
                try (Bus newcomer = rig.open("newcomer-" + i))
                {
                    assertEquals(SendStatus.ACCEPTED, offer(newcomer.sender("a"), i));
                }
            }
        }
    }

    @Test
    void shouldOpenAllTheSameWhenAPeerDoesNotAnswer()
    {
        try (PeersRig rig = openRig())
        {
            rig.open("there", (config) -> config.withDefaultLoop(LoopConfig.callerRun("nobody polls it")));

            Bus here = rig.open("here");

            assertEquals(SendStatus.NO_ROUTE, offer(here.sender("a"), 1));
        }
    }

    @Test
    void shouldReachThePeerWhenItIsFoundLate()
    {
        try (PeersRig rig = openRig())
        {
            rig.hub.holdDiscovery();
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox inbox = new Inbox();
            there.subscribe("a", inbox);
            Sender sender = here.sender("a");
            assertEquals(SendStatus.NO_ROUTE, offer(sender, 1));

            rig.hub.releaseDiscovery();

            assertTrue(here.awaitService("a", BusRig.LONG));
            assertEquals(SendStatus.ACCEPTED, offer(sender, 2));
            Await.untilEquals(List.of(2L), inbox::numbers);
        }
    }

    @Test
    void shouldReachNoFurtherThanTheScopeOfBindingAndLookUp()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            there.subscribe("{100,1,process}", new Inbox());
            there.subscribe("{100,2,host}", new Inbox());
            there.subscribe("{100,3}", new Inbox());
            PeersRig.awaitCandidates(here, "{100,1-3}", 2);

            assertEquals(SendStatus.NO_ROUTE, offer(here.sender("{100,1}"), 1));
            assertEquals(SendStatus.ACCEPTED, offer(here.sender("{100,2,host}"), 2));
            assertEquals(SendStatus.NO_ROUTE, offer(here.sender("{100,3,process}"), 3));
            assertEquals(SendStatus.ACCEPTED, offer(there.sender("{100,1,process}"), 4));
        }
    }

    @Test
    void shouldReachThePeersMailboxWhenSentToItsPort()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox inbox = new Inbox();
            Mailbox unbound = there.mailbox(inbox);
            PeersRig.awaitCandidates(here, unbound.port().toString(), 1);

            Sender sender = here.sender(unbound.port());
            assertEquals(SendStatus.ACCEPTED, offer(sender, 1));
            Await.untilEquals(List.of(1L), inbox::numbers);
            assertEquals(unbound.port(), inbox.addresses().get(0));

            unbound.close();
            Await.untilEquals(SendStatus.NO_ROUTE, () -> offer(sender, 2));
        }
    }

    @Test
    void shouldPreferItsOwnMailboxWhenAPeerHasOneToo()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox own = new Inbox();
            Inbox peers = new Inbox();
            here.subscribe("a", own);
            there.subscribe("a", peers);
            PeersRig.awaitCandidates(here, "a", 2);

            Sender nearest = here.sender("a");
            Sender furthest = here.sender("a", Selection.FURTHEST);
            for (int i = 0; i < 10; i++)
            {
                assertEquals(SendStatus.ACCEPTED, offer(nearest, i));
                assertEquals(SendStatus.ACCEPTED, offer(furthest, i));
            }

            Await.untilEquals(Inbox.upTo(10), own::numbers);
            Await.untilEquals(Inbox.upTo(10), peers::numbers);
            List<Explanation.Candidate> candidates = here.explain("a").candidates();
            assertEquals(List.of(Rung.PROCESS, Rung.HOST), candidates.stream().map((each) -> each.rung()).toList());
            assertEquals("further than PROCESS", candidates.get(1).reason());
        }
    }

    @Test
    void shouldTakeTurnsWhenSeveralPeersAreEquallyNear()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Inbox first = new Inbox();
            Inbox second = new Inbox();
            rig.open("first").subscribe("a", first);
            rig.open("second").subscribe("a", second);
            PeersRig.awaitCandidates(here, "a", 2);

            Sender sender = here.sender("a", Selection.ROUND_ROBIN);
            for (int i = 0; i < 10; i++)
            {
                assertEquals(SendStatus.ACCEPTED, offer(sender, i));
            }

            Await.untilEquals(5, first::size);
            Await.untilEquals(5, second::size);
        }
    }

    @Test
    void shouldReachTheSameMailboxFromEveryNodeWhenTheKeyIsTheSame()
    {
        try (PeersRig rig = openRig())
        {
            List<Bus> buses = new ArrayList<>();
            List<Inbox> inboxes = new ArrayList<>();
            for (int i = 0; i < 3; i++)
            {
                Bus bus = rig.open("bus-" + i);
                Inbox inbox = new Inbox();
                bus.subscribe("a", inbox);
                buses.add(bus);
                inboxes.add(inbox);
            }
            for (Bus each : buses)
            {
                PeersRig.awaitCandidates(each, "a", 3);
                Sender sender = each.sender("a");
                for (long key = 0; key < 30; key++)
                {
                    assertEquals(SendStatus.ACCEPTED, sender.offer(key, message(key), 0, Long.BYTES));
                }
            }

            Await.untilEquals(90, () -> inboxes.stream().mapToInt(Inbox::size).sum());
            for (Inbox each : inboxes)
            {
                Map<Long, Long> times = each.numbers().stream()
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
                assertTrue(times.values().stream().allMatch((count) -> count == 3), times::toString);
            }
        }
    }

    private static TransportProvider broken()
    {
        return new TransportProvider()
        {
            @Override
            public Rung rung()
            {
                return Rung.HOST;
            }

            @Override
            public Transport open(TransportContext context)
            {
                throw new BusException("/dev/shm is full");
            }
        };
    }

    @Test
    void shouldNotOpenWhenARungThatWasAskedForByNameCannotWork()
    {
        BusConfig config = BusConfig.defaults().withTransports().with(broken());

        BusException refusal = assertThrows(BusException.class, () -> Bus.open(config));

        assertEquals("/dev/shm is full", refusal.getMessage());
    }

    @Test
    void shouldOpenTheRungThatWasAskedForWhenAnotherIsFoundForTheSameDistance()
    {
        Hub hub = new Hub(ProcessRung.provider());
        try (Bus bus = Bus.open(BusConfig.defaults().withTransports(broken()).with(broken()).with(hub.provider())))
        {
            assertEquals(List.of(), bus.explain("a").remarks());
        }
    }

    @Test
    void shouldGoOnAndSayWhyWhenARungCannotWork()
    {
        List<BusEvent> events = new CopyOnWriteArrayList<>();
        try (Bus bus = Bus.open(BusConfig.defaults().withTransports(broken()).withEventHandler(events::add)))
        {
            bus.subscribe("a", new Inbox());

            assertEquals(SendStatus.ACCEPTED, offer(bus.sender("a"), 1));
            assertEquals(List.of(new BusEvent.RungUnavailable(Rung.HOST, "/dev/shm is full")), events);
            assertEquals(List.of("HOST is not available: /dev/shm is full"), bus.explain("a").remarks());
        }
    }

    @Test
    void shouldMeetNobodyWhenTheRungIsLeftOut()
    {
        try (PeersRig rig = openRig())
        {
            Bus alone = rig.open("alone", (config) -> config.withoutRung(Rung.HOST));
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Await.untilEquals(1, () -> here.gradient().size());
            Await.untilEquals(1, () -> there.gradient().size());

            assertEquals(List.of(), alone.gradient());
        }
    }
}
