package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.MessageKind;
import org.gradientbus.PortOptions;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** A message that came back may be passed on to somebody else, as a message like any other. */
class ForwardReturnedTest
{
    private final Bus bus = Bus.open(BusConfig.defaults().withDefaultLoop(LoopConfig.callerRun("forward")));
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[16]);
    private final List<MessageKind> seen = new ArrayList<>();

    @AfterEach
    void close()
    {
        bus.close();
    }

    @Test
    void shouldBeAMessageAgainWhenWhatCameBackIsPassedOn()
    {
        final Sender elsewhere = bus.sender("elsewhere");
        bus.subscribe("elsewhere", (buffer, offset, length, envelope) -> seen.add(envelope.kind()));
        final Mailbox returns = bus.mailbox((buffer, offset, length, envelope) ->
        {
            seen.add(envelope.kind());
            assertEquals(SendStatus.ACCEPTED, envelope.forward(elsewhere));
        }, MailboxOptions.defaults());
        final Mailbox closing = bus.subscribe("a", (buffer, offset, length, envelope) -> seen.add(null));
        final Sender sender = bus.sender(Address.parse("a"), PortOptions.defaults().withReturnTo(returns));
        assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 16));
        closing.close();
        poll();
        assertEquals(List.of(MessageKind.RETURNED, MessageKind.MESSAGE), seen);
        assertEquals(0, bus.counters().inFlight());
    }

    @Test
    void shouldEndItsCountWhenNobodyTakesWhatWasPassedOn()
    {
        final Sender elsewhere = bus.sender("elsewhere");
        final Mailbox other = bus.subscribe("elsewhere", (buffer, offset, length, envelope) -> seen.add(null));
        final Mailbox returns = bus.mailbox((buffer, offset, length, envelope) ->
        {
            assertEquals(SendStatus.ACCEPTED, envelope.forward(elsewhere));
            other.close();
        }, MailboxOptions.defaults());
        final Mailbox closing = bus.subscribe("a", (buffer, offset, length, envelope) -> seen.add(null));
        final Sender sender = bus.sender(Address.parse("a"), PortOptions.defaults().withReturnTo(returns));
        assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 16));
        closing.close();
        poll();
        assertEquals(List.of(), seen);
        assertEquals(0, bus.counters().inFlight());
    }

    private void poll()
    {
        while (bus.defaultLoop().poll(10) > 0)
        {
            Thread.onSpinWait();
        }
    }
}
