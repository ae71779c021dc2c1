package org.gradientbus.cli.tour;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.MessageHandler;
import org.gradientbus.PortOptions;
import org.gradientbus.Sender;

/**
 * Sends back what it gets. Its port and claim are made by the thread that uses them, so that they lie in memory among
 * what is that thread's own.
 */
final class Echo implements MessageHandler
{
    private final Bus bus;
    private final Address backTo;
    private Sender sender;
    private Claim claim;
    private volatile long threadId;

    Echo(Bus bus, Address backTo)
    {
        this.bus = bus;
        this.backTo = backTo;
    }

    /** The id of the thread that runs it, or 0 before the first message. */
    long threadId()
    {
        return threadId;
    }

    /** With one message under way there is always room for the answer; where there is none, the message is lost. */
    @Override
    public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        if (claim == null)
        {
            begin();
        }
        if (sender.tryClaim(length, claim).isAccepted())
        {
            claim.buffer().putBytes(claim.offset(), buffer, offset, length);
            claim.commit();
        }
    }

    private void begin()
    {
        sender = bus.sender(backTo, PortOptions.defaults());
        claim = bus.claim();
        threadId = Thread.currentThread().getId();
    }
}
