package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.BusCounter;
import org.gradientbus.Importance;
import org.gradientbus.PortAddress;
import org.gradientbus.ReplyAddress;
import org.gradientbus.SendStatus;

/**
 * A way back that outlives the handler's call.
 */
final class RealReplyAddress implements ReplyAddress, RealClaim.ClaimOwner
{
    private final RealBus bus;
    private final FrameFields fields;
    private final PortAddress port;
    private final RealClaim ownClaim = new RealClaim();

    RealReplyAddress(RealBus bus, long node, FrameFields fields, int ref)
    {
        this.bus = bus;
        this.fields = fields;
        port = new PortAddress(node, ref);
    }

    @Override
    public PortAddress port()
    {
        return port;
    }

    @Override
    public long correlationId()
    {
        return fields.correlationId;
    }

    @Override
    public SendStatus reply(DirectBuffer buffer, int offset, int length)
    {
        buffer.boundsCheck(offset, length);
        final SendStatus status = tryClaim(length, ownClaim);
        if (status == SendStatus.ACCEPTED)
        {
            ownClaim.buffer().putBytes(0, buffer, offset, length);
            ownClaim.commit();
        }
        return status;
    }

    SendStatus tryClaim(int length, RealClaim claim)
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
        if (bus.isClosed())
        {
            return SendStatus.CLOSED;
        }
        final Destination destination = port.node() == bus.nodeId() ? bus.refs().get(port.ref()) : null;
        if (destination == null)
        {
            return SendStatus.NO_ROUTE;
        }
        claim.begin(this, length);
        final SendStatus status = destination.loop().link()
            .tryClaim(Frame.HEADER_LENGTH + length, Importance.CRITICAL, claim.nextRoom());
        if (status == SendStatus.ACCEPTED)
        {
            claim.addRoom(destination, 1);
            claim.open(fields);
        }
        return status;
    }

    @Override
    public void beforeCommit(RealClaim claim)
    {
    }

    @Override
    public void committed(int copies, int dropped)
    {
        bus.counterBlocks().shared().addShared(BusCounter.ACCEPTED, copies);
    }

    @Override
    public void aborted(RealClaim claim)
    {
    }
}
