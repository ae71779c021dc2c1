package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.BusCounter;
import org.gradientbus.Importance;
import org.gradientbus.PortAddress;
import org.gradientbus.ReturnCode;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;

/**
 * What a loop does with the frames it polls: verify, find the destination, run the handler, and give back what nobody
 * takes. On the loop's thread alone.
 */
final class Delivery extends Padded implements FrameHandler
{
    private final RealBus bus;
    private final RealLoop loop;
    private final LoopWords words;
    private final CounterBlock counters;
    private final Frame frame = new Frame();
    private final View payload = new View();
    private final MovedNotice moved = new MovedNotice();
    private final RealEnvelope envelope;
    private final FrameFields noticeFields;
    private final FrameClaim noticeRoom = new FrameClaim();
    private final NoticeQueue notices = new NoticeQueue();

    /** The last destination that was found: most frames of a batch are for the same. */
    private int lastRef = RefTable.NO_REF;
    private Destination lastDestination;
    private int lastImportance;

    /** What waited behind the last batch, and what this one has brought so far. */
    private long leftBytes;
    private long batchBytes;
    private boolean isInBatch;

    Delivery(RealBus bus, RealLoop loop, LoopWords words)
    {
        this.words = words;
        this.bus = bus;
        this.loop = loop;
        counters = loop.counters();
        frame.sentBy(bus.nodeId());
        envelope = new RealEnvelope(bus, this);
        noticeFields = new FrameFields(bus.nodeId());
        noticeFields.importance = Importance.CRITICAL;
    }

    /**
     * A batch is over. How far senders are ahead is read only when the batch was full: their end of the source is a
     * cache line that they write all the time, and a loop that keeps up has no need to know.
     */
    void endBatch(boolean isFull)
    {
        isInBatch = false;
        batchBytes = 0;
        leftBytes = isFull ? loop.backlogBytes() : 0;
    }

    /** A frame of a peer came. */
    void arrived(int length)
    {
        beginBatch();
        batchBytes += length;
    }

    /** Has a frame come since the last batch ended? */
    boolean isInBatch()
    {
        return isInBatch;
    }

    private void beginBatch()
    {
        if (!isInBatch)
        {
            isInBatch = true;
            words.beginBatch();
        }
    }

    @Override
    public void onFrame(DirectBuffer buffer, int offset, int length)
    {
        beginBatch();
        if (!frame.wrap(buffer, offset, length))
        {
            counters.increment(BusCounter.MALFORMED);
            return;
        }
        batchBytes += length;
        payload.wrap(buffer, frame.payloadOffset(), frame.payloadLength());
        final int ref = frame.toRef();
        if (ref != lastRef)
        {
            find(ref);
        }
        if (lastDestination == null)
        {
            giveBack(frame, payload, ReturnCode.NO_MAILBOX);
        }
        else
        {
            lastDestination.onFrame(frame, payload, this);
        }
    }

    @Override
    public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
    {
        beginBatch();
        batchBytes += length;
        final int ref = FrameTag.to(tag);
        if (ref != lastRef)
        {
            find(ref);
        }
        if (FrameTag.hasShortHeader(tag))
        {
            frame.wrapOwnShort(buffer, offset, length, ref);
            payload.wrap(buffer, frame.payloadOffset(), frame.payloadLength());
        }
        else
        {
            frame.wrapPlain(lastImportance);
            payload.wrap(buffer, offset, length);
        }
        if (lastDestination == null)
        {
            giveBack(frame, payload, ReturnCode.NO_MAILBOX);
        }
        else
        {
            lastDestination.onFrame(frame, payload, this);
        }
    }

    /** Hands a message to one mailbox, by the address that its sender used. */
    void deliver(RealMailbox mailbox, Address address, Frame message, DirectBuffer bytes)
    {
        final ReturnCode closedWith = mailbox.closedWith();
        final int kind = message.kind();
        if (closedWith != ReturnCode.OK || kind == Frame.KIND_CONTROL)
        {
            giveBack(message, bytes, closedWith);
            return;
        }
        if (message.hasTimeLimit() && message.deadlineNs() - loop.clock().nanoTime() <= 0)
        {
            counters.increment(BusCounter.EXPIRED);
            return;
        }
        words.running(mailbox);
        envelope.wrap(message, mailbox, address, bytes);
        try
        {
            mailbox.handler.onMessage(bytes, 0, bytes.capacity(), envelope);
        }
        catch (final Throwable error)
        {
            onHandlerError(mailbox, message, bytes, error);
        }
        loop.clock().passed();
        mailbox.countDelivered(Math.max(leftBytes, batchBytes));
        if (kind != Frame.KIND_RETURNED)
        {
            counters.increment(BusCounter.DELIVERED);
        }
    }

    /** Nobody takes the message: back to its sender, if that can be. Never answers a reply or a notice. */
    void giveBack(Frame message, DirectBuffer bytes, ReturnCode code)
    {
        final int kind = message.kind();
        if (kind == Frame.KIND_REPLY)
        {
            counters.increment(BusCounter.LATE_REPLIES);
        }
        else if (kind == Frame.KIND_RETURNED || kind == Frame.KIND_CONTROL)
        {
            counters.increment(BusCounter.NOTICES_DROPPED);
        }
        else
        {
            final boolean isRequest = kind == Frame.KIND_REQUEST;
            final SendStatus status = sendReturned(
                message.fromNode(), message.fromLoop(), message.fromRef(), message.correlationId(), code,
                isRequest ? null : bytes);
            final boolean isQueued =
                status == SendStatus.BACK_PRESSURED && isRequest && queueNotice(message, code, true);
            if (!isQueued)
            {
                counters.increment(status == SendStatus.ACCEPTED ?
                    BusCounter.RETURNED : BusCounter.DROPPED_UNRETURNABLE);
            }
        }
    }

    /** Tells the sender that its message failed though a handler had it; all but a request goes back with its bytes. */
    void tellFailed(Frame message, DirectBuffer bytes, ReturnCode code)
    {
        final boolean isRequest = message.kind() == Frame.KIND_REQUEST;
        final SendStatus status = sendReturned(message.fromNode(), message.fromLoop(), message.fromRef(),
            message.correlationId(), code, isRequest ? null : bytes);
        if (status != SendStatus.ACCEPTED &&
            !(status == SendStatus.BACK_PRESSURED && isRequest && queueNotice(message, code, false)))
        {
            counters.increment(BusCounter.NOTICES_DROPPED);
        }
    }

    /** Tells a requester which mailbox has its request now. */
    SendStatus tellMoved(FrameFields request, PortAddress newTarget)
    {
        noticeFields.kind = Frame.KIND_CONTROL;
        noticeFields.returnCode = ReturnCode.OK;
        noticeFields.correlationId = request.correlationId;
        return send(noticeFields, way(request.fromNode, request.fromLoop, request.fromRef), request.fromRef,
            moved.write(newTarget), 0, MovedNotice.LENGTH);
    }

    /** The way to a destination here or at a peer; null when there is none. */
    Link way(long node, int toLoop, int ref)
    {
        if (node != bus.nodeId())
        {
            return bus.peers().linkTo(node, toLoop);
        }
        final Destination destination = bus.refs().get(ref);
        return destination == null ? null : destination.loop().link();
    }

    /** Sends a frame straight to a destination: replies and notices. They may use all the room there is. */
    SendStatus send(FrameFields fields, Link way, int ref, DirectBuffer bytes, int offset, int length)
    {
        if (way == null)
        {
            return SendStatus.NO_ROUTE;
        }
        if (length > bus.config().maxMessageLength())
        {
            return SendStatus.TOO_LARGE;
        }
        final SendStatus status = fields.claim(way, ref, length, Importance.CRITICAL, noticeRoom);
        if (status == SendStatus.ACCEPTED)
        {
            fields.write(noticeRoom, length, ref);
            if (length > 0)
            {
                noticeRoom.buffer().putBytes(
                    noticeRoom.offset() + noticeRoom.length() - length, bytes, offset, length);
            }
            return way.commit(noticeRoom) ? SendStatus.ACCEPTED : SendStatus.CLOSED;
        }
        return status;
    }

    /** A reply was sent to a node. By the loop's thread. */
    void countReply(long node)
    {
        counters.increment(BusCounter.ACCEPTED);
        if (node != bus.nodeId())
        {
            counters.increment(BusCounter.SENT_TO_PEERS);
        }
    }

    /** On any thread: a claimed reply may be committed elsewhere. */
    void count(BusCounter counter, int copies)
    {
        if (loop.isCurrentThread())
        {
            counters.add(counter, copies);
        }
        else
        {
            bus.counterBlocks().shared().addShared(counter, copies);
        }
    }

    boolean hasNotices()
    {
        return notices.size() > 0;
    }

    /** Sends notices that found no room before. Returns how many were sent. */
    int sendNotices()
    {
        int sent = 0;
        for (int left = notices.size(); left > 0; left--)
        {
            final SendStatus status = sendReturned(
                notices.node(), notices.loop(), notices.ref(), notices.correlationId(), notices.code(), null);
            if (status == SendStatus.BACK_PRESSURED)
            {
                notices.postponeFirst();
                continue;
            }
            if (notices.endsMessage())
            {
                counters.increment(status == SendStatus.ACCEPTED ?
                    BusCounter.RETURNED : BusCounter.DROPPED_UNRETURNABLE);
            }
            else if (status != SendStatus.ACCEPTED)
            {
                counters.increment(BusCounter.NOTICES_DROPPED);
            }
            notices.removeFirst();
            sent++;
        }
        return sent;
    }

    /** Counts the frames for which there is no time left. */
    FrameHandler countingAtClose()
    {
        return new FrameHandler()
        {
            @Override
            public void onFrame(DirectBuffer buffer, int offset, int length)
            {
                if (frame.wrap(buffer, offset, length))
                {
                    countAtClose();
                }
                else
                {
                    counters.increment(BusCounter.MALFORMED);
                }
            }

            @Override
            public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
            {
                if (FrameTag.hasShortHeader(tag))
                {
                    frame.wrapOwnShort(buffer, offset, length, FrameTag.to(tag));
                    countAtClose();
                }
                else
                {
                    counters.add(BusCounter.DROPPED_AT_CLOSE, receivers(tag));
                }
            }
        };
    }

    private void countAtClose()
    {
        if (frame.kind() == Frame.KIND_RETURNED || frame.kind() == Frame.KIND_CONTROL)
        {
            counters.increment(BusCounter.NOTICES_DROPPED);
        }
        else
        {
            counters.add(BusCounter.DROPPED_AT_CLOSE, receivers(frame.toRef()));
        }
    }

    /** Counts the notices for which there is no time left. */
    void dropNotices()
    {
        while (notices.size() > 0)
        {
            counters.increment(
                notices.endsMessage() ? BusCounter.DROPPED_UNRETURNABLE : BusCounter.NOTICES_DROPPED);
            notices.removeFirst();
        }
    }

    /** A handler of ours, or of a reply, threw. */
    void handlerThrew(PortAddress mailbox, Throwable error)
    {
        loop.count(BusCounter.HANDLER_ERRORS);
        final HandlerErrorEvent event = new HandlerErrorEvent();
        if (event.shouldCommit())
        {
            event.mailbox = mailbox.toString();
            event.loop = loop.name();
            event.errorType = error.getClass().getName();
            event.commit();
        }
        bus.report(error);
    }

    private int receivers(int ref)
    {
        return bus.refs().get(ref) instanceof Route route ? route.receivers : 1;
    }

    private void find(int ref)
    {
        lastDestination = bus.refs().get(ref);
        lastRef = lastDestination == null ? RefTable.NO_REF : ref;
        lastImportance = (lastDestination instanceof Route route ? route.importance() : Importance.LOW).ordinal();
    }

    private void onHandlerError(RealMailbox mailbox, Frame message, DirectBuffer bytes, Throwable error)
    {
        handlerThrew(mailbox.port(), error);
        if (message.kind() == Frame.KIND_REQUEST && !envelope.isAnswered())
        {
            tellFailed(message, bytes, ReturnCode.HANDLER_FAILED);
        }
        if (error instanceof Error)
        {
            bus.endings().fail(mailbox, error);
        }
    }

    private boolean queueNotice(Frame message, ReturnCode code, boolean endsTheMessage)
    {
        return notices.add(message.fromNode(), message.fromLoop(), message.fromRef(), message.correlationId(), code,
            endsTheMessage);
    }

    private SendStatus sendReturned(
        long node, int toLoop, int ref, long correlationId, ReturnCode code, DirectBuffer bytes)
    {
        if (ref == RefTable.NO_REF)
        {
            return SendStatus.NO_ROUTE;
        }
        noticeFields.kind = Frame.KIND_RETURNED;
        noticeFields.returnCode = code;
        noticeFields.correlationId = correlationId;
        final Link way = way(node, toLoop, ref);
        final SendStatus status =
            send(noticeFields, way, ref, bytes, 0, bytes == null ? 0 : bytes.capacity());
        final boolean isOfFormerLink =
            status == SendStatus.CLOSED && !bus.peers().farEndClosed(node, toLoop, way);
        return isOfFormerLink ? SendStatus.BACK_PRESSURED : status;
    }
}
