package org.gradientbus;

import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.BACK_PRESSURED;
import static org.gradientbus.SendStatus.NO_ROUTE;
import static org.gradientbus.SendStatus.TOO_LARGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Ports of best effort on a rung that loses nothing: only a full destination drops.
 */
class BestEffortGuaranteeTest
{
    private static final PortOptions BEST_EFFORT = PortOptions.defaults().withGuarantee(Guarantee.BEST_EFFORT);
    private static final Address ADDRESS = Address.parse("a");

    private static final int ROOM = BusRig.roomFor(Importance.MEDIUM);

    @Test
    void shouldAcceptAndCountWhenAPortOfBestEffortMeetsAFullDestination()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            Mailbox mailbox = rig.bus.subscribe("a", inbox);
            Publisher publisher = rig.bus.publisher(ADDRESS, BEST_EFFORT);
            Sender sender = rig.bus.sender(ADDRESS, BEST_EFFORT);
            for (int number = 0; number < ROOM + 10; number++)
            {
                assertEquals(ACCEPTED, offer(publisher, number));
            }
            assertEquals(ACCEPTED, offer(sender, 0));
            sender.send(new byte[Long.BYTES], Duration.ofDays(1));

            assertEquals(12, rig.count(BusCounter.DROPPED_OVERFLOW));
            assertEquals(0, rig.count(BusCounter.BACK_PRESSURED));
            rig.settle();
            assertEquals(Inbox.upTo(ROOM), inbox.numbers());
            assertEquals(2, rig.events.size(), "one for each port");
            assertEquals(mailbox.port(), assertInstanceOf(BusEvent.MailboxDropping.class, rig.events.peek()).mailbox());
        }
    }

    @Test
    void shouldStillSayBackPressuredWhenAnotherPortIsReliable()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", new Inbox());
            BusRig.fill(rig.bus.publisher("a"));

            assertEquals(ACCEPTED, offer(rig.bus.publisher(ADDRESS, BEST_EFFORT), 1));
            assertEquals(BACK_PRESSURED, offer(rig.bus.publisher("a"), 1));
        }
    }

    @Test
    void shouldReachTheLoopsWithRoomWhenAPublisherOfBestEffortMeetsAFullOne()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox full = new Inbox();
            Inbox free = new Inbox();
            rig.bus.subscribe("a", full, on(rig.polledLoop("full")));
            rig.bus.subscribe("a", free);
            int filled = BusRig.fill(rig.bus.sender(full(rig)));

            assertEquals(ACCEPTED, offer(rig.bus.publisher(ADDRESS, BEST_EFFORT), 77));
            rig.settle();

            assertEquals(List.of(77L), free.numbers());
            assertEquals(filled, full.size());
            assertEquals(1, rig.count(BusCounter.DROPPED_OVERFLOW));
        }
    }

    private static PortAddress full(BusRig rig)
    {
        return rig.bus.explain(ADDRESS).candidates().stream()
            .filter((each) -> each.loop().equals("full")).findFirst().orElseThrow().port();
    }

    @Test
    void shouldPassOverAFullMailboxWhenASenderOfBestEffortHasOthers()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox full = new Inbox();
            Inbox free = new Inbox();
            rig.bus.subscribe("a", full, on(rig.polledLoop("full")));
            rig.bus.subscribe("a", free);
            BusRig.fill(rig.bus.sender(full(rig)));
            Sender sender = rig.bus.sender(ADDRESS, BEST_EFFORT);

            assertEquals(ACCEPTED, offer(sender, 0));
            assertEquals(ACCEPTED, offer(sender, 1));
            rig.settle();

            assertEquals(Inbox.upTo(2), free.numbers());
            assertEquals(0, rig.count(BusCounter.DROPPED_OVERFLOW));
        }
    }

    @Test
    void shouldStillRefuseWhatCannotBeSentByBestEffort()
    {
        try (BusRig rig = new BusRig())
        {
            Publisher publisher = rig.bus.publisher(ADDRESS, BEST_EFFORT);
            assertEquals(NO_ROUTE, offer(publisher, 1));
            rig.bus.subscribe("a", new Inbox());
            int length = BusRig.MAX_MESSAGE_LENGTH + 1;
            assertEquals(TOO_LARGE, publisher.offer(new UnsafeBuffer(new byte[length]), 0, length));
        }
    }

    @Test
    void shouldThrowWhenARequestIsPassedOnByAPortOfBestEffort()
    {
        Outcomes outcomes = new Outcomes();
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("b", new Inbox());
            Sender next = rig.bus.sender(Address.parse("b"), BEST_EFFORT);
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> envelope.forward(next));
            rig.bus.requester("a").request(
                BusRig.message(1), 0, Long.BYTES, Duration.ofSeconds(1).toNanos(), outcomes);
            rig.settle();

            assertEquals(List.of("HANDLER_FAILED"), outcomes.all());
            assertInstanceOf(IllegalArgumentException.class, rig.takeError());
        }
    }
}
