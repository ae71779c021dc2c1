package org.gradientbus;

import static org.gradientbus.BusRig.fill;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.BACK_PRESSURED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.ConservationLedger;
import org.junit.jupiter.api.Test;

/**
 * A publish reaches all mailboxes or none, as long as they hold their senders back.
 */
class PublishGuaranteeTest
{
    @Test
    void shouldReachNobodyWhenOneLoopIsFull()
    {
        try (BusRig rig = new BusRig())
        {
            Loop other = rig.polledLoop("other");
            Inbox here = new Inbox();
            Inbox there = new Inbox();
            rig.bus.subscribe("a", here);
            rig.bus.subscribe("a", there, on(other)).bind(Address.parse("filler"));
            Publisher publisher = rig.bus.publisher("a");
            int filler = fill(rig.bus.sender("filler"));

            assertEquals(BACK_PRESSURED, offer(publisher, 1000));
            assertEquals(0, rig.loop.poll(10));
            assertEquals(0, here.size());

            other.poll(1);
            assertEquals(ACCEPTED, offer(publisher, 1001));
            rig.settle();
            assertEquals(List.of(1001L), here.numbers());
            assertEquals(filler + 1, there.size());
        }
    }

    @Test
    void shouldMakeNoDuplicatesWhenAPublishIsTriedAgain()
    {
        try (BusRig rig = new BusRig())
        {
            List<Inbox> inboxes = new ArrayList<>();
            List<Loop> loops = new ArrayList<>();
            for (int i = 0; i < 4; i++)
            {
                inboxes.add(new Inbox());
                loops.add(rig.polledLoop("loop-" + i));
                rig.bus.subscribe("a", inboxes.get(i), on(loops.get(i)));
            }
            Publisher publisher = rig.bus.publisher("a");
            int count = 2000;
            for (int number = 0; number < count; number++)
            {
                for (int attempt = 0; !offer(publisher, number).isAccepted(); attempt++)
                {
                    loops.get(attempt % loops.size()).poll(1 + attempt % 7);
                }
            }
            rig.settle();

            inboxes.forEach((each) -> assertEquals(Inbox.upTo(count), each.numbers()));
            assertTrue(rig.count(BusCounter.BACK_PRESSURED) > count / 10);
        }
    }

    /** A claim that is undone leaves padding behind: a publisher that spins must not fill the others' rings with it. */
    @Test
    void shouldLeaveTheRoomOfOtherLoopsAloneWhenAPublisherSpinsOnAFullOne()
    {
        try (BusRig rig = new BusRig())
        {
            Loop full = rig.polledLoop("full");
            Inbox here = new Inbox();
            rig.bus.subscribe("a", here).bind(Address.parse("mine"));
            rig.bus.subscribe("a", new Inbox(), on(full)).bind(Address.parse("filler"));
            fill(rig.bus.sender("filler"));
            Publisher publisher = rig.bus.publisher("a");

            IntStream.range(0, 10_000).forEach((i) -> assertEquals(BACK_PRESSURED, offer(publisher, i)));

            assertEquals(0, rig.loop.backlogBytes());
            assertEquals(BusRig.roomFor(Importance.MEDIUM), fill(rig.bus.sender("mine")));
        }
    }

    @Test
    void shouldLetOtherTrafficFlowWhenSeveralPublishersSpinOnAFullLoop()
    {
        AtomicBoolean isOver = new AtomicBoolean();
        try (BusRig rig = BusRig.threaded())
        {
            Loop full = rig.polledLoop("full");
            Inbox here = new Inbox();
            rig.bus.subscribe("a", new Inbox());
            rig.bus.subscribe("mine", here);
            rig.bus.subscribe("a", new Inbox(), on(full)).bind(Address.parse("filler"));
            fill(rig.bus.sender("filler"));
            for (int i = 0; i < 2; i++)
            {
                rig.start(() -> spin(rig.bus.publisher("a"), isOver));
            }
            Sender mine = rig.bus.sender("mine");
            for (int number = 0; number < 5000; number++)
            {
                mine.send(new byte[Long.BYTES], BusRig.LONG);
            }

            Await.untilEquals("messages past the spinning ones", 5000, here::size);

            isOver.set(true);
            rig.join();
            rig.assertBalanced();
        }
    }

    private static void spin(Publisher publisher, AtomicBoolean isOver)
    {
        while (!isOver.get())
        {
            assertEquals(BACK_PRESSURED, offer(publisher, 0));
        }
    }

    @Test
    void shouldReachAllOrNobodyWhenSeveralThreadsPublishToSlowLoops()
    {
        int publishers = 3;
        int each = 3000;
        ConservationLedger ledger = new ConservationLedger(publishers * each);
        try (BusRig rig = BusRig.threaded((config) -> config.withMaxMessageLength(64)))
        {
            for (int i = 0; i < 3; i++)
            {
                rig.bus.subscribe("a", (buffer, offset, length, envelope) -> ledger.delivered(buffer.getLong(offset)),
                    on(rig.ownLoop("loop-" + i)));
            }
            for (int i = 0; i < publishers; i++)
            {
                rig.start(() -> publishAll(rig.bus.publisher("a"), ledger, each));
            }
            rig.join();
            rig.assertBalanced();

            ledger.assertBalanced();
            ledger.assertBalanced(rig.bus.counters());
            assertEquals(3L * publishers * each, rig.count(BusCounter.DELIVERED));
        }
    }

    private static void publishAll(Publisher publisher, ConservationLedger ledger, int count)
    {
        for (int sent = 0; sent < count; sent++)
        {
            long id = ledger.nextId();
            while (!offer(publisher, id).isAccepted())
            {
                Thread.yield();
            }
            ledger.accepted(id, 3);
        }
    }

    @Test
    void shouldReachAllWithTheSameBytesWhenAClaimIsCommitted()
    {
        try (BusRig rig = new BusRig())
        {
            List<Inbox> inboxes = List.of(new Inbox(), new Inbox(), new Inbox());
            rig.bus.subscribe("a", inboxes.get(0));
            rig.bus.subscribe("a", inboxes.get(1), on(rig.polledLoop("second")));
            rig.bus.subscribe("a", inboxes.get(2), on(rig.polledLoop("third")));
            Claim claim = rig.bus.claim();
            assertEquals(ACCEPTED, rig.bus.publisher("a").tryClaim(100, claim));
            claim.buffer().putLong(claim.offset(), 77);
            claim.commit(Long.BYTES);
            rig.settle();

            inboxes.forEach((each) -> assertEquals(List.of(77L), each.numbers()));
        }
    }

    @Test
    void shouldReachNobodyWhenTheWriterOfAClaimThrows()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            rig.bus.subscribe("a", inbox, on(rig.polledLoop("second")));
            Claim claim = rig.bus.claim();
            Publisher publisher = rig.bus.publisher("a");

            assertThrows(IndexOutOfBoundsException.class, () -> writeTooFar(publisher, claim));
            rig.settle();

            assertEquals(0, inbox.size());
            assertEquals(0, rig.count(BusCounter.ACCEPTED));
        }
    }

    private static void writeTooFar(Publisher publisher, Claim claim)
    {
        publisher.tryClaim(Long.BYTES, claim);
        try (claim)
        {
            claim.buffer().putLong(claim.offset(), 1);
            claim.buffer().putLong(claim.offset() + 1, 1);
            claim.commit();
        }
    }
}
