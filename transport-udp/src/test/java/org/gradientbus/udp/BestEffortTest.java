package org.gradientbus.udp;

import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.BusEvent;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.Guarantee;
import org.gradientbus.MessageHandler;
import org.gradientbus.PortOptions;
import org.gradientbus.Publisher;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Two buses, of which one sends by best effort, over a wire that loses what the test says. */
@Timeout(120)
class BestEffortTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SHORT_PATIENCE = Duration.ofMillis(1_500);
    private static final PortOptions BEST_EFFORT = PortOptions.defaults().withGuarantee(Guarantee.BEST_EFFORT);
    private static final int LENGTH = 64;
    private static final int LONG_LENGTH = 5_000;
    private static final long PAUSE_NS = 100_000;

    private final String domain = "effort-" + Long.toHexString(new Random().nextLong());
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<BusEvent> events = new CopyOnWriteArrayList<>();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LONG_LENGTH]);
    private final long seed = new Random().nextLong();
    private final AtomicLong ofBestEffort = new AtomicLong();
    private TappedGuard wire;
    private Bus receiver;
    private Bus sender;

    /** A machine that is busy with other things must not pass for a peer that is gone. */
    @BeforeEach
    void openPatiently() throws Exception
    {
        open(PATIENCE);
    }

    private void open(Duration peerTimeout) throws Exception
    {
        int port = PoisonTest.freePort();
        UdpConfig receiving = UdpConfig.listen("127.0.0.1:" + port).withPeerTimeout(peerTimeout);
        BusConfig config = BusConfig.domain(domain).withoutRung(Rung.HOST).withErrorHandler(errors::add);
        receiver = Bus.open(config.withEventHandler(events::add).with(PoisonTest.guarded(receiving,
            (udp, context) -> wire = new TappedGuard(udp, context))));
        sender = Bus.open(config.with(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port)
            .withPeerTimeout(peerTimeout).withConnectTimeout(PATIENCE)));
    }

    @AfterEach
    void close()
    {
        sender.close();
        receiver.close();
        assertEquals(List.of(), errors, "seed=" + seed);
    }

    @Test
    void shouldCountExactlyWhatIsMissingWhenDatagramsAreLost()
    {
        Numbers one = subscribe("ticks");
        Numbers other = subscribe("ticks");
        Await.until("both mailboxes", PATIENCE, () -> sender.explain(Address.parse("ticks")).candidates().size() == 2);
        lose(shareOf(0.05));
        long sent = 0;
        Random random = new Random(seed);
        try (Publisher ticks = sender.publisher("ticks", BEST_EFFORT))
        {
            while (sent < 20_000)
            {
                // A few in several datagrams, of which each may be lost.
                send(ticks, sent++, random.nextInt(16) == 0 ? LONG_LENGTH : LENGTH);
                if (sent % 64 == 0)
                {
                    long soFar = sent;
                    Await.until("what was sent to be accounted for seed=" + seed, PATIENCE,
                        () -> received() + lost() + dropped() > 2 * (soFar - 128));
                }
            }
        }
        long all = sent;
        awaitAccountOf(2 * all);

        assertTrue(lost() > 0, "nothing was lost");
        assertEquals(one.count.get(), other.count.get(), "seed=" + seed);
        assertEquals(2 * all - lost() - dropped(), one.count.get() + other.count.get(), "seed=" + seed);
        assertEquals(2 * all - dropped(), sender.counters().get(BusCounter.SENT_TO_PEERS));
        assertEquals(0, one.outOfOrder + other.outOfOrder, "seed=" + seed);
        assertEquals(lost() + receiver.counters().get(BusCounter.DROPPED_BY_PEERS),
            receiver.gradient().get(0).missed());
        Await.until("word of all gaps", PATIENCE, () -> gaps().stream().mapToLong(BusEvent.Gap::lost).sum() == lost());
        assertTrue(gaps().size() < 100, () -> gaps().size() + " events");
        long from = 0;
        for (BusEvent.Gap each : gaps())
        {
            assertTrue(each.from() >= from && each.to() - each.from() >= each.lost(), each::toString);
            assertEquals(sender.nodeId(), each.nodeId());
            from = each.to();
        }
        assertEquals(0, lostWithPeer());
        assertEquals(0, receiver.counters().get(BusCounter.MALFORMED));
        assertEquals(0, receiver.counters().inFlight());
    }

    @Test
    void shouldTellWhatIsMissingWhenNothingComesBehindIt()
    {
        Numbers numbers = subscribe("ticks");
        sender.awaitService("ticks", PATIENCE);
        try (Publisher ticks = sender.publisher("ticks", BEST_EFFORT))
        {
            send(ticks, 0, LENGTH);
            Await.until("the first", PATIENCE, () -> numbers.count.get() == 1);
            lose((datagram) -> true);
            send(ticks, 1, LENGTH);
            send(ticks, 2, LENGTH);

            Await.until("word of it", PATIENCE, () -> !gaps().isEmpty());
            BusEvent.Gap gap = gaps().get(0);
            assertEquals(new BusEvent.Gap(sender.nodeId(), "", gap.loop(), 1, 3, 2, 0), gap);
            assertEquals(2, lost());

            lose((datagram) -> false);
            send(ticks, 3, LENGTH);
            Await.until("the next", PATIENCE, () -> numbers.count.get() == 2);
            assertEquals(2, lost());
        }
    }

    @Test
    void shouldLetWhatFollowsComeAtOnceWhenADatagramIsLost()
    {
        Numbers effort = subscribe("effort");
        Numbers certain = subscribe("certain");
        sender.awaitService("effort", PATIENCE);
        sender.awaitService("certain", PATIENCE);
        try (Publisher ticks = sender.publisher("effort", BEST_EFFORT);
            Publisher orders = sender.publisher("certain"))
        {
            send(ticks, 0, LENGTH);
            send(orders, 0, LENGTH);
            Await.until("the first", PATIENCE, () -> effort.count.get() == 1 && certain.count.get() == 1);
            // Of each stream the next datagram, and each time that it is sent again.
            int stream = streamOf(receiver, false);
            wire.receiving.lost = (datagram) -> isOf(datagram, stream);
            send(orders, 1, LENGTH);
            send(ticks, 1, LENGTH);

            Await.until("the second of best effort", PATIENCE, () -> effort.count.get() == 2);
            assertEquals(1, certain.count.get());
            wire.receiving.lost = (datagram) -> false;
            Await.until("the second of the others", PATIENCE, () -> certain.count.get() == 2);
            assertEquals(0, lost());
        }
    }

    @Test
    void shouldDropAndNotWaitWhenTheReceiverIsSlow()
    {
        CountDownLatch held = new CountDownLatch(1);
        AtomicLong count = new AtomicLong();
        receiver.subscribe("ticks", (buffer, offset, length, envelope) ->
        {
            Await.until("leave to go on", PATIENCE, () -> held.getCount() == 0);
            count.incrementAndGet();
        });
        sender.awaitService("ticks", PATIENCE);
        long sent = 0;
        try (Publisher ticks = sender.publisher("ticks", BEST_EFFORT))
        {
            while (dropped() < 100)
            {
                send(ticks, sent++, LONG_LENGTH);
            }
            held.countDown();
            Await.until("room", PATIENCE, () -> count.get() > 0);
            long before = dropped();
            Await.until("the others", PATIENCE, () -> count.get() == ticksOf(before));
            send(ticks, sent++, LENGTH);
            Await.until("word of what was dropped", PATIENCE,
                () -> receiver.counters().get(BusCounter.DROPPED_BY_PEERS) == before);
        }
        assertEquals(0, sender.counters().get(BusCounter.BACK_PRESSURED));
        assertEquals(sent, sender.counters().get(BusCounter.ACCEPTED));
        long all = sent;
        Await.until("the last", PATIENCE, () -> count.get() + dropped() == all);
        assertEquals(dropped(), receiver.gradient().get(0).missed());
        assertEquals(0, lost());
    }

    private long ticksOf(long droppedSoFar)
    {
        return sender.counters().get(BusCounter.ACCEPTED) - droppedSoFar;
    }

    @Test
    void shouldNotCountWhatWasGivenUp()
    {
        Numbers numbers = subscribe("ticks");
        sender.awaitService("ticks", PATIENCE);
        try (Publisher ticks = sender.publisher("ticks", BEST_EFFORT))
        {
            Claim claim = sender.claim();
            for (int i = 0; i < 10; i++)
            {
                assertEquals(SendStatus.ACCEPTED, ticks.tryClaim(LENGTH, claim));
                claim.buffer().putLong(claim.offset(), i);
                if (i % 2 == 0)
                {
                    claim.commit(Long.BYTES);
                }
                else
                {
                    claim.abort();
                }
            }
            send(ticks, 10, LENGTH);
            Await.until("the last", PATIENCE, () -> numbers.count.get() == 6);
        }
        assertEquals(0, lost());
        assertEquals(0, numbers.outOfOrder);
    }

    @Test
    void shouldHaveNoStreamOfBestEffortBeforeThereIsAPortForIt()
    {
        subscribe("ticks");
        sender.awaitService("ticks", PATIENCE);
        lose((datagram) -> true);
        AtomicLong before = new AtomicLong();
        try (Publisher orders = sender.publisher("ticks"))
        {
            send(orders, 0, LENGTH);
            Await.until("the first", PATIENCE, () -> receiver.counters().get(BusCounter.DELIVERED) == 1);
            before.set(ofBestEffort.get());
        }
        assertEquals(0, before.get());
    }

    @Test
    void shouldBalanceWhenTheBusOfTheSenderClosesAtOnce()
    {
        Numbers numbers = subscribe("ticks");
        sender.awaitService("ticks", PATIENCE);
        lose(shareOf(0.3));
        try (Publisher ticks = sender.publisher("ticks", BEST_EFFORT))
        {
            for (int i = 0; i < 100; i++)
            {
                send(ticks, i, LENGTH);
            }
        }
        sender.close();

        awaitAccountOf(100);
        assertEquals(0, numbers.outOfOrder);
        Await.until("word of all gaps", PATIENCE, () -> gaps().stream().mapToLong(BusEvent.Gap::lost).sum() == lost());
    }

    @Test
    void shouldBalanceWhenTheLoopOfTheReceiverCloses()
    {
        subscribe("ticks");
        sender.awaitService("ticks", PATIENCE);
        lose(shareOf(0.3));
        try (Publisher ticks = sender.publisher("ticks", BEST_EFFORT))
        {
            for (int i = 0; i < 1_000; i++)
            {
                send(ticks, i, LENGTH);
            }
            receiver.close();
            awaitAccountOf(1_000);
        }
    }

    @Test
    void shouldBalanceWhenTheTwoArePartedAndMeetAgain() throws Exception
    {
        close();
        events.clear();
        open(SHORT_PATIENCE);
        Numbers numbers = subscribe("ticks");
        sender.awaitService("ticks", PATIENCE);
        lose(shareOf(0.2));
        try (Publisher ticks = sender.publisher("ticks", BEST_EFFORT))
        {
            long accepted = 0;
            accepted = sendUntil(ticks, accepted, () -> numbers.count.get() > 1_000);
            wire.receiving.lost = (datagram) -> true;
            accepted = sendUntil(ticks, accepted, () -> told(BusEvent.PeerGone.class) > 0);
            lose(shareOf(0.2));
            long before = numbers.count.get();
            accepted = sendUntil(ticks, accepted, () -> numbers.count.get() > before + 1_000);
            long all = accepted;
            awaitAccountOf(all);
        }
        assertTrue(lostWithPeer() > 0);
        assertEquals(0, numbers.outOfOrder);
    }

    /** Returns the number after the last that was accepted. */
    private long sendUntil(Publisher port, long first, BooleanSupplier isEnough)
    {
        long number = first;
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!isEnough.getAsBoolean())
        {
            assertTrue(deadlineNs - System.nanoTime() > 0, "seed=" + seed);
            message.putLong(0, number);
            number += port.offer(message, 0, LENGTH).isAccepted() ? 1 : 0;
            LockSupport.parkNanos(PAUSE_NS);
        }
        return number;
    }

    private void awaitAccountOf(long messages)
    {
        try
        {
            Await.until("an account of all", PATIENCE, () -> accountedFor() == messages);
        }
        catch (AssertionError late)
        {
            throw new AssertionError("seed=" + seed + " messages=" + messages + " received=" + received() + " lost=" +
                lost() + " dropped=" + dropped() + " lost with peer=" + lostWithPeer() + " waiting=" +
                sender.explain(Address.parse("ticks")), late);
        }
    }

    private long accountedFor()
    {
        return received() + lost() + dropped() + lostWithPeer() +
            receiver.counters().get(BusCounter.DROPPED_AT_CLOSE) +
            receiver.counters().get(BusCounter.DROPPED_UNRETURNABLE);
    }

    private long lostWithPeer()
    {
        return sender.counters().get(BusCounter.LOST_WITH_PEER);
    }

    private int told(Class<? extends BusEvent> kind)
    {
        return (int)events.stream().filter(kind::isInstance).count();
    }

    /** Of the stream of best effort; what sets it up and heartbeats come through. */
    private void lose(Predicate<ByteBuffer> isLost)
    {
        int stream = streamOf(receiver, true);
        wire.receiving.lost = (datagram) ->
        {
            boolean isOf = isOf(datagram, stream);
            ofBestEffort.addAndGet(isOf ? 1 : 0);
            return isOf && isLost.test(datagram);
        };
    }

    private Predicate<ByteBuffer> shareOf(double share)
    {
        Random random = new Random(seed);
        return (datagram) -> random.nextDouble() < share;
    }

    private static int streamOf(Bus bus, boolean isBestEffort)
    {
        return Endpoint.stream(bus.nodeId(), Endpoint.streamNumber(0, isBestEffort));
    }

    private static boolean isOf(ByteBuffer datagram, int stream)
    {
        UnsafeBuffer bytes = new UnsafeBuffer(datagram, 0, datagram.position());
        return bytes.capacity() > DataHeaderFlyweight.HEADER_LENGTH &&
            FrameDescriptor.frameType(bytes, 0) == HeaderFlyweight.HDR_TYPE_DATA &&
            DataHeaderFlyweight.streamId(bytes, 0) == stream;
    }

    private void send(Publisher port, long number, int length)
    {
        message.putLong(0, number);
        assertEquals(SendStatus.ACCEPTED, port.offer(message, 0, length));
    }

    private Numbers subscribe(String name)
    {
        Numbers numbers = new Numbers();
        receiver.subscribe(name, numbers);
        return numbers;
    }

    private long received()
    {
        return receiver.counters().get(BusCounter.RECEIVED_FROM_PEERS);
    }

    private long lost()
    {
        return receiver.counters().get(BusCounter.LOST_ON_THE_WAY);
    }

    private long dropped()
    {
        return sender.counters().get(BusCounter.DROPPED_OVERFLOW);
    }

    private List<BusEvent.Gap> gaps()
    {
        List<BusEvent.Gap> all = new ArrayList<>();
        events.forEach((each) ->
        {
            if (each instanceof BusEvent.Gap gap)
            {
                all.add(gap);
            }
        });
        return all;
    }

    private static final class Numbers implements MessageHandler
    {
        private final AtomicLong count = new AtomicLong();
        private volatile long outOfOrder;
        private long next;

        @Override
        public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
        {
            long number = buffer.getLong(offset);
            if (number < next)
            {
                outOfOrder++;
            }
            next = number + 1;
            count.incrementAndGet();
        }
    }
}
