package org.gradientbus;

import static org.gradientbus.BusRig.fill;
import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.BACK_PRESSURED;
import static org.gradientbus.SendStatus.NO_ROUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

/**
 * What a mailbox that cannot keep up has chosen for its senders.
 */
class OverflowGuaranteeTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration NANO = Duration.ofNanos(1);

    /** Fills a loop without a mailbox that holds back. Returns how many it took. */
    private static int fillLoop(BusRig rig, Loop loop)
    {
        rig.bus.subscribe("filler", (buffer, offset, length, envelope) ->
        {
        }, on(loop));
        return fill(rig.bus.sender("filler"));
    }

    @Test
    void shouldAcceptAndCountWhenAFullMailboxDrops()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox, MailboxOptions.defaults().withOverflow(Overflow.drop()));
            Publisher publisher = rig.bus.publisher("a");
            int room = BusRig.roomFor(Importance.MEDIUM);
            for (int number = 0; number < room + 10; number++)
            {
                assertEquals(ACCEPTED, offer(publisher, number));
            }
            assertEquals(10, rig.count(BusCounter.DROPPED_OVERFLOW));
            rig.settle();

            assertEquals(Inbox.upTo(room), inbox.numbers());
            assertEquals(room + 10, rig.count(BusCounter.ACCEPTED));
        }
    }

    @Test
    void shouldTellOncePerStretchAndNameTheLaggardWhenAMailboxDrops()
    {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        try (BusRig rig = BusRig.threaded())
        {
            AtomicLong entered = new AtomicLong();
            Mailbox laggard = rig.bus.subscribe("slow", (buffer, offset, length, envelope) ->
            {
                entered.set(buffer.getLong(offset));
                BusRig.await(entered.get() == 1 ? first : second);
            });
            Inbox inbox = new Inbox();
            Mailbox dropping = rig.bus.subscribe(
                "a", inbox, MailboxOptions.defaults().withOverflow(Overflow.drop()));
            Publisher publisher = rig.bus.publisher("a");
            Sender slow = rig.bus.sender("slow");

            for (long stretch = 1; stretch <= 2; stretch++)
            {
                offer(slow, stretch);
                Await.untilEquals("the slow handler", stretch, entered::get);
                while (rig.events.isEmpty())
                {
                    offer(publisher, 1);
                }
                for (int more = 0; more < 100; more++)
                {
                    offer(publisher, 2);
                }

                BusEvent.MailboxDropping event = rig.takeEvent(BusEvent.MailboxDropping.class);
                assertEquals(dropping.port(), event.mailbox());
                assertEquals("default", event.loop());
                assertEquals(laggard.port(), event.laggard());
                (stretch == 1 ? first : second).countDown();
                rig.assertBalanced();
                assertEquals(ACCEPTED, offer(publisher, 3));
                rig.assertBalanced();
            }
            assertTrue(rig.count(BusCounter.DROPPED_OVERFLOW) >= 200);
        }
    }

    @Test
    void shouldStillReachTheOthersWhenOneMailboxDrops()
    {
        try (BusRig rig = new BusRig())
        {
            Loop full = rig.polledLoop("full");
            Inbox blocks = new Inbox();
            Inbox drops = new Inbox();
            rig.bus.subscribe("a", blocks);
            rig.bus.subscribe("a", drops, on(full).withOverflow(Overflow.drop()));
            fillLoop(rig, full);

            assertEquals(ACCEPTED, offer(rig.bus.publisher("a"), 5));
            rig.settle();

            assertEquals(List.of(5L), blocks.numbers());
            assertEquals(List.of(), drops.numbers());
            assertEquals(1, rig.count(BusCounter.DROPPED_OVERFLOW));
        }
    }

    @Test
    void shouldGiveAClaimThatGoesNowhereWhenEveryMailboxDrops()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox, MailboxOptions.defaults().withOverflow(Overflow.drop()));
            fillLoop(rig, rig.loop);
            Claim claim = rig.bus.claim();
            Publisher publisher = rig.bus.publisher(
                Address.parse("a"), PortOptions.defaults().withImportance(Importance.LOW));
            for (int length : new int[]{0, 8, BusRig.MAX_MESSAGE_LENGTH})
            {
                assertEquals(ACCEPTED, publisher.tryClaim(length, claim));
                assertEquals(length, claim.buffer().capacity());
                claim.buffer().setMemory(claim.offset(), length, (byte)1);
                claim.commit();
            }
            rig.settle();

            assertEquals(0, inbox.size());
            assertEquals(3, rig.count(BusCounter.DROPPED_OVERFLOW));
        }
    }

    @Test
    void shouldDetachAtItsTimeAndNotBeforeWhenAMailboxStalls()
    {
        try (BusRig rig = new BusRig())
        {
            Loop full = rig.polledLoop("full");
            Inbox goesOn = new Inbox();
            Inbox stalls = new Inbox();
            rig.bus.subscribe("a", goesOn);
            Mailbox stalled = rig.bus.subscribe(
                "a", stalls, on(full).withOverflow(Overflow.detachAfter(PATIENCE)));
            stalled.bind(Address.parse("b/*"));
            int filler = fillLoop(rig, full);
            Publisher publisher = rig.bus.publisher("a");

            assertEquals(BACK_PRESSURED, offer(publisher, 1));
            rig.advance(PATIENCE.minus(NANO));
            assertEquals(BACK_PRESSURED, offer(publisher, 2));
            assertEquals(List.of(), List.copyOf(rig.events));
            rig.advance(NANO);
            assertEquals(ACCEPTED, offer(publisher, 3));

            assertEquals(new BusEvent.MailboxDetached(stalled.port(),
                List.of(Address.parse("a"), Address.parse("b/*")), "full", stalled.port(), PATIENCE),
                rig.takeEvent(BusEvent.MailboxDetached.class));
            assertEquals(1, rig.count(BusCounter.DETACHED));
            assertEquals(List.of(), stalled.bindings());
            assertTrue(stalled.isOpen());
            assertEquals(NO_ROUTE, offer(rig.bus.sender("b/c"), 1));
            rig.settle();
            assertEquals(List.of(3L), goesOn.numbers());
            assertEquals(List.of(), stalls.numbers());
            assertEquals(filler + 1, rig.count(BusCounter.DELIVERED));
        }
    }

    @Test
    void shouldNameTheLaggardWhenAnotherMailboxOfItsLoopIsDetached()
    {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (BusRig rig = new BusRig())
        {
            Loop held = rig.ownLoop("held");
            Mailbox laggard = rig.bus.subscribe("slow", (buffer, offset, length, envelope) ->
            {
                entered.countDown();
                BusRig.await(release);
            }, on(held));
            Mailbox stalled = rig.bus.subscribe(
                "a", new Inbox(), on(held).withOverflow(Overflow.detachAfter(PATIENCE)));
            offer(rig.bus.sender("slow"), 1);
            BusRig.await(entered);
            Publisher publisher = rig.bus.publisher("a");
            fill(publisher);
            rig.advance(PATIENCE);

            assertEquals(NO_ROUTE, offer(publisher, 1));

            BusEvent.MailboxDetached event = rig.takeEvent(BusEvent.MailboxDetached.class);
            assertEquals(stalled.port(), event.mailbox());
            assertEquals(laggard.port(), event.laggard());
            assertEquals("held", event.loop());
            release.countDown();
        }
    }

    @Test
    void shouldHandleWhatItAcceptedAndReceiveAgainWhenADetachedMailboxIsBoundAgain()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            Mailbox mailbox = rig.bus.subscribe(
                "a", inbox, MailboxOptions.defaults().withOverflow(Overflow.detachAfter(PATIENCE)));
            Sender sender = rig.bus.sender("a");
            int accepted = fill(sender);
            rig.advance(PATIENCE);
            assertEquals(NO_ROUTE, offer(sender, 99));

            rig.settle();
            assertEquals(Inbox.upTo(accepted), inbox.numbers());
            mailbox.bind(Address.parse("a"));
            assertEquals(ACCEPTED, offer(sender, accepted));
            rig.settle();
            assertEquals(Inbox.upTo(accepted + 1), inbox.numbers());

            fill(sender);
            rig.advance(PATIENCE.minus(NANO));
            assertEquals(BACK_PRESSURED, offer(sender, 99));
        }
    }

    @Test
    void shouldStartItsPatienceAnewWhenAMessageFoundRoom()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", new Inbox(),
                MailboxOptions.defaults().withOverflow(Overflow.detachAfter(PATIENCE)));
            Sender sender = rig.bus.sender("a");
            fill(sender);
            rig.advance(PATIENCE.minus(NANO));
            rig.loop.poll(1);
            assertEquals(ACCEPTED, offer(sender, 1));
            assertEquals(BACK_PRESSURED, offer(sender, 2));
            rig.advance(PATIENCE.minus(NANO));

            assertEquals(BACK_PRESSURED, offer(sender, 3));

            rig.advance(NANO);
            assertEquals(NO_ROUTE, offer(sender, 4));
        }
    }

    @Test
    void shouldSkipAFullMailboxWhenASenderHasOthers()
    {
        try (BusRig rig = new BusRig())
        {
            Loop full = rig.polledLoop("full");
            Inbox free = new Inbox();
            Inbox stuck = new Inbox();
            rig.bus.subscribe("a", stuck, on(full));
            rig.bus.subscribe("a", free);
            fillLoop(rig, full);
            for (Selection each : Selection.values())
            {
                Sender sender = rig.bus.sender("a", each);
                for (int number = 0; number < 5; number++)
                {
                    assertEquals(ACCEPTED, offer(sender, number));
                }
            }
            rig.settle();

            assertEquals(0, stuck.size());
            assertEquals(5 * Selection.values().length, free.size());
        }
    }

    @Test
    void shouldWaitForItsOwnMailboxWhenAKeyPicksAFullOne()
    {
        try (BusRig rig = new BusRig())
        {
            Loop full = rig.polledLoop("full");
            Inbox free = new Inbox();
            Inbox stuck = new Inbox();
            rig.bus.subscribe("a", stuck, on(full));
            rig.bus.subscribe("a", free);
            Sender sender = rig.bus.sender("a");
            long key = 0;
            while (stuck.size() == 0)
            {
                sender.offer(++key, message(key), 0, Long.BYTES);
                rig.settle();
            }
            int handled = free.size();
            fillLoop(rig, full);

            assertEquals(BACK_PRESSURED, sender.offer(key, message(key), 0, Long.BYTES));
            rig.settle();
            assertEquals(ACCEPTED, sender.offer(key, message(key), 0, Long.BYTES));
            rig.settle();

            assertEquals(List.of(key, key), stuck.numbers());
            assertEquals(handled, free.size());
        }
    }

    @Test
    void shouldReportBackPressureRatherThanDropWhenARequestMeetsAFullMailbox()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", new Inbox(), MailboxOptions.defaults().withOverflow(Overflow.drop()));
            fillLoop(rig, rig.loop);

            assertEquals(BACK_PRESSURED,
                rig.bus.requester("a").request(message(1), 0, 8, PATIENCE, new Outcomes()));
            assertEquals(0, rig.count(BusCounter.DROPPED_OVERFLOW));
        }
    }
}
