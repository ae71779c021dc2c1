package org.gradientbus;

import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.BACK_PRESSURED;
import static org.gradientbus.SendStatus.NO_ROUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A message that is passed on stays the message of its first sender.
 */
class ForwardGuaranteeTest
{
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Outcomes outcomes = new Outcomes();

    private void request(BusRig rig)
    {
        assertEquals(ACCEPTED,
            rig.bus.requester("first").request(message(1), 0, Long.BYTES, TIMEOUT, outcomes));
    }

    private static MessageHandler forwardTo(Sender next)
    {
        return (buffer, offset, length, envelope) -> assertEquals(ACCEPTED, envelope.forward(next));
    }

    @Test
    void shouldAnswerTheFirstSenderWhenARequestWasPassedOn()
    {
        try (BusRig rig = new BusRig())
        {
            List<Object> seen = new ArrayList<>();
            rig.bus.subscribe("first", forwardTo(rig.bus.sender("second")));
            rig.bus.subscribe("second", (buffer, offset, length, envelope) ->
            {
                seen.add(envelope.kind());
                seen.add(envelope.hops());
                seen.add(envelope.remainingNs());
                seen.add(envelope.address().toString());
                envelope.reply(message(buffer.getLong(offset) + 1), 0, Long.BYTES);
            }, on(rig.polledLoop("second")));
            request(rig);
            rig.advance(Duration.ofSeconds(2));
            rig.settle();

            assertEquals(List.of("2"), outcomes.all());
            assertEquals(List.of(MessageKind.REQUEST, 1, TIMEOUT.minusSeconds(2).toNanos(), "second"), seen);
            rig.assertBalanced();
        }
    }

    @Test
    void shouldCarryOtherBytesWhenTheyArePassedOnInPlace()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            Sender next = rig.bus.sender("second");
            rig.bus.subscribe("first", (buffer, offset, length, envelope) ->
                envelope.forward(next, message(55), 0, Long.BYTES));
            rig.bus.subscribe("second", inbox);
            offer(rig.bus.sender("first"), 1);
            rig.settle();

            assertEquals(List.of(55L), inbox.numbers());
        }
    }

    @Test
    void shouldFailWithTooManyHopsWhenARequestIsPassedOnTooOften()
    {
        try (BusRig rig = new BusRig((config) -> config.withMaxHops(3)))
        {
            List<Integer> hops = new ArrayList<>();
            List<SendStatus> statuses = new ArrayList<>();
            Sender again = rig.bus.sender("first");
            rig.bus.subscribe("first", (buffer, offset, length, envelope) ->
            {
                hops.add(envelope.hops());
                statuses.add(envelope.forward(again));
            });
            request(rig);
            rig.settle();

            assertEquals(List.of("TOO_MANY_HOPS"), outcomes.all());
            assertEquals(List.of(0, 1, 2, 3), hops);
            assertEquals(List.of(ACCEPTED, ACCEPTED, ACCEPTED, NO_ROUTE), statuses);
        }
    }

    @Test
    void shouldReturnThePayloadWhenAMessageIsPassedOnTooOften()
    {
        try (BusRig rig = new BusRig((config) -> config.withMaxHops(0)))
        {
            Inbox returned = new Inbox();
            Mailbox back = rig.bus.mailbox(returned, MailboxOptions.defaults());
            Sender again = rig.bus.sender("first");
            rig.bus.subscribe("first", (buffer, offset, length, envelope) ->
                assertEquals(NO_ROUTE, envelope.forward(again)));
            offer(rig.bus.sender(Address.parse("first"), PortOptions.defaults().withReturnTo(back)), 7);
            rig.settle();

            assertEquals(List.of(7L), returned.numbers());
            assertEquals(List.of(ReturnCode.TOO_MANY_HOPS), returned.codes());
        }
    }

    @Test
    void shouldFailAtOnceWhenTheNewOwnerCloses()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox taken = new Inbox();
            rig.bus.subscribe("first", forwardTo(rig.bus.sender("second")));
            Mailbox second = rig.bus.subscribe("second", taken, on(rig.polledLoop("second")));
            request(rig);
            rig.settle();
            assertEquals(1, taken.size());

            second.close();
            rig.settle();

            assertEquals(List.of("MAILBOX_GONE"), outcomes.all());
        }
    }

    @Test
    void shouldFailAtOnceWhenTheNewOwnerClosesBeforeItTookTheRequest()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("first", forwardTo(rig.bus.sender("second")));
            Mailbox second = rig.bus.subscribe("second", new Inbox(), on(rig.polledLoop("second")));
            request(rig);
            rig.loop.poll(1);

            second.close();
            rig.settle();

            assertEquals(List.of("MAILBOX_GONE"), outcomes.all());
        }
    }

    @Test
    void shouldNotFailWhenTheOldOwnerCloses()
    {
        try (BusRig rig = new BusRig())
        {
            Loop replies = rig.polledLoop("replies");
            List<ReplyAddress> saved = new ArrayList<>();
            Mailbox first = rig.bus.subscribe("first", forwardTo(rig.bus.sender("second")));
            rig.bus.subscribe("second",
                (buffer, offset, length, envelope) -> saved.add(envelope.replyAddress()));
            Requester requester = rig.bus.requester(
                Address.parse("first"), PortOptions.defaults().withLoop(replies));
            requester.request(message(1), 0, Long.BYTES, TIMEOUT, outcomes);
            rig.loop.poll(1);

            first.close();
            rig.settle();
            assertEquals(List.of(), outcomes.all());
            saved.get(0).reply(message(9), 0, Long.BYTES);
            rig.settle();

            assertEquals(List.of("9"), outcomes.all());
        }
    }

    @Test
    void shouldLeaveTheRequestWithItsOwnerWhenItCannotBePassedOn()
    {
        try (BusRig rig = new BusRig())
        {
            Loop full = rig.polledLoop("full");
            rig.bus.subscribe("second", new Inbox(), on(full));
            BusRig.fill(rig.bus.sender("second"));
            Sender second = rig.bus.sender("second");
            Sender nobody = rig.bus.sender("nobody");
            List<SendStatus> statuses = new ArrayList<>();
            rig.bus.subscribe("first", (buffer, offset, length, envelope) ->
            {
                statuses.add(envelope.forward(second));
                statuses.add(envelope.forward(nobody));
                statuses.add(envelope.reply(buffer, offset, length));
            });
            request(rig);
            rig.settle();

            assertEquals(List.of(BACK_PRESSURED, NO_ROUTE, ACCEPTED), statuses);
            assertEquals(List.of("1"), outcomes.all());
        }
    }

    @Test
    void shouldTimeOutAtTheFirstSendersTimeWhenARequestWasPassedOn()
    {
        try (BusRig rig = new BusRig())
        {
            Loop slow = rig.polledLoop("slow");
            Inbox inbox = new Inbox();
            rig.bus.subscribe("first", forwardTo(rig.bus.sender("second")));
            rig.bus.subscribe("second", inbox, on(slow));
            request(rig);
            rig.loop.poll(1);
            rig.advance(TIMEOUT);
            rig.settle();

            assertEquals(List.of("TIMED_OUT"), outcomes.all());
            assertEquals(0, inbox.size());
            assertEquals(1, rig.count(BusCounter.EXPIRED));
        }
    }

    /** A dead-letter mailbox may hand on what came back; it is then a message like any other. */
    @Test
    void shouldCountWhatCameBackAsAMessageWhenItIsPassedOn()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox dead = new Inbox();
            rig.bus.subscribe("dead", dead);
            Mailbox back = rig.bus.mailbox(forwardTo(rig.bus.sender("dead")), MailboxOptions.defaults());
            Mailbox mailbox = rig.bus.subscribe("a", new Inbox());
            offer(rig.bus.sender(Address.parse("a"), PortOptions.defaults().withReturnTo(back)), 3);
            mailbox.close();
            rig.settle();

            assertEquals(List.of(3L), dead.numbers());
            assertEquals(List.of(MessageKind.MESSAGE), dead.kinds());
            rig.assertBalanced();
        }
    }
}
