package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.Claim;
import org.gradientbus.Guarantee;
import org.gradientbus.PortOptions;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;

/**
 * Claims room at one of the mailboxes.
 */
final class RealSender extends MessagePort implements Sender
{
    private final Picker picker;
    private boolean mayDrop = true;

    RealSender(RealBus bus, Address address, PortOptions options)
    {
        super(bus, address, options);
        picker = new Picker(options.selection(), bus.nextSeed());
    }

    @Override
    RouteSet resolve(PortEntry portEntry)
    {
        return bus.directory().routesToOne(portEntry);
    }

    @Override
    public SendStatus offer(long key, DirectBuffer buffer, int offset, int length)
    {
        picker.keyed(key);
        try
        {
            return offer(buffer, offset, length);
        }
        finally
        {
            picker.unkeyed();
        }
    }

    @Override
    public SendStatus tryClaim(long key, int length, Claim claim)
    {
        picker.keyed(key);
        try
        {
            return tryClaim(length, claim);
        }
        finally
        {
            picker.unkeyed();
        }
    }

    @Override
    SendStatus claimRooms(RouteSet set, int length, FrameFields fields, RealClaim claim)
    {
        final int picked = picker.claim(set, length, fields, claim);
        if (picked >= 0)
        {
            return SendStatus.ACCEPTED;
        }
        final Route first = set.routes[-1 - picked];
        if (mayDrop && drops(first))
        {
            claim.addDropped(first);
            dropped(first);
            return SendStatus.ACCEPTED;
        }
        return refusedBy(first);
    }

    /**
     * Passes on a message in the hands of a loop. The requester is told who has its request now before that mailbox can
     * have it, so whatever becomes of that mailbox, the requester knows it in time.
     */
    SendStatus forward(FrameFields fields, Delivery from, DirectBuffer buffer, int offset, int length)
    {
        buffer.boundsCheck(offset, length);
        final boolean isRequest = fields.kind == Frame.KIND_REQUEST;
        if (isRequest && isBestEffort())
        {
            throw new IllegalArgumentException("a request cannot be passed on to " + address() + " by a port of " +
                Guarantee.BEST_EFFORT + ": its outcome is promised; use one of " + Guarantee.RELIABLE);
        }
        mayDrop = !isRequest;
        final SendStatus granted = grant(length, fields, ownClaim);
        mayDrop = true;
        if (granted != SendStatus.ACCEPTED)
        {
            return granted;
        }
        if (isRequest)
        {
            final SendStatus told = from.tellMoved(fields, ownClaim.target().members[0].port());
            if (told != SendStatus.ACCEPTED)
            {
                ownClaim.abort();
                return told;
            }
        }
        ownClaim.buffer().putBytes(0, buffer, offset, length);
        return ownClaim.send();
    }
}
