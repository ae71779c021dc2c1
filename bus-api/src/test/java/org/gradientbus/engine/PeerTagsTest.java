package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.Claim;
import org.gradientbus.Importance;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Port;
import org.gradientbus.PortOptions;
import org.gradientbus.Publisher;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.Hub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Frames between nodes whose links carry tags: how short they are, that they say all the same, and what lies do. */
@Timeout(60)
class PeerTagsTest
{
    private static final int LENGTH = 32;
    private static final long HOSTILE = 0xBADL;

    private final Hub hub = new Hub(ProcessTransport.provider());
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final List<Bus> buses = new ArrayList<>();
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[LENGTH]);
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close()
    {
        buses.forEach(Bus::close);
        assertEquals(List.of(), List.copyOf(errors));
    }

    private RealBus open()
    {
        final Bus bus = Bus.open(BusConfig.domain("tags")
            .withMaxMessageLength(4096)
            .withCloseTimeout(Duration.ofMillis(200))
            .withTransports(hub.provider())
            .withEventHandler((event) ->
            {
            })
            .withErrorHandler(errors::add));
        buses.add(bus);
        return (RealBus)bus;
    }

    /** A mailbox that notes what it gets, on a loop that nothing but messages and lists are sent to. */
    private Mailbox note(Bus bus, Loop loop, String name)
    {
        return bus.subscribe(name, (buffer, offset, length, envelope) -> seen.add(
            name + " " + envelope.address() + " " + envelope.kind() + " " + envelope.importance() + " " + length +
            " from " + envelope.fromNode()), MailboxOptions.defaults().withLoop(loop));
    }

    private String noted(String name, Object address, Importance importance, Bus from)
    {
        return name + " " + address + " MESSAGE " + importance + " " + LENGTH + " from " + from.nodeId();
    }

    private static void awaitKnown(Bus bus, String address)
    {
        Await.untilEquals(1, () -> bus.explain(address).candidates().size());
    }

    private static void pollAll(Loop loop)
    {
        while (loop.poll(10) > 0)
        {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldSendNoHeaderWhenAMessageSaysNothingElse()
    {
        final RealBus here = open();
        final RealBus there = open();
        final Loop loop = there.loop(LoopConfig.callerRun("stuck"));
        final Mailbox mailbox = note(there, loop, "a");
        awaitKnown(here, "a");
        final List<String> expected = new ArrayList<>();
        for (final Importance each : Importance.values())
        {
            final PortOptions options = PortOptions.defaults().withImportance(each);
            final int ofPort = each == Importance.MEDIUM ? 0 : FrameFields.SHORT_LENGTH;
            assertTaken(0, here, there, loop, here.publisher("a", options));
            assertTaken(0, here, there, loop, here.sender("a", options));
            assertTaken(ofPort, here, there, loop, here.sender(mailbox.port(), options));
            expected.add(noted("a", "a", each, here));
            expected.add(noted("a", "a", each, here));
            expected.add(noted("a", mailbox.port(), each, here));
        }
        assertEquals(expected, seen);
    }

    /** The first message by a port has the list of its mailboxes in front. */
    private void assertTaken(int headerLength, RealBus from, RealBus to, Loop loop, Port port)
    {
        assertEquals(SendStatus.ACCEPTED, port.offer(bytes, 0, LENGTH));
        pollAll(loop);
        seen.remove(seen.size() - 1);
        final Link link = from.peers().get(to.nodeId()).loop(((RealLoop)loop).number()).link();
        assertEquals(0, link.backlogBytes());
        assertEquals(SendStatus.ACCEPTED, port.offer(bytes, 0, LENGTH));
        assertEquals(FrameRing.recordLength(headerLength + LENGTH), link.backlogBytes());
        pollAll(loop);
    }

    @Test
    void shouldReachItsOwnListWhenTwoNodesCountAlike()
    {
        final RealBus first = open();
        final RealBus second = open();
        final RealBus there = open();
        final Loop loop = there.loop(LoopConfig.callerRun("stuck"));
        note(there, loop, "a");
        note(there, loop, "b");
        awaitKnown(first, "a");
        awaitKnown(second, "b");
        final Port toA = first.publisher("a");
        final Port toB = second.publisher("b");
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < 10; i++)
        {
            assertEquals(SendStatus.ACCEPTED, toA.offer(bytes, 0, LENGTH));
            pollAll(loop);
            assertEquals(SendStatus.ACCEPTED, toB.offer(bytes, 0, LENGTH));
            pollAll(loop);
            expected.add(noted("a", "a", Importance.MEDIUM, first));
            expected.add(noted("b", "b", Importance.MEDIUM, second));
        }
        assertEquals(expected, seen);
    }

    @Test
    void shouldReachTheNewListWhenANumberIsGivenAgain()
    {
        final RealBus here = open();
        final Loop loop = here.loop(LoopConfig.callerRun("stuck"));
        final Mailbox a = note(here, loop, "a");
        final Mailbox b = note(here, loop, "b");
        try (Transport peer = join())
        {
            Await.until("a slot", () -> here.peers().slotOf(HOSTILE) > 0);
            final int number = RemoteLoop.numberOf(here.peers().slotOf(HOSTILE), 5);
            final int tag = FrameTag.bareOfList(number, Importance.HIGH);
            final Link link = peer.connect(endpoint(here), ((RealLoop)loop).number());
            final ControlCodec codec = new ControlCodec(HOSTILE, 4096);
            final UnsafeBuffer scratch = new UnsafeBuffer(new byte[4096]);
            final ControlSender control = new ControlSender(HOSTILE);
            for (final Mailbox each : List.of(a, b))
            {
                control.send(link, scratch, codec.encodeIntern(
                    scratch, number, new int[]{each.port().ref()}, 0, 1, Address.parse("x")));
                send(link, tag, new byte[LENGTH]);
                pollAll(loop);
                control.send(link, scratch, codec.encodeUnintern(scratch, number));
            }
            send(link, tag, new byte[LENGTH]);
            pollAll(loop);
        }
        assertEquals(List.of(
            "a x MESSAGE HIGH " + LENGTH + " from " + HOSTILE, "b x MESSAGE HIGH " + LENGTH + " from " + HOSTILE),
            seen);
        assertEquals(1, here.counters().get(BusCounter.DROPPED_UNRETURNABLE), "what no list was there for");
    }

    @Test
    void shouldSendTheFirstBytesWhenCommittedShorter()
    {
        final RealBus here = open();
        final RealBus there = open();
        final Loop loop = there.loop(LoopConfig.callerRun("stuck"));
        note(there, loop, "a");
        awaitKnown(here, "a");
        final Claim claim = here.claim();
        final Publisher publisher = here.publisher("a");
        final Requester requester = here.requester("a");
        assertEquals(SendStatus.ACCEPTED, publisher.tryClaim(100, claim));
        claim.commit(7);
        assertEquals(SendStatus.ACCEPTED,
            requester.tryClaim(100, TimeUnit.MINUTES.toNanos(1), new Unanswered(), claim));
        claim.commit(8);
        assertEquals(SendStatus.ACCEPTED, publisher.tryClaim(100, claim));
        claim.commit(0);

        pollAll(loop);

        assertEquals(List.of(
            "a a MESSAGE MEDIUM 7 from " + here.nodeId(),
            "a a REQUEST MEDIUM 8 from " + here.nodeId(),
            "a a MESSAGE MEDIUM 0 from " + here.nodeId()), seen);
    }

    /** Behind a claim that stays open nothing is handled, and each copy of what waits there is counted. */
    @Test
    void shouldCountEachCopyWhenTheLoopClosesWithFramesOfPeersWaiting()
    {
        final RealBus here = open();
        final RealBus there = open();
        final Loop loop = there.loop(LoopConfig.callerRun("stuck"));
        note(there, loop, "a");
        note(there, loop, "a");
        Await.untilEquals(2, () -> here.explain("a").candidates().size());
        final Publisher publisher = here.publisher("a");
        assertEquals(SendStatus.ACCEPTED, publisher.offer(bytes, 0, LENGTH));
        pollAll(loop);
        final Claim open = here.claim();
        assertEquals(SendStatus.ACCEPTED, publisher.tryClaim(LENGTH, open));
        assertEquals(SendStatus.ACCEPTED, publisher.offer(bytes, 0, LENGTH));
        assertEquals(SendStatus.ACCEPTED, publisher.offer(bytes, 0, LENGTH));
        assertEquals(SendStatus.ACCEPTED, here.requester("a").request(
            bytes, 0, LENGTH, TimeUnit.MINUTES.toNanos(1), new Unanswered()));

        there.close();

        open.abort();
        assertEquals(2 * 2 + 1, there.counters().get(BusCounter.DROPPED_AT_CLOSE));
        assertEquals(2 + 2 * 2 + 1, there.counters().get(BusCounter.RECEIVED_FROM_PEERS));
        assertEquals(0, there.counters().get(BusCounter.MALFORMED));
        assertEquals(0, there.counters().inFlight());
        assertEquals(2, seen.size());
    }

    @Test
    void shouldGoOnAndCountWhenTagsAndShortHeadersAreNonsense()
    {
        final long seed = new SplittableRandom().nextLong();
        System.out.println("PeerTagsTest nonsense: seed=" + seed);
        final SplittableRandom random = new SplittableRandom(seed);
        final RealBus here = open();
        final Loop loop = here.loop(LoopConfig.callerRun("stuck"));
        final Mailbox mailbox = note(here, loop, "a");
        try (Transport hostile = join())
        {
            final Link link = hostile.connect(endpoint(here), ((RealLoop)loop).number());
            for (int i = 0; i < 50_000; i++)
            {
                final byte[] frame = new byte[random.nextInt(40)];
                random.nextBytes(frame);
                final int ref = random.nextInt(8) == 0 ? mailbox.port().ref() : random.nextInt();
                final int tag = random.nextBoolean() ? FrameTag.withShortHeader(ref) : ref;
                if (tag != 0 && tag != 1)
                {
                    if (frame.length > 0 && random.nextBoolean())
                    {
                        frame[0] = (byte)random.nextInt(0x40);
                    }
                    send(link, tag, frame);
                }
                pollAll(loop);
            }
        }
        assertTrue(here.counters().get(BusCounter.MALFORMED) > 1000);
        assertTrue(seen.size() > 1000, "few got through: " + seen.size());
        seen.clear();
        final RealBus there = open();
        awaitKnown(there, "a");
        assertEquals(SendStatus.ACCEPTED, there.sender("a").offer(bytes, 0, LENGTH));
        pollAll(loop);
        assertEquals(List.of(noted("a", "a", Importance.MEDIUM, there)), seen);
        errors.clear();
    }

    private Transport join()
    {
        final Transport node = hub.provider().open(new TransportContext(
            "tags", HOSTILE, Frame.HEADER_LENGTH + 4096, System::nanoTime, errors::add));
        node.openSource(0, 0, () ->
        {
        });
        node.discover(new Deaf());
        return node;
    }

    private static String endpoint(Bus bus)
    {
        return "hub:HOST:" + Long.toHexString(bus.nodeId());
    }

    private static void send(Link link, int tag, byte[] frame)
    {
        final FrameClaim claim = new FrameClaim();
        Await.until("room", () -> link.tryClaimTagged(tag, frame.length, Importance.CRITICAL, claim).isAccepted());
        claim.buffer().putBytes(claim.offset(), frame);
        link.commit(claim);
    }

    /** Of requests that nobody answers, until a bus is closed. */
    private static final class Unanswered implements ReplyHandler
    {
        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            throw new AssertionError("a reply");
        }

        @Override
        public void onFailure(long correlationId, RequestFailure failure)
        {
        }
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
}
