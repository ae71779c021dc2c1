package org.gradientbus;

import static org.gradientbus.BusRig.LONG;
import static org.gradientbus.BusRig.fill;
import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.gradientbus.SendStatus.CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.ConservationLedger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * A bus that closes under traffic loses count of nothing.
 */
class ClosingBusGuaranteeTest
{
    @Test
    void shouldHandleWhatIsQueuedWhenTheBusCloses()
    {
        Inbox inbox = new Inbox();
        int accepted;
        try (BusRig rig = BusRig.threaded())
        {
            rig.bus.subscribe("a", inbox, on(rig.bus.loop(LoopConfig.callerRun("nobody polls"))));
            accepted = fill(rig.bus.sender("a"));
        }
        assertEquals(Inbox.upTo(accepted), inbox.numbers());
    }

    @Test
    void shouldHandleWhatHandlersSendWhenTheBusDrains()
    {
        Inbox replies = new Inbox();
        try (BusRig rig = new BusRig())
        {
            Mailbox back = rig.bus.mailbox(replies, on(rig.polledLoop("back")));
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
            offer(rig.bus.sender(Address.parse("a"), PortOptions.defaults().withReturnTo(back)), 3);
        }
        assertEquals(List.of(3L), replies.numbers());
    }

    @Test
    void shouldReplyInPlaceWhenTheBusDrains()
    {
        Outcomes outcomes = new Outcomes();
        try (BusRig rig = new BusRig())
        {
            Claim claim = rig.bus.claim();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                assertTrue(envelope.tryClaimReply(length, claim).isAccepted());
                claim.buffer().putLong(claim.offset(), 5);
                claim.commit();
            });
            rig.bus.requester("a").request(message(1), 0, Long.BYTES, LONG, outcomes);
        }
        assertEquals(List.of("5"), outcomes.all());
    }

    @RepeatedTest(10)
    void shouldAccountForEachMessageOrSayClosedWhenThreadsSendWhileTheBusCloses()
    {
        ConservationLedger ledger = new ConservationLedger(3_000_000);
        try (BusRig rig = BusRig.threaded())
        {
            Loop second = rig.ownLoop("second");
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> ledger.delivered(buffer.getLong(offset)));
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> ledger.delivered(buffer.getLong(offset)),
                on(second));
            AtomicInteger ended = new AtomicInteger();
            Sender sender = rig.bus.sender("a");
            Sender claiming = rig.bus.sender("a");
            Publisher publisher = rig.bus.publisher("a");
            rig.start(() -> sendUntilClosed(sender, 1, ledger, ended));
            rig.start(() -> sendUntilClosed(publisher, 2, ledger, ended));
            rig.start(() -> claimUntilClosed(claiming, rig.bus.claim(), ledger, ended));
            Await.until("some traffic", () -> rig.count(BusCounter.DELIVERED) > 1000);

            rig.bus.close();
            rig.join();

            assertEquals(3, ended.get());
            Await.untilEquals("messages in flight", 0, rig.bus.counters()::inFlight);
            ledger.assertBalanced(rig.bus.counters());
            assertEquals(0, rig.count(BusCounter.DROPPED_AT_CLOSE));
        }
    }

    private static void sendUntilClosed(Port port, int copies, ConservationLedger ledger, AtomicInteger ended)
    {
        SendStatus status = SendStatus.ACCEPTED;
        while (status != CLOSED)
        {
            long id = ledger.nextId();
            status = offer(port, id);
            if (status.isAccepted())
            {
                ledger.accepted(id, copies);
            }
        }
        ended.incrementAndGet();
    }

    private static void claimUntilClosed(Sender sender, Claim claim, ConservationLedger ledger, AtomicInteger ended)
    {
        SendStatus status = SendStatus.ACCEPTED;
        while (status != CLOSED)
        {
            status = sender.tryClaim(Long.BYTES, claim);
            if (status.isAccepted())
            {
                long id = ledger.nextId();
                claim.buffer().putLong(claim.offset(), id);
                claim.commit();
                ledger.accepted(id);
            }
        }
        ended.incrementAndGet();
    }

    @Test
    void shouldCloseAndCountTheRestWhenAHandlerHangs()
    {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (BusRig rig = BusRig.threaded((config) -> config.withCloseTimeout(Duration.ofMillis(20))))
        {
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                entered.countDown();
                BusRig.await(release);
            });
            Outcomes outcomes = new Outcomes();
            Sender sender = rig.bus.sender("a");
            rig.bus.requester("a").request(message(0), 0, Long.BYTES, LONG, outcomes);
            BusRig.await(entered);
            int waiting = fill(sender);

            rig.bus.close();

            String report = rig.takeError().getMessage();
            assertTrue(report.contains("loop default still runs a handler"), report);
            assertTrue(report.contains("closeTimeout=PT0.02S"), report);
            assertEquals(CLOSED, offer(sender, 1));
            release.countDown();
            Await.untilEquals("messages in flight", 0, rig.bus.counters()::inFlight);
            Await.untilEquals(List.of("CLOSED"), outcomes::all);
            assertEquals(waiting, rig.count(BusCounter.DROPPED_AT_CLOSE) +
                rig.count(BusCounter.DROPPED_UNRETURNABLE));
        }
    }

    @Test
    void shouldCountTheRestWhenTheHandlerThatHangsIsPolledByTheApplication()
    {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (BusRig rig = new BusRig((config) -> config.withCloseTimeout(Duration.ofMillis(20))))
        {
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                entered.countDown();
                BusRig.await(release);
            });
            Outcomes outcomes = new Outcomes();
            Sender sender = rig.bus.sender("a");
            offer(sender, 1);
            rig.bus.requester("a").request(message(0), 0, Long.BYTES, LONG, outcomes);
            fill(sender);
            rig.start(() -> rig.loop.poll(1));
            BusRig.await(entered);

            rig.bus.close();
            rig.takeError();
            release.countDown();
            rig.join();

            assertEquals(0, rig.bus.counters().inFlight());
            assertEquals(List.of("CLOSED"), outcomes.all());
        }
    }

    @Test
    void shouldCloseWhenAClaimStaysOpen()
    {
        try (BusRig rig = new BusRig((config) -> config.withCloseTimeout(Duration.ofMillis(20))))
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");
            Claim claim = rig.bus.claim();
            offer(sender, 1);
            sender.tryClaim(Long.BYTES, claim);
            rig.bus.publisher("a").offer(message(2), 0, Long.BYTES);

            rig.bus.close();

            assertEquals(List.of(1L), inbox.numbers());
            assertEquals(1, rig.count(BusCounter.DROPPED_AT_CLOSE));
            assertThrows(BusException.class, claim::commit);
            assertEquals(false, claim.isOpen());
        }
    }

    @Test
    void shouldReachTheOthersWhenOneLoopOfAClaimHasClosed()
    {
        try (BusRig rig = new BusRig((config) -> config.withCloseTimeout(Duration.ofMillis(20))))
        {
            Inbox first = new Inbox();
            Inbox gone = new Inbox();
            Inbox last = new Inbox();
            Loop closing = rig.bus.loop(LoopConfig.callerRun("closing"));
            rig.bus.subscribe("a", first);
            rig.bus.subscribe("a", gone, on(closing));
            rig.bus.subscribe("a", last, on(rig.polledLoop("last")));
            Claim claim = rig.bus.claim();
            assertTrue(rig.bus.publisher("a").tryClaim(Long.BYTES, claim).isAccepted());
            closing.close();
            claim.buffer().putLong(claim.offset(), 6);
            claim.commit();
            rig.settle();

            assertEquals(List.of(6L), first.numbers());
            assertEquals(List.of(), gone.numbers());
            assertEquals(List.of(6L), last.numbers());
            rig.assertBalanced();
        }
    }

    /** A message that closes the bus when its bytes are read: as a sender whose thread stops for longer than closing
     * may take. */
    private static DirectBuffer closesTheBus(BusRig rig)
    {
        return new UnsafeBuffer(new byte[Long.BYTES])
        {
            @Override
            public byte[] byteArray()
            {
                rig.start(rig.bus::close);
                rig.join();
                return super.byteArray();
            }
        };
    }

    @Test
    void shouldSayClosedAndNotThrowWhenTheBusClosesInTheMiddleOfAnOffer()
    {
        try (BusRig rig = new BusRig((config) -> config.withCloseTimeout(Duration.ofMillis(20))))
        {
            rig.bus.subscribe("a", new Inbox());

            assertEquals(CLOSED, rig.bus.sender("a").offer(closesTheBus(rig), 0, Long.BYTES));

            assertEquals(0, rig.count(BusCounter.ACCEPTED));
        }
    }

    @Test
    void shouldEndInClosedWhenTheBusClosesInTheMiddleOfARequest()
    {
        try (BusRig rig = new BusRig((config) -> config.withCloseTimeout(Duration.ofMillis(20))))
        {
            rig.bus.subscribe("a", new Inbox());
            Outcomes outcomes = new Outcomes();

            assertEquals(SendStatus.ACCEPTED,
                rig.bus.requester("a").request(closesTheBus(rig), 0, Long.BYTES, LONG, outcomes));

            assertEquals(List.of("CLOSED"), outcomes.all());
            assertEquals(0, rig.count(BusCounter.ACCEPTED));
        }
    }

    @Test
    void shouldReportOnceWhenALoopClosesWhoseHandlerHangs()
    {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (BusRig rig = new BusRig((config) -> config.withCloseTimeout(Duration.ofMillis(20))))
        {
            Loop held = rig.ownLoop("held");
            for (int i = 0; i < 50; i++)
            {
                rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
                {
                    entered.countDown();
                    BusRig.await(release);
                }, on(held));
            }
            offer(rig.bus.sender("a"), 1);
            BusRig.await(entered);

            held.close();

            assertTrue(rig.takeError().getMessage().contains("loop held still runs a handler"));
            release.countDown();
        }
    }

    @RepeatedTest(50)
    void shouldLeaveNoMailboxOpenWhenOthersOpenThemWhileTheirLoopCloses()
    {
        try (BusRig rig = new BusRig())
        {
            List<Mailbox> opened = new ArrayList<>();
            Loop closing = rig.bus.loop(LoopConfig.callerRun("closing"));
            CountDownLatch begun = new CountDownLatch(1);
            rig.start(() ->
            {
                while (opened.size() < 100_000)
                {
                    try
                    {
                        opened.add(rig.bus.mailbox(new Inbox(), on(closing)));
                        begun.countDown();
                    }
                    catch (BusException closed)
                    {
                        return;
                    }
                }
            });
            BusRig.await(begun);
            closing.close();
            rig.join();

            assertEquals(0, opened.stream().filter(Mailbox::isOpen).count());
        }
    }

    @Test
    void shouldDoNothingWhenClosedAgain()
    {
        try (BusRig rig = new BusRig())
        {
            rig.polledLoop("second");
            rig.bus.close();
            rig.bus.close();
            assertEquals(0, rig.loop.poll(1));
        }
    }

    @Test
    void shouldPollNothingAndNotThrowWhenTheBusThatClosesPollsTheLoop()
    {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (BusRig rig = new BusRig())
        {
            AtomicReference<Thread> handledBy = new AtomicReference<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                handledBy.set(Thread.currentThread());
                entered.countDown();
                BusRig.await(release);
            });
            offer(rig.bus.sender("a"), 1);
            Thread closing = rig.start(rig.bus::close);
            BusRig.await(entered);
            assertEquals(closing, handledBy.get());

            assertEquals(0, rig.loop.poll(1));

            release.countDown();
        }
    }

    @Test
    void shouldWakeThoseWhoAwaitAServiceWhenTheBusCloses()
    {
        try (BusRig rig = new BusRig())
        {
            List<Throwable> thrown = new ArrayList<>();
            Thread waiting = rig.start(() -> thrown.add(assertThrows(
                BusException.class, () -> rig.bus.awaitService("nobody", Duration.ofHours(1)))));
            Await.until("the thread to wait", () -> waiting.getState() == Thread.State.TIMED_WAITING);

            rig.bus.close();
            rig.join();

            assertEquals(1, thrown.size());
        }
    }

    @Test
    void shouldWakeABlockingSendWhenTheBusCloses()
    {
        try (BusRig rig = new BusRig((config) -> config.withCloseTimeout(Duration.ofMillis(20))))
        {
            CountDownLatch release = new CountDownLatch(1);
            Loop held = rig.ownLoop("held");
            CountDownLatch entered = new CountDownLatch(1);
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                entered.countDown();
                BusRig.await(release);
            }, on(held));
            Sender sender = rig.bus.sender("a");
            offer(sender, 1);
            BusRig.await(entered);
            fill(sender);
            long before = rig.count(BusCounter.BACK_PRESSURED);
            rig.start(() -> assertEquals(CLOSED, assertThrows(
                SendException.class, () -> sender.send(new byte[8], LONG)).status()));
            Await.until("the sender to wait", () -> rig.count(BusCounter.BACK_PRESSURED) > before);

            rig.bus.close();
            rig.join();

            release.countDown();
            rig.takeError();
        }
    }
}
