package org.gradientbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.ConservationLedger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three nodes under load that move to each other's nearer rung. While nothing is lost but the rung changes, each port's
 * messages arrive once, all and in order, every request is answered, and nobody is told {@code NO_ROUTE}. When ways are
 * lost in the midst, order and books hold; there only ports are sent to, since of two nodes that lose each other one
 * may be back before the other has noticed, and lists that peers number for each other do not stand that.
 */
class PeerMoveStressTest
{
    private static final int NODES = 3;
    private static final int THREADS_OF_NODE = 2;
    private static final int LENGTH = 24;
    private static final int LEDGER = 8_000_000;
    private static final long TIMEOUT_NS = Duration.ofSeconds(30).toNanos();

    private final long seed = new SplittableRandom().nextLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger ports = new AtomicInteger();
    private final LongAdder requests = new LongAdder();
    private final LongAdder replies = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder pressed = new LongAdder();
    private final PortAddress[] one = new PortAddress[NODES];
    private final PortAddress[] asked = new PortAddress[NODES];
    private ConservationLedger ledger;
    private volatile boolean isOver;
    private volatile boolean areWaysLost;

    @Test
    @Timeout(120)
    void shouldLoseDoubleAndSwapNothingWhenPeersMoveUnderLoad()
    {
        moves(6, PeersRig.onTwoRungs());
        moves(2, PeersRig.onTwoRungsOfTwoKinds());
    }

    @Test
    @Tag("soak")
    @Timeout(1000)
    void shouldLoseDoubleAndSwapNothingWhenPeersMoveUnderLoadManyTimes()
    {
        for (int i = 0; i < 100; i++)
        {
            moves(2, PeersRig.onTwoRungs());
        }
    }

    @Test
    @Timeout(120)
    void shouldKeepOrderAndBooksWhenWaysAreLostInTheMidstOfMoves()
    {
        System.out.println("PeerMoveStressTest losses seed=" + seed);
        areWaysLost = true;
        SplittableRandom random = new SplittableRandom(seed);
        PeersRig rig = PeersRig.onTwoRungs();
        ledger = null;
        List<Bus> buses = openBuses(rig);
        List<Thread> threads = start(buses, random);
        rig.nearer.releaseDiscovery();
        long endNs = System.nanoTime() + Duration.ofSeconds(4).toNanos();
        int losses = 0;
        while (endNs - System.nanoTime() > 0 && failure.get() == null)
        {
            pause(random.nextInt(300));
            Bus victim = buses.get(random.nextInt(NODES));
            (random.nextInt(3) == 0 ? rig.hub : rig.nearer).partAndJoin(victim.nodeId());
            losses++;
        }
        end(threads);
        long moved = rig.events.stream().filter(BusEvent.PeerMoved.class::isInstance).count();
        System.out.println("PeerMoveStressTest losses=" + losses + " moves=" + moved + " accepted=" + accepted.sum() +
            " requests=" + requests.sum() + " failed=" + failures.sum() +
            " lost=" + rig.sum(BusCounter.LOST_WITH_PEER));
        rig.errors.removeIf((each) -> each instanceof BusException);
        rig.close();
        assertEquals(requests.sum(), replies.sum() + failures.sum(), "requests and their outcomes, seed=" + seed);
        assertTrue(moved > 0, "nobody has moved");
    }

    private void moves(int rounds, PeersRig firstRig)
    {
        System.out.println("PeerMoveStressTest seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < rounds; round++)
        {
            PeersRig rig = round == 0 ? firstRig : PeersRig.onTwoRungs();
            isOver = false;
            ledger = new ConservationLedger(LEDGER);
            List<Bus> buses = openBuses(rig);
            List<Thread> threads = start(buses, random);
            pause(random.nextInt(60));
            rig.nearer.releaseDiscovery();
            Await.untilEquals((long)NODES * (NODES - 1), () ->
                failure.get() == null ? movesOf(rig) : (long)NODES * (NODES - 1));
            pause(random.nextInt(60));
            end(threads);
            assertEquals(0, rig.events.stream().filter(BusEvent.PeerGone.class::isInstance).count(), "peers gone");
            assertEquals(0, rig.sum(BusCounter.NO_ROUTE), "NO_ROUTE");
            Await.untilEquals(requests.sum(), replies::sum);
            assertEquals(0, failures.sum(), "requests that failed");
            for (Bus each : buses)
            {
                Await.untilEquals(0L, () -> each.counters().get(BusCounter.EXPIRED));
            }
            awaitLedger();
            rig.close();
        }
        System.out.println("PeerMoveStressTest accepted=" + accepted.sum() + " requests=" + requests.sum() +
            " refused=" + pressed.sum());
    }

    private static long movesOf(PeersRig rig)
    {
        return rig.events.stream().filter(BusEvent.PeerMoved.class::isInstance).count();
    }

    /** What was accepted is handled by and by. */
    private void awaitLedger()
    {
        Await.until("a balance", () ->
        {
            try
            {
                ledger.assertBalanced();
                return true;
            }
            catch (AssertionError notYet)
            {
                return false;
            }
        });
        ledger.assertBalanced();
    }

    private List<Bus> openBuses(PeersRig rig)
    {
        List<Bus> buses = new ArrayList<>();
        for (int i = 0; i < NODES; i++)
        {
            Bus bus = rig.open("node-" + i, (config) -> config.withPingInterval(Duration.ofMillis(20)));
            buses.add(bus);
            Loop second = bus.loop(LoopConfig.named("second"));
            one[i] = bus.subscribe("one/" + i, new Receiver()).port();
            bus.subscribe("all", new Receiver());
            bus.subscribe("all", new Receiver(), MailboxOptions.defaults().withLoop(second));
            asked[i] = bus.subscribe("ask/" + i, new Receiver(), MailboxOptions.defaults().withLoop(second)).port();
        }
        rig.meet();
        buses.forEach((each) -> PeersRig.awaitCandidates(each, "all", 2 * NODES));
        return buses;
    }

    private List<Thread> start(List<Bus> buses, SplittableRandom random)
    {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < NODES * THREADS_OF_NODE; i++)
        {
            int node = i % NODES;
            SplittableRandom own = random.split();
            Thread thread = new Thread(() -> send(buses.get(node), node, own), "sender-" + i);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((who, error) -> fail(error));
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private void end(List<Thread> threads)
    {
        isOver = true;
        threads.forEach((each) -> Await.until("the end of " + each.getName(), () -> !each.isAlive()));
        if (failure.get() != null)
        {
            throw new AssertionError("seed=" + seed, failure.get());
        }
    }

    private void send(Bus bus, int node, SplittableRandom random)
    {
        UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
        List<Port> out = new ArrayList<>();
        List<Integer> copies = new ArrayList<>();
        for (int i = 0; i < NODES; i++)
        {
            Address address = areWaysLost ? one[i] : Address.named("one/" + i);
            out.add(bus.sender(address, PortOptions.defaults().withTimeToLive(Duration.ofSeconds(30))));
            copies.add(1);
        }
        out.add(bus.sender(one[(node + 1) % NODES]));
        copies.add(1);
        if (!areWaysLost)
        {
            out.add(bus.publisher("all"));
            copies.add(2 * NODES);
        }
        Requester requester = bus.requester(asked[(node + 1) % NODES]);
        long[] port = new long[out.size()];
        long[] number = new long[port.length];
        for (int i = 0; i < port.length; i++)
        {
            port[i] = ports.incrementAndGet();
        }
        try (Claim claim = bus.claim())
        {
            while (!isOver && failure.get() == null)
            {
                int i = random.nextInt(port.length + 1);
                if (i == port.length)
                {
                    ask(requester, message);
                    continue;
                }
                long id = ledger == null ? 0 : ledger.nextId();
                message.putLong(0, port[i]);
                message.putLong(8, number[i]);
                message.putLong(16, id);
                SendStatus status = random.nextInt(8) == 0 ? claimAndHold(out.get(i), claim, message, random) :
                    out.get(i).offer(message, 0, LENGTH);
                count(status, id, copies.get(i), number, i);
            }
        }
    }

    private void ask(Requester requester, UnsafeBuffer message)
    {
        message.putLong(0, 0);
        SendStatus status = requester.request(message, 0, LENGTH, TIMEOUT_NS, new Outcome());
        if (status.isAccepted())
        {
            requests.increment();
        }
        else
        {
            refused(status);
        }
    }

    private SendStatus claimAndHold(Port port, Claim claim, UnsafeBuffer message, SplittableRandom random)
    {
        SendStatus status = port.tryClaim(LENGTH, claim);
        if (status.isAccepted())
        {
            claim.buffer().putBytes(claim.offset(), message, 0, LENGTH);
            if (random.nextInt(16) == 0)
            {
                LockSupport.parkNanos(random.nextInt(5_000_000));
            }
            if (random.nextInt(4) == 0)
            {
                claim.abort();
                return SendStatus.BACK_PRESSURED;
            }
            try
            {
                claim.commit();
            }
            catch (BusException lost)
            {
                if (!areWaysLost)
                {
                    throw lost;
                }
                return SendStatus.BACK_PRESSURED;
            }
        }
        return status;
    }

    private void count(SendStatus status, long id, int copies, long[] number, int i)
    {
        if (status.isAccepted())
        {
            number[i]++;
            accepted.increment();
            if (ledger != null)
            {
                ledger.accepted(id, copies);
            }
        }
        else
        {
            refused(status);
        }
    }

    private void refused(SendStatus status)
    {
        if (status != SendStatus.BACK_PRESSURED && !areWaysLost)
        {
            fail(new AssertionError(status.toString()));
        }
        pressed.increment();
        LockSupport.parkNanos(20_000);
    }

    /** Of one port, messages come in order and once; a gap is a loss. */
    private final class Receiver implements MessageHandler
    {
        private final Map<Long, Long> lastOfPort = new ConcurrentHashMap<>();

        @Override
        public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
        {
            if (envelope.kind() == MessageKind.REQUEST)
            {
                answer(buffer, offset, length, envelope);
                return;
            }
            long port = buffer.getLong(offset);
            long number = buffer.getLong(offset + 8);
            Long before = lastOfPort.put(port, number);
            long last = before == null ? -1 : before;
            if (areWaysLost ? number <= last : number != last + 1)
            {
                fail(new AssertionError("port " + port + ": " + number + " after " + last));
            }
            if (ledger != null)
            {
                ledger.delivered(buffer.getLong(offset + 16));
            }
        }

        /** As long as it takes: a link that is sealed for a moment is no reason to leave a request unanswered. */
        private void answer(DirectBuffer buffer, int offset, int length, Envelope envelope)
        {
            SendStatus status = envelope.reply(buffer, offset, length);
            while (status == SendStatus.BACK_PRESSURED && failure.get() == null)
            {
                Thread.yield();
                status = envelope.reply(buffer, offset, length);
            }
            if (!status.isAccepted() && !areWaysLost)
            {
                fail(new AssertionError("reply: " + status));
            }
        }
    }

    private final class Outcome implements ReplyHandler
    {
        private final AtomicInteger ends = new AtomicInteger();

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            replies.increment();
            end();
        }

        @Override
        public void onFailure(long correlationId, RequestFailure requestFailure)
        {
            failures.increment();
            end();
        }

        private void end()
        {
            if (ends.incrementAndGet() > 1)
            {
                fail(new AssertionError("a request ended twice"));
            }
        }
    }

    private void fail(Throwable error)
    {
        failure.compareAndSet(null, error);
    }

    private static void pause(long ms)
    {
        LockSupport.parkNanos(Duration.ofMillis(ms).toNanos());
    }
}
