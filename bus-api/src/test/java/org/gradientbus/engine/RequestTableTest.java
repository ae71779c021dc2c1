package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.Claim;
import org.gradientbus.LoopConfig;
import org.gradientbus.PortOptions;
import org.gradientbus.PortAddress;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.SendStatus;
import org.gradientbus.testkit.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The slots and ids of requests that wait. Time stands still, and the loop runs when the test polls it. */
class RequestTableTest
{
    private static final long NODE = 0x0DE;
    private static final long HOUR_NS = Duration.ofHours(1).toNanos();

    private final ManualClock clock = new ManualClock();
    private final RealBus bus = (RealBus)Bus.open(BusConfig.defaults()
        .withDefaultLoop(LoopConfig.callerRun("requests"))
        .withCloseTimeout(Duration.ofMillis(50))
        .withClock(clock));
    private final RealLoop loop = (RealLoop)bus.defaultLoop();
    private final Outcomes outcomes = new Outcomes();
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[16]);

    /** Remembers how each request ended. */
    private static final class Outcomes implements ReplyHandler
    {
        private final List<Long> replied = new ArrayList<>();
        private final List<Long> failed = new ArrayList<>();
        private RequestFailure failure;

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            replied.add(correlationId);
        }

        @Override
        public void onFailure(long correlationId, RequestFailure why)
        {
            failed.add(correlationId);
            failure = why;
        }
    }

    @AfterEach
    void close()
    {
        bus.close();
    }

    @Test
    void shouldHaveRoomForThePowerOfTwoAboveWhatWasAskedFor()
    {
        final RequestTable table = table(5);
        for (int i = 0; i < 8; i++)
        {
            assertTrue(table.hasRoom());
            insert(table, HOUR_NS);
        }
        assertFalse(table.hasRoom());
        assertEquals(8, table.pending());
    }

    @Test
    void shouldNeverRepeatAnIdWhenSlotsAreReused()
    {
        final RequestTable table = table(4);
        final Set<Long> ids = new HashSet<>();
        final long longLived = insert(table, 2 * HOUR_NS);
        ids.add(longLived);
        for (int i = 0; i < 1_000; i++)
        {
            assertTrue(ids.add(insert(table, 1)));
            assertTrue(ids.add(insert(table, 1)));
            clock.advance(Duration.ofNanos(1));
            table.expire(clock.nanoTime());
        }
        assertEquals(1, table.pending());
        assertFalse(outcomes.failed.contains(longLived));
    }

    @Test
    void shouldGiveNoSlotTwiceWhenOneIsReservedForLong()
    {
        final RequestTable table = table(4);
        final long reserved = table.reserve();
        for (int i = 0; i < 20; i++)
        {
            final long other = insert(table, 1);
            assertNotEquals(reserved & 3, other & 3, "slot of id=" + other);
            clock.advance(Duration.ofNanos(1));
            table.expire(clock.nanoTime());
        }
        table.insert(reserved, clock.nanoTime() + HOUR_NS, NODE, 1, outcomes);
        assertEquals(1, table.pending());
    }

    @Test
    void shouldEndEveryRequestWhenAnotherClaimStaysOpenMeanwhile()
    {
        try (bus; Requester requester = requester(2); Claim claim = bus.claim())
        {
            bus.subscribe("echo", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
            assertEquals(SendStatus.ACCEPTED, requester.tryClaim(8, HOUR_NS, outcomes, claim));
            for (int i = 0; i < 3; i++)
            {
                assertEquals(SendStatus.ACCEPTED, requester.request(bytes, 0, 8, 1, outcomes));
                clock.advance(Duration.ofMillis(2));
                loop.poll(10);
            }
            assertEquals(SendStatus.ACCEPTED, requester.request(bytes, 0, 8, HOUR_NS, outcomes));
            claim.commit();
            while (loop.poll(10) > 0)
            {
                clock.advance(Duration.ofMillis(2));
            }
            assertEquals(0, requester.pending());
            assertEquals(5, outcomes.replied.size() + outcomes.failed.size());
        }
    }

    @Test
    void shouldKeepItsRoomWhenClaimsAreAbortedOrRefused()
    {
        bus.subscribe("echo", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
        final Claim claim = bus.claim();
        final Requester requester = requester(2);
        for (int i = 0; i < 10; i++)
        {
            assertEquals(SendStatus.ACCEPTED, requester.tryClaim(8, HOUR_NS, outcomes, claim));
            claim.abort();
            assertEquals(SendStatus.TOO_LARGE,
                requester.tryClaim(bus.config().maxMessageLength() + 1, HOUR_NS, outcomes, claim));
            assertThrows(IllegalArgumentException.class, () -> requester.tryClaim(-1, HOUR_NS, outcomes, claim));
        }
        assertEquals(SendStatus.ACCEPTED, requester.request(bytes, 0, 8, HOUR_NS, outcomes));
        assertEquals(SendStatus.ACCEPTED, requester.request(bytes, 0, 8, HOUR_NS, outcomes));
        assertEquals(SendStatus.BACK_PRESSURED, requester.request(bytes, 0, 8, HOUR_NS, outcomes));
    }

    @Test
    void shouldFailTheRequestWhenItsClaimIsCommittedAfterTheRequesterClosed()
    {
        bus.subscribe("echo", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
        final Claim claim = bus.claim();
        final Requester requester = requester(2);
        assertEquals(SendStatus.ACCEPTED, requester.tryClaim(8, HOUR_NS, outcomes, claim));
        requester.close();
        loop.poll(10);
        claim.commit();
        while (loop.poll(10) > 0)
        {
            Thread.onSpinWait();
        }
        assertEquals(RequestFailure.CLOSED, outcomes.failure);
        assertEquals(1, outcomes.failed.size());
        assertEquals(0, bus.counters().requestsPending());
        assertEquals(0, bus.counters().inFlight());
    }

    @Test
    void shouldSayThatItWasNotSentWhenTheNewsOfItsNodesDeathCameFirst()
    {
        final RequestTable table = table(8);
        final long id = table.reserve();
        table.beginSending(id);
        table.insert(id, clock.nanoTime() + HOUR_NS, NODE, 1, outcomes);
        loop.command(() -> table.failNode(NODE));
        table.failUnsent(id);
        loop.poll(10);
        assertEquals(List.of(id), outcomes.failed);
        assertEquals(RequestFailure.NOT_SENT, outcomes.failure);
    }

    @Test
    void shouldTellTheNearestDeadlineThatIsLeftWhenOthersExpire()
    {
        final RequestTable table = table(8);
        final long nowNs = clock.nanoTime();
        final long overdue = insert(table, 10);
        insert(table, 30);
        insert(table, 20);
        assertEquals(1, table.expire(nowNs + 10));
        assertEquals(nowNs + 20, table.nearestDeadline(nowNs + HOUR_NS));
        assertEquals(List.of(overdue), outcomes.failed);
        assertEquals(RequestFailure.TIMED_OUT, outcomes.failure);
        assertEquals(0, table.expire(nowNs + 11));
        assertEquals(nowNs + 15, table.nearestDeadline(nowNs + 15));
        assertEquals(2, table.pending());
    }

    @Test
    void shouldFailOnlyWhatOneMailboxHasWhenItGoes()
    {
        final RequestTable table = table(8);
        final long first = table.reserve();
        table.insert(first, clock.nanoTime() + HOUR_NS, NODE, 7, outcomes);
        final long second = table.reserve();
        table.insert(second, clock.nanoTime() + HOUR_NS, NODE, 8, outcomes);
        table.failTarget(new PortAddress(NODE, 8), RequestFailure.MAILBOX_GONE);
        assertEquals(List.of(second), outcomes.failed);
        assertEquals(1, table.pending());
        assertEquals(1, bus.counters().get(BusCounter.REQUESTS_FAILED));
    }

    @Test
    void shouldLeaveARequestToItsCommitWhenThePeerGoesMeanwhile()
    {
        final RequestTable table = table(8);
        final long sent = insert(table, HOUR_NS);
        final long sending = table.reserve();
        table.beginSending(sending);
        table.insert(sending, clock.nanoTime() + HOUR_NS, NODE, 1, outcomes);
        table.failNode(NODE);
        assertEquals(List.of(sent), outcomes.failed);
        table.endSending();
        table.failNode(NODE);
        assertEquals(List.of(sent, sending), outcomes.failed);
    }

    private RequestTable table(int maxPending)
    {
        final RequestTable table = new RequestTable(bus, loop, bus.refs().nextRef(), maxPending);
        bus.refs().put(table);
        loop.timers().add(table);
        return table;
    }

    private long insert(RequestTable table, long timeoutNs)
    {
        final long id = table.reserve();
        table.insert(id, clock.nanoTime() + timeoutNs, NODE, 1, outcomes);
        return id;
    }

    private Requester requester(int maxPending)
    {
        return bus.requester(Address.parse("echo"), PortOptions.defaults().withMaxPending(maxPending));
    }
}
