package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.BusEvent;
import org.gradientbus.Claim;
import org.gradientbus.Importance;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Publisher;
import org.gradientbus.Requester;
import org.gradientbus.PortOptions;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;
import org.gradientbus.testkit.AllocationMeter;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.Fate;
import org.gradientbus.testkit.Hub;
import org.gradientbus.testkit.Loss;
import org.gradientbus.testkit.LossyProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What users do not see of peers: what is cleaned up, what is asked again, what hostile bytes do, what it costs.
 */
@Timeout(60)
class PeersTest
{
    private static final int LENGTH = 32;

    private final Hub hub = new Hub(ProcessTransport.provider());
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final Queue<BusEvent> events = new ConcurrentLinkedQueue<>();
    private final List<Bus> buses = new ArrayList<>();
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[LENGTH]);

    @AfterEach
    void close()
    {
        buses.forEach(Bus::close);
        assertEquals(List.of(), List.copyOf(errors));
    }

    private RealBus open(TransportProvider provider)
    {
        final Bus bus = Bus.open(BusConfig.domain("peers")
            .withMaxMessageLength(4096)
            .withTransports(provider)
            .withPingInterval(Duration.ofMillis(20))
            .withEventHandler(events::add)
            .withErrorHandler(errors::add));
        buses.add(bus);
        return (RealBus)bus;
    }

    private static void awaitCandidates(Bus bus, String address, int count)
    {
        Await.untilEquals("mailboxes known for " + address, count, () -> bus.explain(address).candidates().size());
    }

    @Test
    void shouldForgetListsWhenNobodySendsByThemAnyMore()
    {
        final RealBus here = open(hub.provider());
        final RealBus there = open(hub.provider());
        there.subscribe("a", (buffer, offset, length, envelope) ->
        {
        });
        awaitCandidates(here, "a", 1);
        for (int i = 0; i < 500; i++)
        {
            try (Sender sender = here.sender("a"))
            {
                Await.until("room", () -> sender.offer(bytes, 0, LENGTH).isAccepted());
            }
        }
        final RemoteLoop loop = here.peers().get(there.nodeId()).loop(0);

        Await.until("lists that nobody uses to go", () ->
        {
            System.gc();
            return loop.lists() <= 1 && there.controlLoop().lists() <= 1;
        });

        assertEquals(SendStatus.ACCEPTED, here.sender("a").offer(bytes, 0, LENGTH));
        assertEquals(0, there.counters().get(BusCounter.MALFORMED));
    }

    @Test
    void shouldCountWhatALinkHasLostWhileAnotherThreadMakesALinkInItsPlace() throws InterruptedException
    {
        final RealBus here = open(hub.provider());
        final RealBus there = open(hub.provider());
        there.subscribe("a", (buffer, offset, length, envelope) ->
        {
        });
        awaitCandidates(here, "a", 1);
        final RemoteLoop loop = here.peers().get(there.nodeId()).loop(0);
        final RemoteList list = loop.newList(Address.parse("a"), new int[]{1, 2, 3});
        final RemoteLoop.LossCount count = new RemoteLoop.LossCount(loop);
        final int tag = FrameTag.ofList(list.number());
        final Thread counting = new Thread(() -> count.onTagged(tag, bytes, 0, LENGTH));

        // As long as it is made. The link that is counted has a lock that is wanted by then.
        synchronized (loop)
        {
            counting.start();
            counting.join();
        }

        assertEquals(3, count.messages());
    }

    @Test
    void shouldForgetThePeersListsAndItsSlotWhenItDies()
    {
        final RealBus here = open(hub.provider());
        final RealBus there = open(hub.provider());
        here.subscribe("a", (buffer, offset, length, envelope) ->
        {
        });
        awaitCandidates(there, "a", 1);
        assertEquals(SendStatus.ACCEPTED, there.publisher("a").offer(bytes, 0, LENGTH));
        Await.untilEquals(1, () -> here.controlLoop().lists());
        final long node = there.nodeId();
        assertTrue(here.peers().slotOf(node) > 0);

        hub.kill(node);

        Await.untilEquals(0, () -> here.controlLoop().lists());
        Await.untilEquals(0, () -> here.peers().slotOf(node));
        assertTrue(here.peers().isGone(node));
    }

    @Test
    void shouldTakeNoNoticeWhenAPeerIsLostThatWasNotMet()
    {
        final RealBus bus = open(hub.provider());

        hub.tell(bus.nodeId(), (listener) -> listener.onPeerGone(42));
        hub.tell(bus.nodeId(), (listener) -> listener.onPeerOutOfSight(43));

        // What is told later is heard later; errors are looked at when the test ends.
        hub.tell(bus.nodeId(), (listener) -> listener.onRungDown("a test"));
        Await.untilEquals(1, () -> bus.explain("a").remarks().size());
    }

    @Test
    void shouldSayWhatIsWrongAsLongAsARungIsDown()
    {
        final RealBus bus = open(hub.provider());

        hub.tell(bus.nodeId(), (listener) -> listener.onRungDown("its driver died"));
        Await.untilEquals(List.of("HOST is being repaired: its driver died"), () -> bus.explain("a").remarks());
        hub.tell(bus.nodeId(), PeerListener::onRungUp);
        Await.untilEquals(List.of(), () -> bus.explain("a").remarks());

        Await.untilEquals(List.of(new BusEvent.RungDown(Rung.HOST, "its driver died"), new BusEvent.RungUp(Rung.HOST)),
            () -> List.copyOf(events));
    }

    @Test
    void shouldMeetAgainAndCountWhatWasLostWhenANetworkPartsAndJoinsThem()
    {
        final RealBus here = open(hub.provider());
        final RealBus there = open(hub.provider());
        final AtomicLong arrived = new AtomicLong();
        there.subscribe("a", (buffer, offset, length, envelope) -> arrived.incrementAndGet());
        there.subscribe("echo", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
        awaitMet(here, there);
        long accepted = 0;
        try (Sender sender = here.sender("a"); Requester requester = here.requester("echo"))
        {
            for (int round = 0; round < 20; round++)
            {
                long sent = 0;
                while (sent < 200)
                {
                    sent += sender.offer(bytes, 0, LENGTH).isAccepted() ? 1 : 0;
                }
                hub.partAndJoin(round % 2 == 0 ? there.nodeId() : here.nodeId());
                Await.untilEquals("meetings", round + 2L, () -> here.counters().get(BusCounter.PEERS_MET));
                assertTrue(here.awaitService("echo", Duration.ofSeconds(20)));
                assertEquals(LENGTH, requester.call(bytes, 0, LENGTH, Duration.ofSeconds(20)).capacity());
                accepted += sent;
            }
        }
        final long expected = accepted;
        Await.untilEquals("delivered and lost", expected,
            () -> arrived.get() + here.counters().get(BusCounter.LOST_WITH_PEER));
        assertFalse(here.peers().isGone(there.nodeId()));
        assertEquals(0, there.counters().get(BusCounter.MALFORMED));
        assertEquals(0, here.counters().get(BusCounter.MALFORMED));
    }

    @Test
    void shouldKnowAllBindingsInTheEndWhenFramesAreLostAndSwapped()
    {
        final long seed = new SplittableRandom().nextLong();
        final LossyProvider lossy = LossyProvider.over(
            hub.provider(), Loss.seeded(seed).withDrop(0.1).withReorder(0.1).withDuplicate(0.1));
        final RealBus here = open(lossy);
        final RealBus there = open(lossy);
        awaitMet(here, there);
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Mailbox> mailboxes = new ArrayList<>();
        for (int i = 0; i < 300; i++)
        {
            if (mailboxes.isEmpty() || random.nextInt(3) > 0)
            {
                mailboxes.add(there.subscribe("a/" + i, (buffer, offset, length, envelope) ->
                {
                }));
            }
            else
            {
                mailboxes.remove(random.nextInt(mailboxes.size())).close();
            }
        }
        final List<Address> expected = mailboxes.stream().flatMap((each) -> each.bindings().stream()).sorted(
            Comparator.comparing(Address::toString)).toList();

        Await.untilEquals("bindings of the peer, seed=" + seed, Duration.ofSeconds(50), expected, () ->
            here.directory().mailboxesOf(there.nodeId()).stream()
                .flatMap((each) -> here.directory().bindingsOf(each).stream())
                .sorted(Comparator.comparing(Address::toString)).toList());
        assertTrue(lossy.count(Fate.DROPPED) > 0);
    }

    @Test
    void shouldKnowAllBindingsInTheEndWhenTheyAreMoreThanAnyQueueHolds()
    {
        final RealBus here = open(hub.provider());
        final RealBus there = open(hub.provider());
        awaitMet(here, there);
        final Mailbox mailbox = there.mailbox((buffer, offset, length, envelope) ->
        {
        });
        hub.pause(here.nodeId());
        for (int i = 0; i < 10_000; i++)
        {
            mailbox.bind(Address.parse("{300," + i + "}"));
        }
        hub.resume(here.nodeId());

        Await.untilEquals(10_000, () -> here.gradient().get(0).bindings());
    }

    @Test
    void shouldGoOnAndCountWhenAPeerSendsNonsense()
    {
        final long seed = new SplittableRandom().nextLong();
        System.out.println("PeersTest nonsense: seed=" + seed);
        final SplittableRandom random = new SplittableRandom(seed);
        final RealBus here = open(hub.provider());
        final AtomicLong calls = new AtomicLong();
        final Mailbox mailbox = here.subscribe("a", (buffer, offset, length, envelope) -> calls.incrementAndGet());
        final List<Throwable> problems = new ArrayList<>();
        try (Transport hostile = hub.provider().open(new TransportContext(
            "peers", 0xBADL, Frame.HEADER_LENGTH + 4096, System::nanoTime, problems::add)))
        {
            hostile.openSource(0, 0, () ->
            {
            });
            hostile.discover(new Deaf());
            final Link link = hostile.connect("hub:HOST:" + Long.toHexString(here.nodeId()), 0);
            final List<byte[]> samples = samples(mailbox.port().ref());
            for (int i = 0; i < 50_000; i++)
            {
                sendNonsense(link, samples.get(random.nextInt(samples.size())).clone(), random);
            }
            Await.until("all is read", () -> link.backlogBytes() == 0);
        }

        assertTrue(here.counters().get(BusCounter.MALFORMED) > 1000);
        final RealBus there = open(hub.provider());
        awaitCandidates(there, "a", 1);
        final long before = calls.get();
        assertEquals(SendStatus.ACCEPTED, there.sender("a").offer(bytes, 0, LENGTH));
        Await.untilEquals(before + 1, calls::get);
        errors.clear();
    }

    @Test
    void shouldAllocateNothingWhenMessagesAndRepliesGoToPeers()
    {
        final RealBus here = open(hub.provider());
        final RealBus there = open(hub.provider());
        awaitMet(here, there);
        final Loop replies = here.loop(LoopConfig.callerRun("replies"));
        final Loop requests = there.loop(LoopConfig.callerRun("requests"));
        final Claim claim = there.claim();
        there.subscribe("b", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length),
            MailboxOptions.defaults().withLoop(requests));
        there.subscribe("c", (buffer, offset, length, envelope) ->
        {
            if (envelope.tryClaimReply(length, claim).isAccepted())
            {
                claim.commit();
            }
        }, MailboxOptions.defaults().withLoop(requests));
        there.subscribe("a", (buffer, offset, length, envelope) ->
        {
        }, MailboxOptions.defaults().withLoop(requests));
        for (final String each : List.of("a", "b", "c"))
        {
            awaitCandidates(here, each, 1);
        }
        final Publisher publisher = here.publisher("a");
        final Requester toB = here.requester("b", PortOptions.defaults().withLoop(replies));
        final Requester toC = here.requester("c", PortOptions.defaults().withLoop(replies));
        final Replied replied = new Replied();
        AllocationMeter.assertNoAllocation("a message and two requests to a peer", 2_000, () ->
        {
            publisher.offer(bytes, 0, LENGTH);
            final long expected = replied.count + 2;
            toB.request(bytes, 0, LENGTH, Long.MAX_VALUE / 2, replied);
            toC.request(bytes, 0, LENGTH, Long.MAX_VALUE / 2, replied);
            while (replied.count < expected)
            {
                requests.poll(8);
                replies.poll(8);
            }
        });
    }

    private static void awaitMet(RealBus one, RealBus other)
    {
        Await.untilEquals(1, () -> one.gradient().size());
        Await.untilEquals(1, () -> other.gradient().size());
    }

    /** One control message of each kind, and frames for a mailbox that is there. */
    private static List<byte[]> samples(int ref)
    {
        final ControlCodec codec = new ControlCodec(0xBADL, 4096);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
        final List<byte[]> samples = new ArrayList<>();
        samples.add(frame(buffer, codec.encodeHello(buffer, new HostId(1, 2), List.of(), "peers", "bad"), 0));
        samples.add(frame(buffer, codec.encodeWelcome(buffer, new HostId(1, 2), List.of(), "peers", "bad", 7), 0));
        samples.add(frame(buffer, codec.encodeBindings(buffer, 3, 0, 1, List.of()), 0));
        samples.add(frame(buffer, codec.encodePing(buffer, 1, 2, 3), 0));
        samples.add(frame(buffer, codec.encodePong(buffer, 1, 2), 0));
        samples.add(frame(buffer, codec.encodeIntern(
            buffer, RemoteLoop.numberOf(1, 5), new int[]{ref, ref + 1}, 0, 2, Address.parse("a")), 0));
        samples.add(frame(buffer, codec.encodeUnintern(buffer, RemoteLoop.numberOf(1, 5)), 0));
        samples.add(frame(buffer, codec.encodeDetach(buffer, ref, 1), 0));
        samples.add(frame(buffer, 100, ref));
        samples.add(frame(buffer, 100, RemoteLoop.numberOf(1, 5)));
        return samples;
    }

    private static byte[] frame(UnsafeBuffer payload, int length, int toRef)
    {
        final FrameFields fields = new FrameFields(0xBADL);
        fields.kind = toRef == 0 ? Frame.KIND_CONTROL : Frame.KIND_MESSAGE;
        final byte[] frame = new byte[Frame.HEADER_LENGTH + length];
        fields.write(new UnsafeBuffer(frame), 0, toRef);
        payload.getBytes(0, frame, Frame.HEADER_LENGTH, length);
        return frame;
    }

    /** Some bytes are changed, now and then the end is missing. */
    private static void sendNonsense(Link link, byte[] frame, SplittableRandom random)
    {
        for (int changes = random.nextInt(4); changes > 0; changes--)
        {
            frame[random.nextInt(frame.length)] = (byte)random.nextInt();
        }
        final int length = random.nextInt(4) == 0 ? random.nextInt(frame.length) : frame.length;
        final FrameClaim claim = new FrameClaim();
        Await.until("room", () -> link.tryClaim(length, Importance.CRITICAL, claim).isAccepted());
        claim.buffer().putBytes(claim.offset(), frame, 0, length);
        link.commit(claim);
    }

    private static final class Deaf implements PeerListener
    {
        @Override
        public void onPeer(long nodeId, String endpoint)
        {
        }

        @Override
        public void onPeerGone(long nodeId)
        {
        }

        @Override
        public void onPeerUnresponsive(long nodeId, boolean isUnresponsive)
        {
        }
    }

    private static final class Replied implements ReplyHandler
    {
        private long count;

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            count++;
        }

        @Override
        public void onFailure(long correlationId, RequestFailure failure)
        {
            throw new AssertionError(failure);
        }
    }
}
