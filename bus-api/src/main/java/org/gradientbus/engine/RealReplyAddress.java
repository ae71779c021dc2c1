package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.BusCounter;
import org.gradientbus.PortAddress;
import org.gradientbus.ReplyAddress;
import org.gradientbus.SendStatus;

/**
 * A way back that outlives the handler's call.
 */
final class RealReplyAddress implements ReplyAddress, RealClaim.ClaimOwner
{
    private final RealBus bus;
    private final ReplyPath path;
    private final PortAddress port;
    private final RealClaim ownClaim = new RealClaim();

    RealReplyAddress(RealBus bus, ReplyPath path)
    {
        this.bus = bus;
        this.path = path;
        port = new PortAddress(path.node(), path.ref());
    }

    @Override
    public PortAddress port()
    {
        return port;
    }

    @Override
    public long correlationId()
    {
        return path.fields.correlationId;
    }

    @Override
    public SendStatus reply(DirectBuffer buffer, int offset, int length)
    {
        buffer.boundsCheck(offset, length);
        final SendStatus status = path.tryClaim(length, ownClaim, this);
        if (status == SendStatus.ACCEPTED)
        {
            ownClaim.buffer().putBytes(0, buffer, offset, length);
            return ownClaim.send();
        }
        return status;
    }

    @Override
    public void beforeCommit(RealClaim claim)
    {
    }

    @Override
    public void committed(int copies, int dropped, int left)
    {
        final CounterBlock shared = bus.counterBlocks().shared();
        shared.addShared(BusCounter.ACCEPTED, copies);
        shared.addShared(BusCounter.SENT_TO_PEERS, left);
    }

    @Override
    public void aborted(RealClaim claim)
    {
    }
}
