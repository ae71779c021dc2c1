package org.gradientbus.engine;

import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.Link;

/**
 * The way back to the sender of a message: the header of the reply, and where it goes. An envelope aims its own anew
 * for each claim; one that outlives the message is kept by a {@link RealReplyAddress}.
 */
final class ReplyPath
{
    final FrameFields fields;

    private final RealBus bus;
    private final RemoteEnd remoteEnd = new RemoteEnd();
    private long node;
    private int loop;
    private int ref;

    ReplyPath(RealBus bus)
    {
        this.bus = bus;
        fields = new FrameFields(bus.nodeId());
    }

    void aim(long newNode, int newLoop, int newRef)
    {
        node = newNode;
        loop = newLoop;
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
        final Destination destination = destination();
        if (destination == null)
        {
            return bus.isClosed() ? SendStatus.CLOSED : SendStatus.NO_ROUTE;
        }
        claim.begin(owner, length);
        final SendStatus status =
            fields.claim(destination.link(), ref, length, Importance.CRITICAL, claim.nextRoom());
        if (status == SendStatus.ACCEPTED)
        {
            if (destination == remoteEnd)
            {
                claim.addRoom(remoteEnd);
            }
            else
            {
                claim.addRoom(destination, 1);
            }
            claim.open(fields);
        }
        else if (status == SendStatus.CLOSED && destination.isRemote() &&
            !bus.peers().farEndClosed(node, loop, destination.link()))
        {
            return SendStatus.BACK_PRESSURED;
        }
        return status;
    }

    private Destination destination()
    {
        if (node == bus.nodeId())
        {
            return bus.refs().get(ref);
        }
        final Link link = bus.peers().linkTo(node, loop);
        return link == null ? null : remoteEnd.aim(link, ref);
    }
}
