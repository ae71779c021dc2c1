package org.gradientbus;

import static org.gradientbus.BusRig.LONG;
import static org.gradientbus.BusRig.fill;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.NO_ROUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.ConservationLedger;
import org.junit.jupiter.api.Test;

/**
 * What becomes of messages whose mailbox goes, and when its handler is at rest.
 */
class ClosingMailboxGuaranteeTest
{
    private static PortOptions returningTo(Mailbox mailbox)
    {
        return PortOptions.defaults().withReturnTo(mailbox);
    }

    @Test
    void shouldReturnEachWaitingMessageWhenItsMailboxCloses()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox returned = new Inbox();
            Inbox inbox = new Inbox();
            Mailbox back = rig.bus.mailbox(returned, on(rig.polledLoop("back")));
            Mailbox mailbox = rig.bus.subscribe("a", inbox);
            int accepted = fill(rig.bus.sender(Address.parse("a"), returningTo(back)));
            rig.loop.poll(3);

            mailbox.close();
            rig.settle();

            assertEquals(Inbox.upTo(3), inbox.numbers());
            assertEquals(Inbox.upTo(accepted).subList(3, accepted), returned.numbers());
            assertEquals(Collections.nCopies(accepted - 3, MessageKind.RETURNED), returned.kinds());
            assertEquals(Collections.nCopies(accepted - 3, ReturnCode.MAILBOX_CLOSED), returned.codes());
            assertEquals(accepted - 3, rig.count(BusCounter.RETURNED));
            rig.assertBalanced();
        }
    }

    @Test
    void shouldReturnOneCopyForEachMailboxThatClosesWhenPublished()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox returned = new Inbox();
            Inbox stays = new Inbox();
            Mailbox back = rig.bus.mailbox(returned, MailboxOptions.defaults());
            Mailbox one = rig.bus.subscribe("a", new Inbox());
            rig.bus.subscribe("a", stays);
            Mailbox two = rig.bus.subscribe("a", new Inbox());
            offer(rig.bus.publisher(Address.parse("a"), returningTo(back)), 5);

            one.close();
            two.close();
            rig.settle();

            assertEquals(List.of(5L), stays.numbers());
            assertEquals(List.of(5L, 5L), returned.numbers());
            rig.assertBalanced();
        }
    }

    @Test
    void shouldCountWhatHasNoReturnAddressWhenAMailboxCloses()
    {
        try (BusRig rig = new BusRig())
        {
            Mailbox mailbox = rig.bus.subscribe("a", new Inbox());
            int accepted = fill(rig.bus.sender("a"));

            mailbox.close();
            rig.settle();

            assertEquals(accepted, rig.count(BusCounter.DROPPED_UNRETURNABLE));
            rig.assertBalanced();
        }
    }

    @Test
    void shouldNotAnswerAnErrorWithAnErrorWhenTheReturnMailboxIsGoneToo()
    {
        try (BusRig rig = new BusRig())
        {
            Mailbox back = rig.bus.mailbox(new Inbox(), on(rig.polledLoop("back")));
            Mailbox mailbox = rig.bus.subscribe("a", new Inbox());
            int accepted = fill(rig.bus.sender(Address.parse("a"), returningTo(back)));
            mailbox.close();
            while (rig.loop.poll(64) > 0)
            {
                // All of them, however many fit.
            }

            back.close();
            rig.settle();

            assertEquals(accepted, rig.count(BusCounter.RETURNED));
            assertEquals(accepted, rig.count(BusCounter.NOTICES_DROPPED));
            rig.assertBalanced();
        }
    }

    @Test
    void shouldStillDeliverWhatWasAcceptedWhenAMailboxIsUnbound()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            Mailbox mailbox = rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");
            int accepted = fill(sender);

            mailbox.unbind(Address.parse("a"));
            assertEquals(NO_ROUTE, offer(sender, 99));
            rig.settle();

            assertEquals(Inbox.upTo(accepted), inbox.numbers());
        }
    }

    @Test
    void shouldNotComeBackFromCloseWhileTheHandlerRuns()
    {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean isRunning = new AtomicBoolean();
        try (BusRig rig = BusRig.threaded((config) -> config.withCloseTimeout(LONG)))
        {
            Mailbox mailbox = rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                isRunning.set(true);
                entered.countDown();
                BusRig.await(release);
                isRunning.set(false);
            });
            offer(rig.bus.sender("a"), 1);
            BusRig.await(entered);
            Thread closing = rig.start(() ->
            {
                mailbox.close();
                assertFalse(isRunning.get(), "the handler runs though its mailbox has closed");
            });
            Await.until("the closing thread to wait", () -> closing.getState() == Thread.State.TIMED_WAITING);
            assertFalse(mailbox.isOpen());

            release.countDown();

            rig.join();
        }
    }

    @Test
    void shouldStillWaitForTheHandlerWhenTheClosingThreadIsInterrupted()
    {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean isRunning = new AtomicBoolean();
        AtomicBoolean isClosed = new AtomicBoolean();
        try (BusRig rig = BusRig.threaded((config) -> config.withCloseTimeout(LONG)))
        {
            Mailbox mailbox = rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                isRunning.set(true);
                entered.countDown();
                BusRig.await(release);
                isRunning.set(false);
            });
            offer(rig.bus.sender("a"), 1);
            BusRig.await(entered);
            rig.start(() ->
            {
                Thread.currentThread().interrupt();
                mailbox.close();
                isClosed.set(true);
                assertFalse(isRunning.get(), "the handler runs though its mailbox has closed");
                assertTrue(Thread.interrupted(), "the interrupt is kept");
            });
            Await.until("the mailbox to close", () -> !mailbox.isOpen());
            assertFalse(isClosed.get(), "closed while the handler runs");

            release.countDown();

            rig.join();
        }
    }

    @Test
    void shouldComeBackAtOnceWhenAMailboxIsClosedByItsOwnHandler()
    {
        try (BusRig rig = new BusRig())
        {
            AtomicReference<Mailbox> self = new AtomicReference<>();
            AtomicInteger calls = new AtomicInteger();
            Inbox returned = new Inbox();
            Mailbox back = rig.bus.mailbox(returned, MailboxOptions.defaults());
            self.set(rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                calls.incrementAndGet();
                self.get().close();
            }));
            Sender sender = rig.bus.sender(Address.parse("a"), returningTo(back));
            offer(sender, 1);
            offer(sender, 2);
            rig.settle();

            assertEquals(1, calls.get());
            assertEquals(List.of(2L), returned.numbers());
            assertEquals(NO_ROUTE, offer(sender, 3));
        }
    }

    @Test
    void shouldReportWhenTheHandlerOutlivesTheTimeToClose()
    {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (BusRig rig = BusRig.threaded((config) -> config.withCloseTimeout(Duration.ofMillis(10))))
        {
            Mailbox mailbox = rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                entered.countDown();
                BusRig.await(release);
            });
            offer(rig.bus.sender("a"), 1);
            BusRig.await(entered);

            mailbox.close();

            String report = rig.takeError().getMessage();
            assertTrue(report.contains("closeTimeout=PT0.01S"), report);
            assertTrue(report.contains(mailbox.port().toString()), report);
            release.countDown();
            rig.assertBalanced();
        }
    }

    /** A hundred mailboxes close one after the other while threads send to them: each message ends exactly once. */
    @Test
    void shouldNeverCallTheHandlerAgainWhenItsMailboxHasClosed()
    {
        ConservationLedger ledger = new ConservationLedger(2_000_000);
        AtomicBoolean isOver = new AtomicBoolean();
        try (BusRig rig = BusRig.threaded())
        {
            Loop back = rig.ownLoop("back");
            Mailbox returned = rig.bus.mailbox((buffer, offset, length, envelope) ->
                ledger.returned(buffer.getLong(offset)), on(back));
            for (int i = 0; i < 2; i++)
            {
                rig.start(() -> sendUntil(isOver, rig.bus.sender(Address.parse("a"), returningTo(returned)), ledger));
            }
            for (int i = 0; i < 100; i++)
            {
                AtomicBoolean isClosed = new AtomicBoolean();
                Mailbox mailbox = rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
                {
                    assertFalse(isClosed.get(), "called after close");
                    ledger.delivered(buffer.getLong(offset));
                });
                Await.until("some messages", () -> mailbox.delivered() > 20);
                mailbox.close();
                isClosed.set(true);
            }
            isOver.set(true);
            rig.join();
            rig.assertBalanced();
            ledger.assertBalanced(rig.bus.counters());
        }
    }

    private static void sendUntil(AtomicBoolean isOver, Sender sender, ConservationLedger ledger)
    {
        long id = ledger.nextId();
        while (!isOver.get())
        {
            if (offer(sender, id).isAccepted())
            {
                ledger.accepted(id);
                id = ledger.nextId();
            }
            else
            {
                Thread.yield();
            }
        }
    }

    @Test
    void shouldReturnWhatWaitsWhenALoopCloses()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox returned = new Inbox();
            Mailbox back = rig.bus.mailbox(returned, MailboxOptions.defaults());
            Loop closing = rig.bus.loop(LoopConfig.callerRun("closing"));
            rig.bus.subscribe("a", new Inbox(), on(closing));
            Sender sender = rig.bus.sender(Address.parse("a"), returningTo(back));
            assertEquals(ACCEPTED, offer(sender, 1));

            closing.close();
            closing.close();
            rig.settle();

            assertEquals(List.of(1L), returned.numbers());
            assertEquals(NO_ROUTE, offer(sender, 2));
            assertEquals(0, closing.poll(1));
        }
    }
}
