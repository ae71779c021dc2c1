package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.BusException;
import org.gradientbus.Envelope;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.MessageKind;
import org.gradientbus.PortOptions;
import org.gradientbus.ReplyAddress;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.ReturnCode;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** What becomes of those who are on a loop that closes, and of those who talk to them. */
class LoopCloseTest
{
    private static final long HOUR_NS = 3_600_000_000_000L;

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final Bus bus = Bus.open(BusConfig.defaults().withErrorHandler(errors::add));
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[16]);
    private final List<RequestFailure> failures = new CopyOnWriteArrayList<>();
    private final ReplyHandler outcome = new ReplyHandler()
    {
        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            failures.add(null);
        }

        @Override
        public void onFailure(long correlationId, RequestFailure failure)
        {
            failures.add(failure);
        }
    };

    @AfterEach
    void close()
    {
        bus.close();
        assertEquals(0, bus.counters().inFlight());
        assertEquals(0, bus.counters().requestsPending());
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldReturnWhatWaitsWhenItCloses()
    {
        final Loop loop = bus.loop(LoopConfig.callerRun("closing"));
        final List<ReturnCode> returned = new CopyOnWriteArrayList<>();
        final Mailbox returns = bus.mailbox((buffer, offset, length, envelope) ->
        {
            assertEquals(MessageKind.RETURNED, envelope.kind());
            returned.add(envelope.returnCode());
        }, MailboxOptions.defaults());
        final Mailbox mailbox = bus.subscribe("a", LoopCloseTest::ignore, MailboxOptions.defaults().withLoop(loop));
        final Sender sender = bus.sender(Address.parse("a"), PortOptions.defaults().withReturnTo(returns));
        for (int i = 0; i < 5; i++)
        {
            assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 16));
        }
        loop.close();
        assertFalse(mailbox.isOpen());
        Await.untilEquals(5, returned::size);
        returned.forEach((each) -> assertEquals(ReturnCode.MAILBOX_CLOSED, each));
        assertEquals(SendStatus.NO_ROUTE, sender.offer(bytes, 0, 16));
    }

    @Test
    void shouldFailWhatItsMailboxesTookAndWhatItsRequestersAskedWhenItCloses()
    {
        final Loop loop = bus.loop(LoopConfig.named("closing"));
        final CountDownLatch taken = new CountDownLatch(2);
        bus.subscribe("on-it", (buffer, offset, length, envelope) -> taken.countDown(),
            MailboxOptions.defaults().withLoop(loop));
        bus.subscribe("elsewhere", (buffer, offset, length, envelope) -> taken.countDown());
        final Requester toIt = bus.requester("on-it");
        final Requester fromIt = bus.requester(Address.parse("elsewhere"), PortOptions.defaults().withLoop(loop));
        assertEquals(SendStatus.ACCEPTED, toIt.request(bytes, 0, 16, HOUR_NS, outcome));
        assertEquals(SendStatus.ACCEPTED, fromIt.request(bytes, 0, 16, HOUR_NS, outcome));
        Await.untilEquals(0, taken::getCount);
        loop.close();
        Await.untilEquals(2, failures::size);
        assertEquals(1, failures.stream().filter((each) -> each == RequestFailure.MAILBOX_GONE).count());
        assertEquals(1, failures.stream().filter((each) -> each == RequestFailure.CLOSED).count());
    }

    @Test
    void shouldEndItsThreadWhenItCloses()
    {
        final RealLoop loop = (RealLoop)bus.loop(LoopConfig.named("closing"));
        Await.until("the loop's thread", () -> loop.owner() != null);
        final Thread thread = loop.owner();
        loop.close();
        loop.close();
        Await.until("the thread's end", () -> !thread.isAlive());
    }

    @Test
    void shouldRefuseRequestsWhenTheirLoopHasClosed()
    {
        final Loop loop = bus.loop(LoopConfig.named("closing"));
        bus.subscribe("echo", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
        final Requester requester = bus.requester(Address.parse("echo"), PortOptions.defaults().withLoop(loop));
        loop.close();
        assertEquals(SendStatus.CLOSED, requester.request(bytes, 0, 16, HOUR_NS, outcome));
    }

    @Test
    void shouldTellTheOneWhoAnswersThatNobodyIsThereWhenTheRequestersLoopHasClosed()
    {
        final Loop loop = bus.loop(LoopConfig.named("closing"));
        final AtomicReference<ReplyAddress> saved = new AtomicReference<>();
        bus.subscribe("slow", (buffer, offset, length, envelope) -> saved.set(envelope.replyAddress()));
        final Requester requester = bus.requester(Address.parse("slow"), PortOptions.defaults().withLoop(loop));
        assertEquals(SendStatus.ACCEPTED, requester.request(bytes, 0, 16, HOUR_NS, outcome));
        Await.until("the request", () -> saved.get() != null);
        loop.close();
        assertEquals(SendStatus.NO_ROUTE, saved.get().reply(bytes, 0, 16));
        assertEquals(List.of(RequestFailure.CLOSED), failures);
    }

    @Test
    void shouldEndEveryMessageWhenWhatComesBackFindsItsLoopClosed()
    {
        final Loop closing = bus.loop(LoopConfig.named("closing"));
        final Loop stalled = bus.loop(LoopConfig.callerRun("stalled"));
        final Mailbox mailbox = bus.subscribe("a", LoopCloseTest::ignore, MailboxOptions.defaults().withLoop(stalled));
        final Requester requester = bus.requester(Address.parse("a"), PortOptions.defaults().withLoop(closing));
        final Mailbox returns = bus.mailbox(LoopCloseTest::ignore, MailboxOptions.defaults().withLoop(closing));
        final Sender sender = bus.sender(Address.parse("a"), PortOptions.defaults().withReturnTo(returns));
        assertEquals(SendStatus.ACCEPTED, requester.request(bytes, 0, 16, HOUR_NS, outcome));
        assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 16));
        closing.close();
        mailbox.close();
        while (stalled.poll(10) > 0)
        {
            Thread.onSpinWait();
        }
        assertEquals(2, bus.counters().get(BusCounter.DROPPED_UNRETURNABLE));
        assertEquals(0, bus.counters().inFlight());
    }

    @Test
    void shouldOpenNothingWhenItHasClosed()
    {
        final Loop loop = bus.loop(LoopConfig.named("closing"));
        loop.close();
        assertThrows(BusException.class, () ->
            bus.mailbox(LoopCloseTest::ignore, MailboxOptions.defaults().withLoop(loop)));
        assertThrows(BusException.class, () ->
            bus.requester(Address.parse("a"), PortOptions.defaults().withLoop(loop)));
    }

    /** Either the mailbox is refused, or it closes with its loop: none stays open on a loop that nobody runs. */
    @Test
    void shouldLeaveNoMailboxOpenWhenItClosesWhileTheyAreOpened()
    {
        final long seed = System.nanoTime();
        System.out.println("LoopCloseTest race: seed=" + seed);
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++)
        {
            final Loop loop = bus.loop(LoopConfig.named("racing"));
            final List<Mailbox> opened = new CopyOnWriteArrayList<>();
            final Thread opener = new Thread(() ->
            {
                try
                {
                    while (true)
                    {
                        opened.add(bus.mailbox(LoopCloseTest::ignore, MailboxOptions.defaults().withLoop(loop)));
                    }
                }
                catch (final BusException closed)
                {
                    // The end that was expected.
                }
            });
            opener.setDaemon(true);
            opener.start();
            final int pause = random.nextInt(20_000);
            for (int i = 0; i < pause; i++)
            {
                Thread.onSpinWait();
            }
            loop.close();
            Await.until("the opener", () -> !opener.isAlive());
            opened.forEach((each) -> assertFalse(each.isOpen()));
        }
    }

    @Test
    void shouldRefuseToCloseWhenItIsTheDefaultLoop()
    {
        assertThrows(IllegalStateException.class, () -> bus.defaultLoop().close());
    }

    @Test
    void shouldRefuseToCloseWhenItsOwnHandlerAsks()
    {
        final Loop loop = bus.loop(LoopConfig.callerRun("own"));
        final AtomicReference<Throwable> refusal = new AtomicReference<>();
        bus.subscribe("a", (buffer, offset, length, envelope) ->
            refusal.set(assertThrows(IllegalStateException.class, loop::close)),
            MailboxOptions.defaults().withLoop(loop));
        bus.sender("a").offer(bytes, 0, 16);
        loop.poll(1);
        assertEquals("loop own cannot be closed by one of its own handlers", refusal.get().getMessage());
    }

    @Test
    void shouldPollNothingWithoutComplaintWhenTheBusClosesMeanwhile()
    {
        for (int round = 0; round < 50; round++)
        {
            final Bus closing = Bus.open(BusConfig.defaults().withDefaultLoop(LoopConfig.callerRun("polled")));
            closing.subscribe("a", LoopCloseTest::ignore);
            final AtomicReference<Throwable> complaint = new AtomicReference<>();
            final Thread poller = new Thread(() ->
            {
                while (!Thread.currentThread().isInterrupted())
                {
                    closing.defaultLoop().poll(10);
                }
            });
            poller.setUncaughtExceptionHandler((thread, error) -> complaint.set(error));
            poller.setDaemon(true);
            poller.start();
            closing.sender("a").offer(bytes, 0, 16);
            closing.close();
            poller.interrupt();
            Await.until("the poller", () -> !poller.isAlive());
            assertNull(complaint.get());
            assertEquals(0, closing.counters().inFlight());
        }
    }

    @Test
    void shouldCloseTwiceWhenALoopIsRunByItsCaller()
    {
        final Bus closing = Bus.open(BusConfig.defaults().withDefaultLoop(LoopConfig.callerRun("polled")));
        closing.close();
        assertDoesNotThrow(closing::close);
        assertEquals(0, closing.defaultLoop().poll(1));
        assertFalse(closing.defaultLoop().isCurrentThread());
    }

    private static void ignore(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
    }
}
