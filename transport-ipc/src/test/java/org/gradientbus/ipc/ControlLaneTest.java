package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The small lane by which buses know each other, and that there is no other before it is needed. */
@Timeout(60)
class ControlLaneTest
{
    private static final String DOMAIN = "control";
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path temporary;

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception
    {
        Collections.reverse(open);
        for (AutoCloseable each : open)
        {
            each.close();
        }
        assertFalse(Files.exists(base()), "something was left behind");
    }

    private Path base()
    {
        return temporary.resolve("b");
    }

    private Bus bus()
    {
        Bus bus = Bus.open(BusConfig.domain(DOMAIN).withHostDirectory(base()).withErrorHandler(errors::add)
            .withPingInterval(Duration.ofMillis(300)));
        open.add(bus);
        return bus;
    }

    private Transport transport(long nodeId)
    {
        Transport transport = new IpcTransportProvider().open(new TransportContext(DOMAIN, "", nodeId,
            Optional.of(base()), 64 * 1024, SystemNanoClock.INSTANCE, errors::add));
        open.add(transport);
        return transport;
    }

    private Path folder(long nodeId)
    {
        return DomainDirectory.of(Optional.of(base()), DOMAIN, ProcessIdentity.current().uid())
            .node(DomainDirectory.id(nodeId));
    }

    private Set<String> lanes() throws IOException
    {
        try (Stream<Path> all = Files.walk(base()))
        {
            Set<String> names = new TreeSet<>();
            all.map((each) -> each.getFileName().toString()).filter((each) -> each.endsWith(".lane"))
                .forEach(names::add);
            return names;
        }
    }

    private static SendStatus send(Link link, FrameClaim claim, int length)
    {
        SendStatus status = link.tryClaim(length, Importance.CRITICAL, claim);
        if (status.isAccepted())
        {
            assertTrue(link.commit(claim));
        }
        return status;
    }

    private void awaitError(String text)
    {
        Await.untilEquals("an error that tells of: " + text, Await.DEFAULT_LIMIT, true, () ->
            errors.stream().anyMatch((each) -> each.getMessage().contains(text)) ? true : List.copyOf(errors));
    }

    @Test
    void shouldMakeALaneForMessagesWhenTheFirstIsSentAndNotBefore() throws IOException
    {
        Bus here = bus();
        Bus there = bus();
        AtomicInteger received = new AtomicInteger();
        there.subscribe("a", (buffer, offset, length, envelope) -> received.incrementAndGet());
        assertTrue(here.awaitService("a", LONG));
        Await.until("round trips", () -> here.gradient().size() == 1 && there.gradient().size() == 1);
        Set<String> forControl = Set.of(
            OutgoingLanes.controlFileName(here.nodeId()), OutgoingLanes.controlFileName(there.nodeId()));
        assertEquals(forControl, lanes());
        assertEquals(LaneSpec.control(here.nodeId(), there.nodeId()).totalLength(),
            Files.size(folder(there.nodeId()).resolve(OutgoingLanes.controlFileName(here.nodeId()))));

        assertEquals(SendStatus.ACCEPTED, here.sender("a").offer(new UnsafeBuffer(new byte[8]), 0, 8));

        Await.untilEquals(1, received::get);
        Set<String> all = new TreeSet<>(forControl);
        all.add(OutgoingLanes.fileName(here.nodeId(), 0));
        assertEquals(all, lanes());
        DomainView view = DomainView.of(Optional.of(base()));
        assertEquals(3, view.nodes(DOMAIN).stream().mapToInt((each) -> each.lanes().size()).sum());
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldTellByAnotherLaneWhenTheOneForControlIsLost() throws IOException
    {
        Bus here = bus();
        Bus there = bus();
        there.subscribe("before", (buffer, offset, length, envelope) ->
        {
        });
        assertTrue(here.awaitService("before", LONG));
        Path lane = folder(here.nodeId()).resolve(OutgoingLanes.controlFileName(there.nodeId()));
        try (FileChannel file = FileChannel.open(lane, StandardOpenOption.WRITE))
        {
            file.truncate(0);
        }
        awaitError("truncated");

        there.subscribe("after", (buffer, offset, length, envelope) ->
        {
        });

        assertTrue(here.awaitService("after", LONG), errors::toString);
        assertEquals(1, here.gradient().size());
    }

    @Test
    void shouldRefuseAFileThatIsNoLaneForControlAndGoOn() throws IOException
    {
        Transport receiver = transport(1);
        Source source = receiver.openSource(0, 0, () ->
        {
        });
        SafeFiles.createFile(folder(1).resolve(OutgoingLanes.controlFileName(9)), 100).close();
        awaitError("truncated");
        // Made elsewhere, or the receiver would clear it away, half made by a node that is not there.
        Path madeElsewhere = base().resolveSibling("lane");
        LaneFile.create(madeElsewhere, LaneSpec.of(8, 1, 3, 1024));
        Files.move(madeElsewhere, folder(1).resolve(OutgoingLanes.controlFileName(8)));
        awaitError("is not what its name says: it leads from node=" + DomainDirectory.id(8) + " to loop=3");

        Link link = transport(2).connectControl(receiver.endpoint());

        assertEquals(SendStatus.ACCEPTED, send(link, new FrameClaim(), Transport.MAX_CONTROL_FRAME_LENGTH));
        Await.until("a frame", () -> source.poll((buffer, offset, length) ->
            assertEquals(Transport.MAX_CONTROL_FRAME_LENGTH, length), 10) == 1);
    }

    /** Nobody tells of this lane, as when its maker's note is still on its way. */
    @Test
    void shouldCountWhatWaitsInALaneThatNobodyHasToldOfWhenSendersAreLookedFor()
    {
        Source source = transport(1).openSource(0, 0, () ->
        {
        });
        LaneSpec spec = LaneSpec.of(2, 1, 0, 1024);
        LaneFile file = LaneFile.create(folder(1).resolve(OutgoingLanes.fileName(2, 0)), spec);
        FrameClaim claim = new FrameClaim();
        LaneWriter writer = new LaneWriter(file.memory(), spec, Doorbell.NONE);
        assertEquals(SendStatus.ACCEPTED, writer.tryClaim(100, Importance.LOW, claim));
        assertTrue(writer.commit(claim));

        source.findSenders();

        assertEquals(LaneLayout.recordLength(100), source.claimedPosition());
        assertEquals(1, source.poll((buffer, offset, length) -> assertEquals(100, length), 10));
    }
}
