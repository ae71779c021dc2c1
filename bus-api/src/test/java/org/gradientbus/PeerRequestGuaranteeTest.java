package org.gradientbus;

import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What comes back over nodes: replies, returned messages, failures; and what is passed on.
 */
@Timeout(60)
class PeerRequestGuaranteeTest implements PeerRigs
{
    private static final int FIRST_PINGS = 8;

    @Test
    void shouldEndInTheReplyWhenItComesLaterFromAnotherThreadOfAPeer()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            AtomicReference<ReplyAddress> way = new AtomicReference<>();
            there.subscribe("a", (buffer, offset, length, envelope) -> way.set(envelope.replyAddress()));
            assertTrue(here.awaitService("a", BusRig.LONG));
            Loop replies = here.loop(LoopConfig.named("replies"));
            Outcomes outcomes = new Outcomes();
            try (Requester requester = here.requester("a", PortOptions.defaults().withLoop(replies)))
            {
                assertEquals(SendStatus.ACCEPTED,
                    requester.request(message(1), 0, Long.BYTES, BusRig.LONG, outcomes));
                Await.until("the request", () -> way.get() != null);

                assertEquals(SendStatus.ACCEPTED, way.get().reply(message(2), 0, Long.BYTES));

                Await.untilEquals(List.of("2"), outcomes::all);
            }
        }
    }

    @Test
    void shouldEndInTheReplyWhenItIsWrittenInPlaceAtAPeer()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Claim claim = there.claim();
            there.subscribe("a", (buffer, offset, length, envelope) ->
            {
                assertEquals(SendStatus.ACCEPTED, envelope.tryClaimReply(Long.BYTES, claim));
                claim.buffer().putLong(claim.offset(), buffer.getLong(offset) + 1);
                claim.commit();
            });
            assertTrue(here.awaitService("a", BusRig.LONG));
            Requester requester = here.requester("a");
            for (long i = 0; i < 1000; i++)
            {
                assertEquals(i + 1, requester.call(message(i), 0, Long.BYTES, BusRig.LONG).getLong(0));
            }
        }
    }

    @Test
    void shouldFailAtOnceWhenThePeersMailboxClosesWithTheRequestTaken()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Inbox inbox = new Inbox();
            Mailbox mailbox = there.subscribe("a", inbox);
            assertTrue(here.awaitService("a", BusRig.LONG));
            Outcomes outcomes = new Outcomes();
            here.requester("a").request(message(1), 0, Long.BYTES, BusRig.LONG, outcomes);
            Await.untilEquals(1, inbox::size);

            mailbox.close();

            Await.untilEquals(List.of(RequestFailure.MAILBOX_GONE.name()), outcomes::all);
        }
    }

    @Test
    void shouldFailAtOnceWhenThePeersMailboxClosesWithTheRequestWaiting()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Loop stuck = there.loop(LoopConfig.callerRun("stuck"));
            Mailbox mailbox = there.subscribe("a", new Inbox(), on(stuck));
            assertTrue(here.awaitService("a", BusRig.LONG));
            Outcomes outcomes = new Outcomes();
            here.requester("a").request(message(1), 0, Long.BYTES, BusRig.LONG, outcomes);

            mailbox.close();
            while (outcomes.all().isEmpty())
            {
                stuck.poll(10);
            }

            Await.untilEquals(List.of(RequestFailure.MAILBOX_GONE.name()), outcomes::all);
        }
    }

    @Test
    void shouldSayThatItWasNotSentWhenThePeerDiedBeforeTheRequestWasCommitted()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            there.subscribe("a", new Inbox());
            assertTrue(here.awaitService("a", BusRig.LONG));
            Outcomes outcomes = new Outcomes();
            Claim claim = here.claim();
            assertEquals(SendStatus.ACCEPTED,
                here.requester("a").tryClaim(Long.BYTES, BusRig.LONG.toNanos(), outcomes, claim));

            rig.kill(there);
            claim.commit();

            Await.untilEquals(List.of(RequestFailure.NOT_SENT.name()), outcomes::all);
        }
    }

    @Test
    void shouldComeBackWhenThePeersMailboxHasJustClosed()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            Loop stuck = there.loop(LoopConfig.callerRun("stuck"));
            Mailbox mailbox = there.subscribe("a", new Inbox(), on(stuck));
            assertTrue(here.awaitService("a", BusRig.LONG));
            Inbox returned = new Inbox();
            Sender sender = here.sender("a", PortOptions.defaults().withReturnTo(here.mailbox(returned)));
            assertEquals(SendStatus.ACCEPTED, offer(sender, 1));
            assertEquals(SendStatus.ACCEPTED, offer(sender, 2));

            mailbox.close();
            while (returned.size() < 2)
            {
                stuck.poll(10);
            }

            assertEquals(List.of(1L, 2L), returned.numbers());
            assertEquals(List.of(MessageKind.RETURNED, MessageKind.RETURNED), returned.kinds());
            assertEquals(ReturnCode.MAILBOX_CLOSED, returned.codes().get(0));
        }
    }

    @Test
    void shouldFailAtOnceWhenThePeersHandlerThrows()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            RuntimeException planned = new IllegalStateException("planned");
            there.subscribe("a", (buffer, offset, length, envelope) ->
            {
                throw planned;
            });
            assertTrue(here.awaitService("a", BusRig.LONG));

            RequestException failed = assertThrows(RequestException.class,
                () -> here.requester("a").call(message(1), 0, Long.BYTES, BusRig.LONG));

            assertEquals(RequestFailure.HANDLER_FAILED, failed.failure());
            assertTrue(rig.errors.remove(planned));
        }
    }

    @Test
    void shouldAnswerTheFirstSenderWhenARequestWasPassedOnFromNodeToNode()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus between = rig.open("between");
            Bus there = rig.open("there");
            rig.meet();
            Inbox last = new Inbox();
            there.subscribe("last", (buffer, offset, length, envelope) ->
            {
                last.onMessage(buffer, offset, length, envelope);
                assertEquals(here.nodeId(), envelope.fromNode());
                assertEquals(1, envelope.hops());
                envelope.reply(buffer, offset, length);
            });
            assertTrue(between.awaitService("last", BusRig.LONG));
            Sender onward = between.sender("last");
            between.subscribe("first", (buffer, offset, length, envelope) -> envelope.forward(onward));
            assertTrue(here.awaitService("first", BusRig.LONG));

            assertEquals(5, here.requester("first").call(message(5), 0, Long.BYTES, BusRig.LONG).getLong(0));
            assertEquals(List.of(Address.parse("last")), last.addresses());
        }
    }

    @Test
    void shouldFailAtOnceWhenTheNodeThatARequestWasPassedOnToDies()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus between = rig.open("between");
            Bus there = rig.open("there");
            rig.meet();
            Inbox last = new Inbox();
            there.subscribe("last", last);
            assertTrue(between.awaitService("last", BusRig.LONG));
            Sender onward = between.sender("last");
            between.subscribe("first", (buffer, offset, length, envelope) -> envelope.forward(onward));
            assertTrue(here.awaitService("first", BusRig.LONG));
            Outcomes outcomes = new Outcomes();
            here.requester("first").request(message(5), 0, Long.BYTES, BusRig.LONG, outcomes);
            Await.untilEquals(1, last::size);

            rig.kill(there);

            Await.untilEquals(List.of(RequestFailure.PEER_LOST.name()), outcomes::all);
        }
    }

    @Test
    void shouldGetTheReplyWhenTheNewsOvertakesItThatItsMailboxIsGone()
    {
        try (PeersRig rig = openRig())
        {
            getReplyBehindNews(rig, Mailbox::close, (there) ->
            {
            });
        }
    }

    @Test
    void shouldGetTheReplyWhenTheGoodbyeOfItsBusOvertakesIt()
    {
        try (PeersRig rig = openRig())
        {
            getReplyBehindNews(rig, (mailbox) -> rig.hub.holdDiscovery(), Bus::close);
            rig.hub.releaseDiscovery();
        }
    }

    /** Control messages have a way of their own: here they are read while the reply still waits behind others. */
    private static void getReplyBehindNews(PeersRig rig, Consumer<Mailbox> endOfMailbox, Consumer<Bus> endOfBus)
    {
        LoopConfig oneByOne = new LoopConfig("default", IdleProfile.QUIET, true, 1, 0);
        Bus here = rig.open("here", (config) -> config.withDefaultLoop(oneByOne).withPingInterval(BusRig.LONG));
        Bus there = rig.open("there", (config) -> config.withPingInterval(BusRig.LONG));
        Inbox inbox = new Inbox();
        here.subscribe("inbox", inbox);
        CountDownLatch replied = new CountDownLatch(1);
        Mailbox mailbox = there.subscribe("a", (buffer, offset, length, envelope) ->
        {
            envelope.reply(buffer, offset, length);
            replied.countDown();
        });
        pollUntil(here, () -> here.explain("a").candidates().size() == 1);
        pollUntil(here, () -> there.explain("inbox").candidates().size() == 1);
        // The first pings follow each other; after these nothing comes but what is sent here.
        pollUntil(here, () -> hasPinged(here) && hasPinged(there));
        pollUntil(here, () -> here.defaultLoop().backlogBytes() == 0);
        for (int i = 0; i < 50; i++)
        {
            offer(there.sender("inbox"), i);
        }
        Outcomes outcomes = new Outcomes();
        here.requester("a").request(message(7), 0, Long.BYTES, BusRig.LONG, outcomes);
        BusRig.await(replied);
        long before = here.defaultLoop().backlogBytes();
        endOfMailbox.accept(mailbox);
        endOfBus.accept(there);
        Await.until("the news", () -> here.defaultLoop().backlogBytes() > before);

        pollUntil(here, () -> inbox.size() == 20);
        Await.until("news that were taken", () -> here.explain("a").candidates().isEmpty());
        assertEquals(List.of(), outcomes.all());

        pollUntil(here, () -> !outcomes.all().isEmpty());
        assertEquals(List.of("7"), outcomes.all());
    }

    private static boolean hasPinged(Bus bus)
    {
        return bus.gradient().size() == 1 && bus.gradient().get(0).roundTrip().samples() >= FIRST_PINGS;
    }

    private static void pollUntil(Bus bus, BooleanSupplier isReached)
    {
        Await.until("what a loop brings that is polled", () ->
        {
            bus.defaultLoop().poll(1);
            return isReached.getAsBoolean();
        });
    }

    @Test
    void shouldKeepTheTimeBudgetWhenThePeersClockIsAnother()
    {
        AtomicLong offset = new AtomicLong();
        NanoClock later = () -> System.nanoTime() + TimeUnit.HOURS.toNanos(1) + offset.get();
        try (PeersRig rig = openRig(Rung.NETWORK))
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there", (config) -> config.withClock(later));
            AtomicLong remaining = new AtomicLong();
            there.subscribe("a", (buffer, start, length, envelope) ->
            {
                remaining.set(envelope.remainingNs());
                envelope.reply(buffer, start, length);
            });
            Loop slow = there.loop(LoopConfig.callerRun("slow"));
            there.subscribe("slow", new Inbox(), on(slow));
            assertTrue(here.awaitService("a", BusRig.LONG));
            assertTrue(here.awaitService("slow", BusRig.LONG));

            here.requester("a").call(message(1), 0, Long.BYTES, BusRig.LONG);

            assertTrue(remaining.get() > BusRig.LONG.toNanos() / 2, () -> "remaining=" + remaining);
            assertTrue(remaining.get() <= BusRig.LONG.toNanos(), () -> "remaining=" + remaining);
        }
    }

    @Test
    void shouldTimeOutAtItsTimeWhenAPeerDoesNotReply()
    {
        try (PeersRig rig = openRig())
        {
            Bus here = rig.open("here");
            Bus there = rig.open("there");
            AtomicReference<ReplyAddress> way = new AtomicReference<>();
            CountDownLatch taken = new CountDownLatch(1);
            there.subscribe("a", (buffer, offset, length, envelope) ->
            {
                way.set(envelope.replyAddress());
                taken.countDown();
            });
            assertTrue(here.awaitService("a", BusRig.LONG));

            RequestException failed = assertThrows(RequestException.class,
                () -> here.requester("a").call(message(1), 0, Long.BYTES, Duration.ofMillis(300)));

            assertEquals(RequestFailure.TIMED_OUT, failed.failure());
            BusRig.await(taken);
            // A caller that sees its time over does not wait for its loop to see that, too.
            Await.untilEquals(1, () -> here.counters().get(BusCounter.REQUESTS_TIMED_OUT));
            way.get().reply(message(2), 0, Long.BYTES);
            Await.untilEquals(1, () -> here.counters().get(BusCounter.LATE_REPLIES));
        }
    }
}
