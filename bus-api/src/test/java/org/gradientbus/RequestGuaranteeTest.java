package org.gradientbus;

import static org.gradientbus.BusRig.LONG;
import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.on;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.BACK_PRESSURED;
import static org.gradientbus.SendStatus.CLOSED;
import static org.gradientbus.SendStatus.NO_ROUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/**
 * A request ends in exactly one way.
 */
class RequestGuaranteeTest
{
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration NANO = Duration.ofNanos(1);

    private static SendStatus request(Requester requester, long number, ReplyHandler handler)
    {
        return requester.request(message(number), 0, Long.BYTES, TIMEOUT, handler);
    }

    @Test
    void shouldEndInTheReplyWhenTheHandlerReplies()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                assertEquals(MessageKind.REQUEST, envelope.kind());
                assertEquals(ACCEPTED, envelope.reply(message(buffer.getLong(offset) + 100), 0, Long.BYTES));
            });
            Requester requester = rig.bus.requester("a");
            assertEquals(ACCEPTED, request(requester, 7, outcomes));
            assertEquals(1, requester.pending());
            rig.settle();
            rig.advance(TIMEOUT.plus(TIMEOUT));
            rig.settle();

            assertEquals(List.of("107"), outcomes.all());
            assertEquals(0, requester.pending());
            assertEquals(1, rig.count(BusCounter.REPLIES));
        }
    }

    @Test
    void shouldTimeOutAtItsTimeAndNotBeforeWhenNobodyReplies()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            rig.bus.subscribe("a", new Inbox());
            request(rig.bus.requester("a"), 1, outcomes);
            rig.settle();
            rig.advance(TIMEOUT.minus(NANO));
            rig.settle();
            assertEquals(List.of(), outcomes.all());

            rig.advance(NANO);
            rig.settle();

            assertEquals(List.of("TIMED_OUT"), outcomes.all());
            assertEquals(1, rig.count(BusCounter.REQUESTS_TIMED_OUT));
        }
    }

    @Test
    void shouldCountAndNeverDeliverWhenAReplyIsLate()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            List<ReplyAddress> saved = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> saved.add(envelope.replyAddress()));
            request(rig.bus.requester("a"), 1, outcomes);
            rig.settle();
            rig.advance(TIMEOUT);
            rig.settle();

            assertEquals(ACCEPTED, saved.get(0).reply(message(5), 0, Long.BYTES));
            rig.settle();

            assertEquals(List.of("TIMED_OUT"), outcomes.all());
            assertEquals(1, rig.count(BusCounter.LATE_REPLIES));
        }
    }

    @Test
    void shouldDeliverTheFirstAndCountTheOthersWhenThereAreSeveralReplies()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                envelope.reply(message(1), 0, Long.BYTES);
                envelope.reply(message(2), 0, Long.BYTES);
                envelope.replyAddress().reply(message(3), 0, Long.BYTES);
            });
            request(rig.bus.requester("a"), 0, outcomes);
            rig.settle();

            assertEquals(List.of("1"), outcomes.all());
            assertEquals(2, rig.count(BusCounter.LATE_REPLIES));
        }
    }

    @Test
    void shouldEndInTheReplyWhenASavedReplyAddressIsUsedLater()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            List<ReplyAddress> saved = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> saved.add(envelope.replyAddress()));
            request(rig.bus.requester("a"), 1, outcomes);
            rig.settle();
            rig.start(() -> assertEquals(ACCEPTED, saved.get(0).reply(message(5), 0, Long.BYTES)));
            rig.join();
            rig.settle();

            assertEquals(List.of("5"), outcomes.all());
        }
    }

    @Test
    void shouldFailAtOnceWhenTheMailboxClosesWithTheRequestQueued()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            Mailbox mailbox = rig.bus.subscribe("a", new Inbox(), on(rig.polledLoop("serving")));
            request(rig.bus.requester("a"), 1, outcomes);
            mailbox.close();
            rig.settle();

            assertEquals(List.of("MAILBOX_GONE"), outcomes.all());
            assertEquals(1, rig.count(BusCounter.REQUESTS_FAILED));
        }
    }

    @Test
    void shouldFailAtOnceWhenTheMailboxClosesWithTheRequestTakenAndUnanswered()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            List<ReplyAddress> saved = new ArrayList<>();
            Mailbox mailbox = rig.bus.subscribe("a",
                (buffer, offset, length, envelope) -> saved.add(envelope.replyAddress()), on(rig.polledLoop("b")));
            rig.bus.subscribe("other", (buffer, offset, length, envelope) -> saved.add(envelope.replyAddress()));
            Outcomes others = new Outcomes();
            request(rig.bus.requester("a"), 1, outcomes);
            request(rig.bus.requester("other"), 1, others);
            rig.settle();
            mailbox.close();
            rig.settle();

            assertEquals(List.of("MAILBOX_GONE"), outcomes.all());
            assertEquals(List.of(), others.all());
        }
    }

    @Test
    void shouldKeepTheReplyWhenTheMailboxClosesAfterItHasReplied()
    {
        try (BusRig rig = new BusRig())
        {
            Loop serving = rig.polledLoop("serving");
            Outcomes outcomes = new Outcomes();
            Mailbox mailbox = rig.bus.subscribe(
                "a", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length), on(serving));
            request(rig.bus.requester("a"), 9, outcomes);
            serving.poll(1);
            mailbox.close();
            rig.settle();

            assertEquals(List.of("9"), outcomes.all());
        }
    }

    @Test
    void shouldFailWithClosedWhenTheRequesterCloses()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
            Requester requester = rig.bus.requester("a");
            request(requester, 1, outcomes);
            requester.close();
            requester.close();
            assertEquals(List.of(), outcomes.all(), "told on the loop, not by close");
            rig.settle();

            assertEquals(List.of("CLOSED"), outcomes.all());
            assertEquals(CLOSED, request(requester, 2, outcomes));
        }
    }

    @Test
    void shouldFailWithClosedWhenAClaimIsCommittedAfterItsRequesterClosed()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
            Requester requester = rig.bus.requester("a");
            Claim claim = rig.bus.claim();
            assertEquals(ACCEPTED, requester.tryClaim(Long.BYTES, TIMEOUT.toNanos(), outcomes, claim));
            requester.close();
            rig.settle();
            claim.commit();
            rig.settle();

            assertEquals(List.of("CLOSED"), outcomes.all());
        }
    }

    @Test
    void shouldFailWithClosedWhenTheLoopOfTheRequesterCloses()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            Loop replies = rig.bus.loop(LoopConfig.callerRun("replies"));
            List<ReplyAddress> saved = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                saved.add(envelope.replyAddress());
                throw new IllegalStateException("of the test");
            });
            Requester requester = rig.bus.requester(
                Address.parse("a"), PortOptions.defaults().withLoop(replies));
            request(requester, 1, outcomes);
            replies.close();
            assertEquals(List.of("CLOSED"), outcomes.all());

            rig.loop.poll(1);

            assertEquals(0, rig.loop.poll(1), "nothing is left to tell");
            assertEquals(NO_ROUTE, saved.get(0).reply(message(1), 0, Long.BYTES));
            rig.takeError();
        }
    }

    @Test
    void shouldFailWithClosedWhenTheBusCloses()
    {
        Outcomes outcomes = new Outcomes();
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", new Inbox());
            request(rig.bus.requester("a"), 1, outcomes);
            rig.bus.close();

            assertEquals(List.of("CLOSED"), outcomes.all());
        }
    }

    @Test
    void shouldFailAtOnceWhenTheLoopOfTheMailboxClosedBeforeTheClaimWasCommitted()
    {
        try (BusRig rig = new BusRig((config) -> config.withCloseTimeout(Duration.ofMillis(20))))
        {
            Outcomes outcomes = new Outcomes();
            Loop closing = rig.bus.loop(LoopConfig.callerRun("closing"));
            rig.bus.subscribe("a", new Inbox(), on(closing));
            Claim claim = rig.bus.claim();
            assertEquals(ACCEPTED,
                rig.bus.requester("a").tryClaim(Long.BYTES, TIMEOUT.toNanos(), outcomes, claim));
            closing.close();
            claim.commit();
            rig.settle();

            assertEquals(List.of("NOT_SENT"), outcomes.all());
        }
    }

    @Test
    void shouldPushBackWhenAsManyRequestsWaitAsMay()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            List<ReplyAddress> saved = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> saved.add(envelope.replyAddress()));
            Requester requester = rig.bus.requester(
                Address.parse("a"), PortOptions.defaults().withMaxPending(4));
            for (int number = 0; number < 4; number++)
            {
                assertEquals(ACCEPTED, request(requester, number, outcomes));
            }
            rig.settle();

            assertEquals(BACK_PRESSURED, request(requester, 4, outcomes));
            assertEquals(4, requester.pending());
            saved.get(2).reply(message(2), 0, Long.BYTES);
            rig.settle();
            assertEquals(ACCEPTED, request(requester, 5, outcomes));
            assertEquals(BACK_PRESSURED, request(requester, 6, outcomes));
        }
    }

    /** Claims that stay open keep their places among the requests that wait. */
    @Test
    void shouldEndEachRequestOnceWhenClaimsStayOpenWhileOthersComeAndGo()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes early = new Outcomes();
            Outcomes outcomes = new Outcomes();
            MessageHandler echo = (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length);
            Requester requester = rig.bus.requester(
                Address.parse("a"), PortOptions.defaults().withMaxPending(4));
            Mailbox first = rig.bus.subscribe("a", echo, on(rig.polledLoop("first")));
            Claim claim = rig.bus.claim();
            assertEquals(ACCEPTED, requester.tryClaim(Long.BYTES, TIMEOUT.toNanos(), early, claim));
            first.unbind(Address.parse("a"));
            rig.bus.subscribe("a", echo);
            for (int number = 0; number < 20; number++)
            {
                assertEquals(ACCEPTED, request(requester, number, outcomes));
                if (number != 7)
                {
                    rig.settle();
                }
                else
                {
                    claim.buffer().putLong(claim.offset(), 77);
                    claim.commit();
                }
            }
            rig.settle();

            assertEquals(List.of("77"), early.all());
            assertEquals(20, outcomes.all().size(), outcomes.all()::toString);
            assertEquals(0, requester.pending());
        }
    }

    @Test
    void shouldGiveThePlaceBackWhenTheClaimOfARequestIsAborted()
    {
        try (BusRig rig = new BusRig())
        {
            Outcomes outcomes = new Outcomes();
            rig.bus.subscribe("a", new Inbox());
            Requester requester = rig.bus.requester(
                Address.parse("a"), PortOptions.defaults().withMaxPending(2));
            Claim claim = rig.bus.claim();
            for (int i = 0; i < 10; i++)
            {
                assertEquals(ACCEPTED, requester.tryClaim(8, TIMEOUT.toNanos(), outcomes, claim));
                claim.close();
            }

            assertEquals(0, requester.pending());
            assertEquals(List.of(), outcomes.all());
            assertEquals(0, rig.count(BusCounter.REQUESTS));
        }
    }

    @Test
    void shouldCompleteTheFutureWhenTheReplyComes()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
            Mailbox silent = rig.bus.subscribe("silent", new Inbox());
            CompletableFuture<DirectBuffer> reply =
                rig.bus.requester("a").request(message(8), 0, Long.BYTES, TIMEOUT);
            CompletableFuture<DirectBuffer> none =
                rig.bus.requester("silent").request(message(8), 0, Long.BYTES, TIMEOUT);
            assertFalse(reply.isDone());
            rig.settle();
            silent.close();
            rig.settle();

            assertEquals(8, reply.join().getLong(0));
            assertEquals(Long.BYTES, reply.join().capacity());
            RequestException failed = (RequestException)assertThrows(
                CompletionException.class, none::join).getCause();
            assertEquals(RequestFailure.MAILBOX_GONE, failed.failure());
        }
    }

    @Test
    void shouldIgnoreTheReplyWhenTheFutureWasCancelled()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
            Requester requester = rig.bus.requester("a");
            CompletableFuture<DirectBuffer> reply = requester.request(message(8), 0, Long.BYTES, TIMEOUT);
            reply.cancel(true);
            rig.settle();

            assertTrue(reply.isCancelled());
            assertEquals(0, requester.pending());
        }
    }

    @Test
    void shouldComeBackWithTheReplyWhenCalled()
    {
        try (BusRig rig = BusRig.threaded())
        {
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
                envelope.reply(message(buffer.getLong(offset) + 1), 0, Long.BYTES));
            Requester requester = rig.bus.requester("a");
            for (long number = 0; number < 100; number++)
            {
                assertEquals(number + 1, requester.call(message(number), 0, Long.BYTES, LONG).getLong(0));
            }
        }
    }

    @Test
    void shouldThrowTheFailureWhenACallEndsInOne()
    {
        try (BusRig rig = BusRig.threaded())
        {
            rig.bus.subscribe("silent", new Inbox());
            rig.bus.subscribe("throws", (buffer, offset, length, envelope) ->
            {
                throw new IllegalStateException("of the test");
            });
            Requester silent = rig.bus.requester("silent");
            Requester throwing = rig.bus.requester("throws");

            assertEquals(RequestFailure.TIMED_OUT, assertThrows(RequestException.class,
                () -> silent.call(message(1), 0, Long.BYTES, Duration.ofMillis(20))).failure());
            assertEquals(RequestFailure.HANDLER_FAILED, assertThrows(RequestException.class,
                () -> throwing.call(message(1), 0, Long.BYTES, LONG)).failure());
            rig.takeError();
        }
    }

    @Test
    void shouldTimeOutWhenNobodyPollsTheLoopOfACall()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", new Inbox());
            Requester requester = rig.bus.requester("a");

            assertEquals(RequestFailure.TIMED_OUT, assertThrows(RequestException.class,
                () -> requester.call(message(1), 0, Long.BYTES, Duration.ofMillis(5))).failure());
        }
    }

    @Test
    void shouldThrowWhenAHandlerCallsOnTheLoopOfItsOwnReplies()
    {
        try (BusRig rig = new BusRig())
        {
            Requester requester = rig.bus.requester("b");
            rig.bus.subscribe("b", new Inbox());
            List<Throwable> thrown = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
                thrown.add(assertThrows(IllegalStateException.class,
                    () -> requester.call(buffer, offset, length, LONG))));
            BusRig.offer(rig.bus.sender("a"), 1);
            rig.settle();

            assertEquals(1, thrown.size());
            assertEquals(0, requester.pending());
        }
    }

    @Test
    void shouldAnswerTheReturnMailboxWhenAnOrdinaryMessageIsRepliedTo()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox replies = new Inbox();
            Mailbox back = rig.bus.mailbox(replies, MailboxOptions.defaults());
            List<SendStatus> statuses = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
                statuses.add(envelope.reply(buffer, offset, length)));
            BusRig.offer(rig.bus.sender(Address.parse("a"), PortOptions.defaults().withReturnTo(back)), 4);
            BusRig.offer(rig.bus.sender("a"), 5);
            rig.settle();

            assertEquals(List.of(ACCEPTED, NO_ROUTE), statuses);
            assertEquals(List.of(4L), replies.numbers());
            assertEquals(Collections.singletonList(MessageKind.REPLY), replies.kinds());
        }
    }
}
