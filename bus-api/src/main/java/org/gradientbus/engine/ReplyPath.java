package org.gradientbus.engine;

import org.gradientbus.Importance;
import org.gradientbus.SendStatus;

/**
 * The way back to the sender of a message: the header of the reply, and where it goes. An envelope aims its own anew
 * for each claim; one that outlives the message is kept by a {@link RealReplyAddress}.
 */
final class ReplyPath
{
    final FrameFields fields;

    private final RealBus bus;
    private long node;
    private int ref;

    ReplyPath(RealBus bus)
    {
        this.bus = bus;
        fields = new FrameFields(bus.nodeId());
    }

    void aim(long newNode, int newRef)
    {
        node = newNode;
        ref = newRef;
    }

    long node()
    {
        return node;
    }

    int ref()
    {
        return ref;
    }

    /** Claims room for a reply. It may use all the room there is. */
    SendStatus tryClaim(int length, RealClaim claim, RealClaim.ClaimOwner owner)
    {
        claim.requireClosed();
        if (length < 0)
        {
            throw new IllegalArgumentException("length=" + length + " must be 0 or more");
        }
        if (length > bus.config().maxMessageLength())
        {
            return SendStatus.TOO_LARGE;
        }
        final Destination destination = node == bus.nodeId() ? bus.refs().get(ref) : null;
        if (destination == null)
        {
            return bus.isClosed() ? SendStatus.CLOSED : SendStatus.NO_ROUTE;
        }
        claim.begin(owner, length);
        final SendStatus status =
            fields.claim(destination.loop().link(), ref, length, Importance.CRITICAL, claim.nextRoom());
        if (status == SendStatus.ACCEPTED)
        {
            claim.addRoom(destination, 1);
            claim.open(fields);
        }
        return status;
    }
}
