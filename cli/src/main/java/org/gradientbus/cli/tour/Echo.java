package org.gradientbus.cli.tour;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.PortOptions;
import org.gradientbus.Sender;

/**
 * Sends back what it gets. Its port and claim are made by the thread that uses them, so that they lie in memory among
 * what is that thread's own.
 */
final class Echo extends Receiver
{
    private final Bus bus;
    private final Address backTo;
    private Sender sender;
    private Claim claim;

    Echo(Bus bus, Address backTo, int maxLength)
    {
        super(maxLength);
        this.bus = bus;
        this.backTo = backTo;
    }

    /** With one message under way there is always room for the answer; where there is none, the message is lost. */
    @Override
    public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        super.onMessage(buffer, offset, length, envelope);
        if (claim == null)
        {
            sender = bus.sender(backTo, PortOptions.defaults());
            claim = bus.claim();
        }
        if (sender.tryClaim(length, claim).isAccepted())
        {
            claim.buffer().putBytes(claim.offset(), buffer, offset, length);
            claim.commit();
        }
    }
}
