package org.gradientbus;

import static org.gradientbus.BusRig.LONG;
import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.NO_ROUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Handlers that throw harm nobody but themselves.
 */
class FailingHandlerGuaranteeTest
{
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void shouldDeliverTheNextMessageWhenAHandlerThrows(long failing)
    {
        try (BusRig rig = new BusRig())
        {
            IllegalStateException failure = new IllegalStateException("of the test");
            Inbox inbox = new Inbox();
            Mailbox mailbox = rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                inbox.onMessage(buffer, offset, length, envelope);
                if (buffer.getLong(offset) == failing)
                {
                    throw failure;
                }
            });
            Sender sender = rig.bus.sender("a");
            for (int number = 0; number < 8; number++)
            {
                offer(sender, number);
            }
            rig.settle();

            assertEquals(Inbox.upTo(8), inbox.numbers());
            assertSame(failure, rig.takeError());
            assertEquals(1, rig.count(BusCounter.HANDLER_ERRORS));
            assertEquals(8, rig.count(BusCounter.DELIVERED));
            assertEquals(8, mailbox.delivered());
        }
    }

    @Test
    void shouldStillReachTheOthersWhenOneHandlerOfAPublishThrows()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox first = new Inbox();
            Inbox last = new Inbox();
            rig.bus.subscribe("a", first);
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                throw new StackOverflowError("of the test");
            });
            rig.bus.subscribe("a", last);
            offer(rig.bus.publisher("a"), 1);
            rig.settle();

            assertEquals(List.of(1L), first.numbers());
            assertEquals(List.of(1L), last.numbers());
            rig.takeError();
            rig.takeEvent(BusEvent.MailboxFailed.class);
        }
    }

    static Stream<Error> errors()
    {
        return Stream.of(new OutOfMemoryError("of the test"), new StackOverflowError("of the test"),
            new NoClassDefFoundError("of the test"), new AssertionError("of the test"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void shouldFailTheMailboxAndReturnWhatWaitsWhenAHandlerThrowsAnError(Error error)
    {
        try (BusRig rig = new BusRig())
        {
            Inbox returned = new Inbox();
            Mailbox back = rig.bus.mailbox(returned, MailboxOptions.defaults());
            Inbox neighbour = new Inbox();
            rig.bus.subscribe("b", neighbour);
            Mailbox mailbox = rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                throw error;
            });
            Sender sender = rig.bus.sender(Address.parse("a"), PortOptions.defaults().withReturnTo(back));
            Outcomes outcomes = new Outcomes();
            offer(sender, 1);
            offer(sender, 2);
            rig.bus.requester("a").request(message(3), 0, Long.BYTES, LONG, outcomes);
            offer(rig.bus.sender("b"), 4);
            rig.settle();

            assertEquals(new BusEvent.MailboxFailed(mailbox.port(), error),
                rig.takeEvent(BusEvent.MailboxFailed.class));
            assertSame(error, rig.takeError());
            assertFalse(mailbox.isOpen());
            assertEquals(List.of(), mailbox.bindings());
            assertEquals(NO_ROUTE, offer(sender, 5));
            assertEquals(List.of(2L), returned.numbers());
            assertEquals(List.of(ReturnCode.MAILBOX_FAILED), returned.codes());
            assertEquals(List.of("MAILBOX_GONE"), outcomes.all());
            assertEquals(List.of(4L), neighbour.numbers());
            rig.assertBalanced();
        }
    }

    @Test
    void shouldFailTheRequestAtOnceWhenItsHandlerThrows()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                throw new IllegalStateException("of the test");
            });
            Outcomes outcomes = new Outcomes();
            rig.bus.requester("a").request(message(1), 0, Long.BYTES, LONG, outcomes);
            rig.settle();

            assertEquals(List.of("HANDLER_FAILED"), outcomes.all());
            rig.takeError();
        }
    }

    @Test
    void shouldTellTheRequesterOfTheHandlersErrorWhenTheRequestItselfFailedTheMailbox()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                throw new AssertionError("of the test");
            });
            Outcomes outcomes = new Outcomes();
            rig.bus.requester("a").request(message(1), 0, Long.BYTES, LONG, outcomes);
            rig.settle();

            assertEquals(List.of("HANDLER_FAILED"), outcomes.all());
            rig.takeError();
            rig.takeEvent(BusEvent.MailboxFailed.class);
        }
    }

    @Test
    void shouldKeepTheReplyWhenAHandlerRepliesAndThenThrows()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                envelope.reply(buffer, offset, length);
                throw new IllegalStateException("of the test");
            });
            Outcomes outcomes = new Outcomes();
            rig.bus.requester("a").request(message(1), 0, Long.BYTES, LONG, outcomes);
            rig.settle();

            assertEquals(List.of("1"), outcomes.all());
            rig.takeError();
            rig.assertBalanced();
            assertEquals(0, rig.count(BusCounter.LATE_REPLIES));
        }
    }

    @Test
    void shouldFailTheRequestAtOnceWhenTheWriterOfItsReplyThrows()
    {
        try (BusRig rig = new BusRig())
        {
            Claim claim = rig.bus.claim();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                assertEquals(ACCEPTED, envelope.tryClaimReply(4, claim));
                try (claim)
                {
                    claim.buffer().putBytes(claim.offset(), buffer, offset, length);
                    claim.commit();
                }
            });
            Outcomes outcomes = new Outcomes();
            rig.bus.requester("a").request(message(1), 0, Long.BYTES, LONG, outcomes);
            rig.settle();

            assertEquals(List.of("HANDLER_FAILED"), outcomes.all());
            rig.takeError();
        }
    }

    @Test
    void shouldGoOnWhenAReplyHandlerThrows()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
            List<Long> replies = new ArrayList<>();
            ReplyHandler handler = new ReplyHandler()
            {
                @Override
                public void onReply(
                    long correlationId, DirectBuffer buffer, int offset, int length)
                {
                    replies.add(buffer.getLong(offset));
                    throw new AssertionError("of the test");
                }

                @Override
                public void onFailure(long correlationId, RequestFailure failure)
                {
                    replies.add(-1L);
                    throw new AssertionError("of the test");
                }
            };
            Requester requester = rig.bus.requester("a");
            requester.request(message(1), 0, Long.BYTES, LONG, handler);
            requester.request(message(2), 0, Long.BYTES, LONG, handler);
            rig.settle();
            Mailbox silent = rig.bus.subscribe("silent", new Inbox(), on(rig.loop));
            rig.bus.requester("silent").request(message(3), 0, Long.BYTES, LONG, handler);
            silent.close();
            rig.settle();

            assertEquals(List.of(1L, 2L, -1L), replies);
            assertEquals(3, rig.count(BusCounter.HANDLER_ERRORS));
            assertEquals(3, rig.errors.size());
            rig.errors.clear();
        }
    }
}
