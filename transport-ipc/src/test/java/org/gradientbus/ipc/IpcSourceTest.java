package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.BusCounter;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Several senders to one loop, by transports of one JVM. */
class IpcSourceTest
{
    private static final Signal NOBODY = () ->
    {
    };

    @TempDir
    private Path temporary;

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<Transport> transports = new ArrayList<>();
    private final FrameClaim claim = new FrameClaim();
    private Transport receiver;
    private Source source;

    @BeforeEach
    void open()
    {
        receiver = transport(1);
        source = receiver.openSource(0, 0, NOBODY);
    }

    @AfterEach
    void close()
    {
        transports.forEach(Transport::close);
        assertFalse(Files.exists(temporary.resolve("b")), "something was left behind");
    }

    private Transport transport(long nodeId)
    {
        Transport transport = new IpcTransportProvider().open(new TransportContext("source", "", nodeId,
            Optional.of(temporary.resolve("b")), 1024, SystemNanoClock.INSTANCE, errors::add));
        transports.add(transport);
        return transport;
    }

    private SendStatus send(Link link, long value)
    {
        SendStatus status = link.tryClaim(Long.BYTES, Importance.CRITICAL, claim);
        if (status.isAccepted())
        {
            claim.buffer().putLong(claim.offset(), value);
            assertTrue(link.commit(claim));
        }
        return status;
    }

    private Path lane(long from)
    {
        return DomainDirectory.of(Optional.of(temporary.resolve("b")), "source", ProcessIdentity.current().uid())
            .node(receiver.endpoint()).resolve(OutgoingLanes.fileName(from, 0));
    }

    private void awaitError(String text)
    {
        Await.untilEquals("an error that tells of: " + text, Await.DEFAULT_LIMIT, true, () ->
            errors.stream().anyMatch((each) -> each.getMessage().contains(text)) ? true : List.copyOf(errors));
    }

    @Test
    void shouldGiveEverySenderItsTurnWhenOneFloods()
    {
        Link flooding = transport(2).connect(receiver.endpoint(), 0);
        Link modest = transport(3).connect(receiver.endpoint(), 0);
        for (int i = 0; send(flooding, 0).isAccepted(); i++)
        {
            assertTrue(i < 1_000_000);
        }
        for (int round = 0; round < 10; round++)
        {
            send(modest, 1);
            int[] modestFrames = {0};
            for (int poll = 0; poll < 2; poll++)
            {
                source.poll((buffer, offset, length) -> modestFrames[0] += (int)buffer.getLong(offset), 2);
            }
            assertEquals(1, modestFrames[0], "two polls are two lanes' turns");
        }
    }

    @Test
    void shouldCountAsConsumedOnlyWhatEveryLaneHasHandedOver()
    {
        long seed = new Random().nextLong();
        System.out.println("positions of several lanes: seed=" + seed);
        Random random = new Random(seed);
        int count = 3;
        SourcePositions positions = new SourcePositions();
        LaneReader[] readers = new LaneReader[count];
        LaneWriter[] writers = new LaneWriter[count];
        for (int i = 0; i < count; i++)
        {
            LaneSpec spec = LaneSpec.of(i + 2, 1, 0, 64);
            UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(spec.totalLength()));
            spec.format(memory);
            readers[i] = new LaneReader(memory, spec);
            writers[i] = new LaneWriter(memory, spec, Doorbell.NONE);
        }
        positions.replace(new LaneReader[0], readers);
        long[] claimedByLane = new long[count];
        long claimed = 0;
        int passed = 0;
        for (int step = 0; step < 100_000; step++)
        {
            int lane = random.nextInt(count);
            if (random.nextBoolean() && writers[lane].tryClaim(8, Importance.CRITICAL, claim).isAccepted())
            {
                writers[lane].commit(claim);
            }
            if (random.nextInt(3) == 0)
            {
                int reading = random.nextInt(count);
                readers[reading].poll((buffer, offset, length) -> assertEquals(8, length), 1 + random.nextInt(3));
            }
            if (positions.consumed() >= claimed)
            {
                for (int i = 0; i < count; i++)
                {
                    assertTrue(readers[i].consumedPosition() >= claimedByLane[i], "lane " + i + " at step " + step);
                }
                passed++;
                claimed = positions.claimed();
                for (int i = 0; i < count; i++)
                {
                    claimedByLane[i] = readers[i].claimedPosition();
                }
            }
        }
        assertTrue(passed > 100, "it was passed too seldom to prove anything: " + passed);
        for (LaneReader each : readers)
        {
            each.poll((buffer, offset, length) -> assertEquals(8, length), Integer.MAX_VALUE);
        }
        assertEquals(positions.claimed(), positions.consumed());
        long before = positions.consumed();
        positions.replace(readers, new LaneReader[]{readers[1]});
        assertEquals(before, positions.consumed());
        assertEquals(before, positions.claimed());
    }

    @Test
    void shouldCloseThatLaneOnlyWhenItsFileIsTruncatedDuringTraffic() throws IOException, InterruptedException
    {
        Link doomed = transport(2).connect(receiver.endpoint(), 0);
        Link sound = transport(3).connect(receiver.endpoint(), 0);
        AtomicLong received = new AtomicLong();
        AtomicBoolean isOver = new AtomicBoolean();
        Thread loop = new Thread(() -> pollUntil(isOver, received), "loop");
        Thread user = new Thread(() -> sendUntilClosed(doomed), "user");
        loop.start();
        user.start();
        Await.until("traffic", () -> received.get() > 100_000);
        try (FileChannel file = FileChannel.open(lane(2), StandardOpenOption.WRITE))
        {
            file.truncate(0);
        }
        awaitError("truncated");
        user.join();
        long before = received.get();
        send(sound, 8);
        Await.untilEquals("a sound lane's frame, and a loop that runs", Await.DEFAULT_LIMIT, true,
            () -> received.get() > before && loop.isAlive() ? true : List.copyOf(errors));
        Await.until("a removed file", () -> !Files.exists(lane(2)));
        isOver.set(true);
        loop.join();
        assertEquals(1, errors.size(), errors::toString);
    }

    /**
     * As a loop of the engine does. A poll keeps the error of lost memory to itself where the JVM lets it; which is
     * seldom otherwise, but compiled code may be told late, and then a loop goes on.
     */
    private void pollUntil(AtomicBoolean isOver, AtomicLong received)
    {
        while (!isOver.get())
        {
            try
            {
                pollRounds(isOver, received);
            }
            catch (InternalError late)
            {
                System.out.println("told late: " + late);
            }
        }
    }

    private void pollRounds(AtomicBoolean isOver, AtomicLong received)
    {
        while (!isOver.get())
        {
            if (source.poll((buffer, offset, length) -> received.incrementAndGet(), 10) == 0)
            {
                source.hasWork();
            }
        }
    }

    /** Whoever writes into lost memory gets an error, once or more, and then a status. */
    private static void sendUntilClosed(Link link)
    {
        boolean isClosed = false;
        while (!isClosed)
        {
            try
            {
                sendAllTheTime(link);
                isClosed = true;
            }
            catch (InternalError lost)
            {
                Thread.onSpinWait();
            }
        }
    }

    private static void sendAllTheTime(Link link)
    {
        FrameClaim claim = new FrameClaim();
        SendStatus status = SendStatus.ACCEPTED;
        while (status != SendStatus.CLOSED)
        {
            status = link.tryClaim(Long.BYTES, Importance.CRITICAL, claim);
            if (status.isAccepted())
            {
                link.commit(claim);
            }
        }
    }

    @Test
    void shouldReportAndGoOnWhenTheFileOfALaneIsRemovedDuringTraffic() throws IOException
    {
        Link link = transport(2).connect(receiver.endpoint(), 0);
        Files.delete(lane(2));
        awaitError("was removed while it was in use");
        send(link, 1);
        assertEquals(1, source.poll((buffer, offset, length) -> assertEquals(8, length), 10));
    }

    @Test
    void shouldRefuseAFileThatIsNoLaneAndGoOn() throws IOException
    {
        SafeFiles.createFile(lane(9), 100).close();
        awaitError("truncated");
        Link link = transport(2).connect(receiver.endpoint(), 0);
        send(link, 1);
        assertEquals(1, source.poll((buffer, offset, length) -> assertEquals(8, length), 10));
        assertEquals(1, errors.size(), errors::toString);
    }

    @Test
    void shouldHandOverWhatWasNotAcknowledgedWhenTheReceiverIsGone()
    {
        Link link = transport(2).connect(receiver.endpoint(), 0);
        for (int i = 0; i < 5; i++)
        {
            send(link, i);
        }
        source.poll((buffer, offset, length) -> assertEquals(8, length), 2);
        receiver.close();
        assertEquals(SendStatus.CLOSED, send(link, 5));
        List<Long> left = new ArrayList<>();
        assertEquals(3, link.unacknowledged((buffer, offset, length) -> left.add(buffer.getLong(offset))));
        assertEquals(List.of(2L, 3L, 4L), left);
    }

    @Test
    void shouldTellBothOfEachOtherAndOfTheOnesLeaveWhenInOneProcess()
    {
        Transport other = transport(2);
        other.openSource(0, 0, NOBODY);
        List<String> told = new CopyOnWriteArrayList<>();
        receiver.discover(listener("1 sees ", told));
        other.discover(listener("2 sees ", told));
        Await.until("two who met", () -> told.containsAll(List.of("1 sees 2", "2 sees 1")));
        receiver.close();
        Await.until("one who left", () -> told.contains("2 sees the end of 1"));
        assertEquals(3, told.size(), told::toString);
    }

    private static PeerListener listener(String who, List<String> told)
    {
        return new PeerListener()
        {
            @Override
            public void onPeer(long nodeId, String endpoint)
            {
                told.add(who + nodeId);
            }

            @Override
            public void onPeerGone(long nodeId)
            {
                told.add(who + "the end of " + nodeId);
            }

            @Override
            public void onPeerUnresponsive(long nodeId, boolean isUnresponsive)
            {
                // A hint that a busy machine may bring about.
            }
        };
    }

    @Test
    void shouldWakeALoopByItsOwnSelectorWhenItSleepsInOne() throws IOException
    {
        try (Selector selector = Selector.open())
        {
            Signal signal = new Signal()
            {
                @Override
                public void wakeIfSleeping()
                {
                    throw new AssertionError("a thread in between");
                }

                @Override
                public boolean wakeOn(SelectableChannel channel, Runnable drain)
                {
                    try
                    {
                        channel.register(selector, SelectionKey.OP_READ, drain);
                        return true;
                    }
                    catch (IOException closed)
                    {
                        throw new AssertionError(closed);
                    }
                }
            };
            Transport sleeper = transport(5);
            Source sleeping = sleeper.openSource(1, 0, new Signal()
            {
                @Override
                public void wakeIfSleeping()
                {
                    selector.wakeup();
                }

                @Override
                public boolean wakeOn(SelectableChannel channel, Runnable drain)
                {
                    return signal.wakeOn(channel, drain);
                }
            });
            Link link = transport(2).connect(sleeper.endpoint(), 1);
            Await.until("a line in the selector", () -> !selector.keys().isEmpty());
            selector.selectNow();
            for (int i = 0; i < 100; i++)
            {
                sleeping.onSleep(true);
                assertFalse(sleeping.hasWork());
                send(link, i);
                assertTrue(selector.select((key) -> ((Runnable)key.attachment()).run(), 20_000) > 0);
                sleeping.onSleep(false);
                assertEquals(1, sleeping.poll((buffer, offset, length) -> assertEquals(8, length), 10));
            }
            send(link, 0);
            assertEquals(0, selector.selectNow(), "nobody is woken who is awake");
        }
    }

    @Test
    void shouldShowTheCountersOfTheBusWhenLookedAtFromOutside()
    {
        long startNs = System.nanoTime();
        receiver.exposeCounters((counter) -> 1_000 + counter.id());
        DomainView view = DomainView.of(Optional.of(temporary.resolve("b")));
        Await.until("counters", () -> view.nodes("source").get(0).counters().get(BusCounter.ACCEPTED) != 0);
        for (BusCounter each : BusCounter.values())
        {
            assertEquals(1_000 + each.id(), view.nodes("source").get(0).counters().get(each));
        }
        long countedNs = view.nodes("source").get(0).countedNs();
        assertTrue(countedNs - startNs > 0 && System.nanoTime() - countedNs > 0, () -> "countedNs=" + countedNs);
    }

    @Test
    void shouldShowTheDomainAsItIsWhenLookedAtFromOutside()
    {
        Link link = transport(2).connect(receiver.endpoint(), 0);
        send(link, 1);
        send(link, 2);
        source.poll((buffer, offset, length) -> assertEquals(8, length), 1);
        DomainView view = DomainView.of(Optional.of(temporary.resolve("b")));
        assertEquals(List.of("source"), view.domains());
        assertEquals(2, view.nodes("source").size());
        assertEquals(List.of(), view.nodes("another"));
        NodeView node = view.nodes().stream().filter((each) -> each.nodeId() == 1).findAny().orElseThrow();
        assertEquals(Vitality.ALIVE, node.vitality());
        assertEquals(ProcessHandle.current().pid(), node.pid());
        assertEquals(receiver.endpoint(), node.endpoint());
        assertEquals(List.of(0), node.loops());
        assertEquals("", node.remark());
        LaneView lane = node.lanes().get(0);
        assertEquals(2, lane.producerNodeId());
        assertEquals(64, lane.backlogBytes());
        assertEquals(64, lane.receivedBytes());
        assertEquals(List.of(), view.sweep());
        assertEquals(Optional.empty(), view.objection(1024));
    }
}
