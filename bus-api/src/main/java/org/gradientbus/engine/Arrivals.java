package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.BusCounter;
import org.gradientbus.BusEvent;
import org.gradientbus.ReturnCode;
import org.gradientbus.Rung;
import org.gradientbus.codecs.control.InternDecoder;
import org.gradientbus.codecs.control.MessageHeaderDecoder;
import org.gradientbus.codecs.control.PingDecoder;
import org.gradientbus.codecs.control.PongDecoder;
import org.gradientbus.codecs.control.UninternDecoder;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;

/**
 * What a loop does with the frames of peers: as {@link Delivery} with those of this bus, but it trusts nothing, enters
 * them into this bus's books, and takes the control messages out. On the loop's thread alone.
 *
 * <p>What is about this loop's own lists and round trips is done at once, in order with the frames around it; all else
 * goes to the conductor.
 */
final class Arrivals implements FrameHandler
{
    /** A peer that lists more than that has lost count. */
    private static final int MAX_RECEIVERS = 1 << 20;

    private final RealBus bus;
    private final RealLoop loop;
    private final Delivery delivery;
    private final Rung rung;
    private final CounterBlock counters;
    private final boolean isByHostClock;
    private final Frame frame = new Frame();
    private final View payload = new View();
    private final Int2ObjectHashMap<ReceivedList> listByNumber;
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[64]);
    private final ControlSender control;

    /** Whose frames come now, if any come. */
    private long announced;

    /** Whose frames came last, and the slot that this node gave it; 0 while it is not known. */
    private long sender;
    private int senderSlot;

    /** The last destination that a tag was for: most frames of a batch are for the same. */
    private int lastTo;
    private Destination lastDestination;

    Arrivals(RealBus bus, RealLoop loop, Rung rung, Int2ObjectHashMap<ReceivedList> listByNumber)
    {
        this.bus = bus;
        this.loop = loop;
        this.rung = rung;
        this.listByNumber = listByNumber;
        delivery = loop.delivery();
        counters = loop.counters();
        isByHostClock = bus.config().clock() instanceof SystemNanoClock;
        control = new ControlSender(bus.nodeId());
    }

    @Override
    public void onFrame(DirectBuffer buffer, int offset, int length)
    {
        delivery.arrived(length);
        if (!frame.wrap(buffer, offset, length))
        {
            counters.increment(BusCounter.MALFORMED);
            return;
        }
        payload.wrap(buffer, frame.payloadOffset(), frame.payloadLength());
        if (frame.kind() == Frame.KIND_CONTROL && frame.toRef() == RefTable.NO_REF)
        {
            onControl();
        }
        else
        {
            take(find(frame.toRef()));
        }
    }

    /** Most lanes of a source are empty at most times, so nothing is done before there is a frame. */
    @Override
    public void onSender(long nodeId)
    {
        announced = nodeId;
    }

    @Override
    public void onMissing(long from, long lost, long dropped)
    {
        counters.add(BusCounter.LOST_ON_THE_WAY, lost);
        counters.add(BusCounter.DROPPED_BY_PEERS, dropped);
        final RealPeer peer = bus.peers().get(announced);
        if (peer != null)
        {
            peer.gaps().note(loop.name(), from, lost, dropped);
        }
        else
        {
            // It left before this was known, and nobody goes on telling of it.
            bus.tell(new BusEvent.Gap(announced, "", loop.name(), from, from + lost, lost, dropped));
        }
    }

    private void turnToAnnounced()
    {
        sender = announced;
        forgetLast();
        frame.sentBy(sender);
    }

    /** A list has come or gone, so a tag or a slot may stand for another. */
    void forgetLast()
    {
        senderSlot = 0;
        lastTo = FrameTag.NONE;
    }

    @Override
    public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
    {
        delivery.arrived(length);
        if (!wrapTagged(tag, buffer, offset, length))
        {
            counters.increment(BusCounter.MALFORMED);
            return;
        }
        take(findTagged(FrameTag.to(tag)));
    }

    /** Verifies a frame with a tag. */
    private boolean wrapTagged(int tag, DirectBuffer buffer, int offset, int length)
    {
        if (sender != announced)
        {
            turnToAnnounced();
        }
        if (FrameTag.hasShortHeader(tag))
        {
            final boolean isFrame = frame.wrapShort(buffer, offset, length, FrameTag.to(tag));
            if (isFrame)
            {
                payload.wrap(buffer, frame.payloadOffset(), frame.payloadLength());
            }
            return isFrame;
        }
        frame.wrapPlain(FrameTag.importance(tag));
        payload.wrap(buffer, offset, length);
        return true;
    }

    private void take(Destination destination)
    {
        if (frame.hasTimeLimit())
        {
            shiftTime();
        }
        enter(destination);
        if (destination == null)
        {
            delivery.giveBack(frame, payload, ReturnCode.NO_MAILBOX);
        }
        else
        {
            destination.onFrame(frame, payload, delivery);
        }
    }

    /** Counts what nobody handles any more, when the loop ends. */
    FrameHandler countingAtClose()
    {
        return new FrameHandler()
        {
            @Override
            public void onSender(long nodeId)
            {
                Arrivals.this.onSender(nodeId);
            }

            @Override
            public void onMissing(long from, long lost, long dropped)
            {
                Arrivals.this.onMissing(from, lost, dropped);
            }

            @Override
            public void onFrame(DirectBuffer buffer, int offset, int length)
            {
                final boolean isFrame = frame.wrap(buffer, offset, length);
                countAtClose(isFrame, isFrame ? find(frame.toRef()) : null);
            }

            @Override
            public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
            {
                final boolean isFrame = wrapTagged(tag, buffer, offset, length);
                countAtClose(isFrame, isFrame ? findTagged(FrameTag.to(tag)) : null);
            }
        };
    }

    private void countAtClose(boolean isFrame, Destination destination)
    {
        if (!isFrame)
        {
            counters.increment(BusCounter.MALFORMED);
        }
        else if (isMessage())
        {
            enter(destination);
            counters.add(BusCounter.DROPPED_AT_CLOSE, receivers(destination));
        }
        else if (frame.kind() == Frame.KIND_RETURNED)
        {
            counters.increment(BusCounter.NOTICES_DROPPED);
        }
    }

    /** A deadline is one on this bus's clock, whatever it was when the frame left. */
    private void shiftTime()
    {
        if (!frame.isByHostClock())
        {
            frame.shiftTime(bus.config().clock().nanoTime());
        }
        else
        {
            frame.shiftTime(isByHostClock ? 0 : bus.config().clock().nanoTime() - System.nanoTime());
        }
    }

    /** Only what peers may name: mailboxes and requesters of this loop, and lists of them. */
    private Destination find(int ref)
    {
        if (ref < 0)
        {
            return listByNumber.get(ref);
        }
        final Destination found = bus.refs().get(ref);
        return found == null || found instanceof Route || found.loop() != loop ? null : found;
    }

    /** As {@link #find}, for what the sender put beside its frame. */
    private Destination findTagged(int to)
    {
        if (to != lastTo)
        {
            lastDestination = FrameTag.isOfList(to) ? listByNumber.get(listNumber(to)) : find(to);
            lastTo = lastDestination == null ? FrameTag.NONE : to;
        }
        return lastDestination;
    }

    private int listNumber(int to)
    {
        if (senderSlot == 0)
        {
            senderSlot = bus.peers().slotOf(sender);
        }
        return FrameTag.listNumber(to, senderSlot);
    }

    private boolean isMessage()
    {
        return frame.kind() != Frame.KIND_RETURNED && frame.kind() != Frame.KIND_CONTROL;
    }

    private void enter(Destination destination)
    {
        if (isMessage())
        {
            counters.add(BusCounter.RECEIVED_FROM_PEERS, receivers(destination));
        }
    }

    private static int receivers(Destination destination)
    {
        return destination instanceof ReceivedList list ? list.receivers() : 1;
    }

    private void onControl()
    {
        if (!ControlCodec.isMessage(payload, 0, payload.capacity()))
        {
            counters.increment(BusCounter.MALFORMED);
            return;
        }
        switch (ControlCodec.templateId(payload, 0))
        {
            case InternDecoder.TEMPLATE_ID -> onIntern();
            case UninternDecoder.TEMPLATE_ID -> onUnintern();
            case PongDecoder.TEMPLATE_ID -> onPong();
            case PingDecoder.TEMPLATE_ID -> onPing();
            default -> handOver();
        }
    }

    private void handOver()
    {
        if (!bus.controlPlane().received(frame.fromNode(), rung, payload))
        {
            counters.increment(BusCounter.CONTROL_DROPPED);
        }
    }

    private void onIntern()
    {
        final InternDecoder intern = new InternDecoder().wrapAndApplyHeader(payload, 0, new MessageHeaderDecoder());
        final int number = intern.list();
        if (!isOfItsSender(number))
        {
            counters.increment(BusCounter.MALFORMED);
            return;
        }
        final InternDecoder.MailboxesDecoder mailboxes = intern.mailboxes();
        final int[] refs = new int[mailboxes.count()];
        for (int i = 0; i < refs.length; i++)
        {
            refs[i] = mailboxes.next().mailboxRef();
        }
        final String literal = intern.address();
        ReceivedList list = listByNumber.get(number);
        try
        {
            list = list == null ? new ReceivedList(loop, number, Address.parse(literal)) : list;
        }
        catch (final IllegalArgumentException noAddress)
        {
            counters.increment(BusCounter.MALFORMED);
            return;
        }
        if (list.receivers() + refs.length > MAX_RECEIVERS)
        {
            counters.increment(BusCounter.MALFORMED);
            return;
        }
        listByNumber.put(number, list);
        forgetLast();
        for (final int each : refs)
        {
            list.add(find(each) instanceof RealMailbox mailbox ? mailbox : null);
        }
    }

    private void onUnintern()
    {
        final int number =
            new UninternDecoder().wrapAndApplyHeader(payload, 0, new MessageHeaderDecoder()).list();
        if (isOfItsSender(number))
        {
            listByNumber.remove(number);
            forgetLast();
        }
        else
        {
            counters.increment(BusCounter.MALFORMED);
        }
    }

    /** The slot in the number is the one that this node gave to the sender. */
    private boolean isOfItsSender(int number)
    {
        return number < 0 && bus.peers().slotOf(frame.fromNode()) == RemoteLoop.slotOf(number);
    }

    /**
     * Answered at once and by this thread, so that the round trip is that of messages. The conductor hears of it when
     * it tells of changes that are not known yet.
     */
    private void onPing()
    {
        final PingDecoder ping = new PingDecoder().wrapAndApplyHeader(payload, 0, new MessageHeaderDecoder());
        final long sequence = ping.sequence();
        answer(ping);
        final RealPeer peer = bus.peers().get(frame.fromNode());
        if (peer == null || !peer.isKnown(sequence))
        {
            handOver();
        }
    }

    /** An answer without room is none. */
    private void answer(PingDecoder ping)
    {
        final Link back = bus.peers().controlLinkTo(frame.fromNode());
        if (back != null)
        {
            control.send(back, scratch, bus.controlPlane().codec().encodePong(scratch, ping.nonce(), ping.sentNs()));
        }
    }

    private void onPong()
    {
        final PongDecoder pong = new PongDecoder().wrapAndApplyHeader(payload, 0, new MessageHeaderDecoder());
        final RealPeer peer = bus.peers().get(frame.fromNode());
        if (peer != null && peer.answered(pong.nonce()))
        {
            peer.roundTrips().record(System.nanoTime() - peer.pingSentNs());
        }
    }
}
