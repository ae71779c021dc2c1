package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.BusCounter;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.Importance;
import org.gradientbus.MessageKind;
import org.gradientbus.PortAddress;
import org.gradientbus.ReplyAddress;
import org.gradientbus.ReturnCode;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.gradientbus.spi.Link;

import java.util.Optional;

/**
 * The envelope of the message that a loop has in hand: one object a loop. It owns the claims of replies, so that a
 * reply which is aborted is none.
 */
final class RealEnvelope extends Padded implements Envelope, RealClaim.ClaimOwner
{
    private final RealBus bus;
    private final Delivery delivery;
    private final FrameFields fields;
    private final ReplyPath claimedPath;
    private Frame frame;
    private RealMailbox mailbox;
    private Address address;
    private DirectBuffer payload;
    private boolean isAnswered;

    RealEnvelope(RealBus bus, Delivery delivery)
    {
        this.bus = bus;
        this.delivery = delivery;
        fields = new FrameFields(bus.nodeId());
        claimedPath = new ReplyPath(bus);
    }

    void wrap(Frame newFrame, RealMailbox newMailbox, Address newAddress, DirectBuffer newPayload)
    {
        if (frame != newFrame)
        {
            frame = newFrame;
        }
        if (mailbox != newMailbox)
        {
            mailbox = newMailbox;
        }
        if (address != newAddress)
        {
            address = newAddress;
        }
        if (payload != newPayload)
        {
            payload = newPayload;
        }
        isAnswered = false;
    }

    /** Was the message replied to, or passed on? */
    boolean isAnswered()
    {
        return isAnswered;
    }

    @Override
    public MessageKind kind()
    {
        return frame.messageKind();
    }

    @Override
    public Address address()
    {
        return address;
    }

    @Override
    public Optional<PortAddress> from()
    {
        return hasSender() ? Optional.of(new PortAddress(frame.fromNode(), frame.fromRef())) : Optional.empty();
    }

    @Override
    public long fromNode()
    {
        return frame.fromNode();
    }

    @Override
    public long correlationId()
    {
        return frame.correlationId();
    }

    @Override
    public Importance importance()
    {
        return frame.importance();
    }

    @Override
    public ReturnCode returnCode()
    {
        return frame.returnCode();
    }

    @Override
    public long remainingNs()
    {
        return frame.hasTimeLimit() ?
            Math.max(0, frame.deadlineNs() - bus.config().clock().nanoTime()) : Long.MAX_VALUE;
    }

    @Override
    public int hops()
    {
        return frame.hops();
    }

    @Override
    public SendStatus reply(DirectBuffer buffer, int offset, int length)
    {
        if (!hasSender())
        {
            return SendStatus.NO_ROUTE;
        }
        buffer.boundsCheck(offset, length);
        final Link way = delivery.way(frame.fromNode(), frame.fromLoop(), frame.fromRef());
        final SendStatus status = delivery.send(replyFields(fields), way, frame.fromRef(), buffer, offset, length);
        if (status == SendStatus.ACCEPTED)
        {
            delivery.countReply(frame.fromNode());
            isAnswered = true;
        }
        return status;
    }

    @Override
    public SendStatus tryClaimReply(int length, Claim claim)
    {
        if (!hasSender())
        {
            return SendStatus.NO_ROUTE;
        }
        final RealClaim real = (RealClaim)claim;
        final SendStatus status = replyPath(claimedPath).tryClaim(length, real, this);
        if (status == SendStatus.ACCEPTED)
        {
            real.isReplyTo(frame.fromRef(), frame.correlationId());
        }
        return status;
    }

    /** The claim may be of an earlier message: then this one is not answered by it. */
    @Override
    public void beforeCommit(RealClaim claim)
    {
        isAnswered |= claim.isReply(frame.fromRef(), frame.correlationId());
    }

    @Override
    public void committed(int copies, int dropped, int left)
    {
        delivery.count(BusCounter.ACCEPTED, copies);
        delivery.count(BusCounter.SENT_TO_PEERS, left);
    }

    @Override
    public void aborted(RealClaim claim)
    {
    }

    @Override
    public ReplyAddress replyAddress()
    {
        if (!hasSender())
        {
            throw new IllegalStateException("the message has no return address: its sender set no returnTo");
        }
        return new RealReplyAddress(bus, replyPath(new ReplyPath(bus)));
    }

    @Override
    public SendStatus forward(Sender to)
    {
        return forward(to, payload, 0, payload.capacity());
    }

    @Override
    public SendStatus forward(Sender to, DirectBuffer buffer, int offset, int length)
    {
        final RealSender sender = (RealSender)to;
        if (sender.bus != bus)
        {
            throw new IllegalArgumentException("the sender to " + to.address() + " belongs to another bus");
        }
        if (frame.hops() >= bus.config().maxHops())
        {
            if (hasSender())
            {
                isAnswered = true;
                delivery.tellFailed(frame, payload, ReturnCode.TOO_MANY_HOPS);
            }
            return SendStatus.NO_ROUTE;
        }
        fields.kind = frame.kind() == Frame.KIND_RETURNED ? Frame.KIND_MESSAGE : frame.kind();
        fields.importance = frame.importance();
        fields.returnCode = ReturnCode.OK;
        fields.fromRef = frame.fromRef();
        fields.fromLoop = frame.fromLoop();
        fields.fromNode = frame.fromNode();
        fields.correlationId = frame.correlationId();
        fields.hasTimeLimit = frame.hasTimeLimit();
        fields.deadlineNs = frame.deadlineNs();
        fields.hops = frame.hops() + 1;
        final SendStatus status = sender.forward(fields, delivery, buffer, offset, length);
        isAnswered |= status == SendStatus.ACCEPTED;
        return status;
    }

    private boolean hasSender()
    {
        return frame.fromRef() != RefTable.NO_REF;
    }

    private ReplyPath replyPath(ReplyPath path)
    {
        path.aim(frame.fromNode(), frame.fromLoop(), frame.fromRef());
        replyFields(path.fields);
        return path;
    }

    private FrameFields replyFields(FrameFields reply)
    {
        reply.kind = Frame.KIND_REPLY;
        reply.importance = frame.importance();
        reply.returnCode = ReturnCode.OK;
        reply.fromRef = mailbox.ref();
        reply.fromLoop = mailbox.loop().number();
        reply.fromNode = bus.nodeId();
        reply.correlationId = frame.correlationId();
        reply.hasTimeLimit = false;
        reply.deadlineNs = 0;
        reply.hops = 0;
        return reply;
    }
}
