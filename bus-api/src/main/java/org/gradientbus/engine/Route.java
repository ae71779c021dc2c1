package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.Guarantee;
import org.gradientbus.Importance;
import org.gradientbus.Overflow;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;

import java.lang.invoke.VarHandle;

/**
 * The way to one or several mailboxes of one loop: the link, and the ref that stands for them in frames. On the sending
 * side ports claim through it; on the receiving side the loop hands a frame to each of its mailboxes in turn.
 *
 * <p>The mailboxes never change: when bindings do, new routes are made. So what a sender counted as accepted is what
 * the receiver accounts for, mailbox by mailbox.
 */
final class Route extends Padded implements Destination
{
    private static final RealMailbox[] NO_MAILBOXES = {};

    /** The receivers when they are mailboxes of this bus, else none. */
    final RealMailbox[] mailboxes;

    final Receiver[] members;
    final Link link;

    /** Null when it is a peer's. */
    final RealLoop loop;

    /** Null when the receivers are mailboxes of this bus. */
    final RemoteLoop remoteLoop;

    /** Messages to the peer's loop go by this; lists are told by {@link #remoteLoop} itself. */
    private final RemoteLoop way;

    /** Lists are told by this: of the same transport as the link, whatever becomes of the peer. */
    private final Link lists;

    final int ref;

    /** Of the first mailbox: read here, and not there, where the loop counts each message beside it. */
    final int firstRef;

    /** Of all mailboxes. */
    final long node;

    /** How many mailboxes. */
    final int receivers;
    final boolean canDrop;
    final boolean canDetach;

    /** Does the link lead to where deadlines are understood as they are? */
    private final boolean sharesClock;

    private final Address address;
    private final Importance importance;

    /** What says whom a frame is for, beside it: with a header, and without. */
    private final int tag;
    private final int bareTag;

    /** What a peer must know before the first frame; null when there is nothing. */
    private final RemoteList list;

    /** Is nothing left that a peer must know? Once true it stays so; a claim orders what is read and written here. */
    private boolean isListKnown;

    /**
     * @param ports     that send by it
     * @param ref       that stands for the mailboxes
     * @param mailboxes of one loop, at least one
     */
    Route(PortEntry ports, int ref, RealMailbox[] mailboxes)
    {
        address = ports.address;
        importance = ports.importance;
        this.ref = ref;
        tag = ref;
        bareTag = ref;
        this.mailboxes = mailboxes;
        members = mailboxes;
        firstRef = mailboxes[0].ref();
        node = mailboxes[0].port().node();
        receivers = mailboxes.length;
        loop = mailboxes[0].loop();
        remoteLoop = null;
        sharesClock = true;
        list = null;
        link = loop.link();
        way = null;
        lists = null;
        canDrop = ports.guarantee == Guarantee.BEST_EFFORT || allHave(Overflow.Policy.DROP);
        canDetach = anyHas(Overflow.Policy.DETACH_AFTER);
    }

    /**
     * To mailboxes of a peer.
     *
     * @param ports     that send by it
     * @param list      that stands for the mailboxes; null when there is one, and frames name it itself
     * @param mailboxes of one loop, at least one
     */
    Route(PortEntry ports, RemoteList list, RemoteMailbox[] mailboxes)
    {
        address = ports.address;
        importance = ports.importance;
        this.list = list;
        firstRef = mailboxes[0].port().ref();
        ref = list == null ? firstRef : list.number();
        tag = list == null ? firstRef : FrameTag.ofList(ref);
        bareTag = list == null ? FrameTag.bareOfPeer(firstRef, importance) : FrameTag.bareOfList(ref, importance);
        this.mailboxes = NO_MAILBOXES;
        members = mailboxes;
        node = mailboxes[0].port().node();
        receivers = mailboxes.length;
        loop = null;
        remoteLoop = mailboxes[0].loop();
        way = remoteLoop.way(ports.guarantee);
        link = way.link();
        lists = remoteLoop.link();
        sharesClock = remoteLoop.peer().sharesClock(link);
        if (list != null && way != remoteLoop)
        {
            list.isCarriedBy(link);
        }
        canDrop = ports.guarantee == Guarantee.BEST_EFFORT || allHave(Overflow.Policy.DROP);
        canDetach = anyHas(Overflow.Policy.DETACH_AFTER);
    }

    @Override
    public int ref()
    {
        return ref;
    }

    @Override
    public Address address()
    {
        return address;
    }

    @Override
    public RealLoop loop()
    {
        return loop;
    }

    @Override
    public Link link()
    {
        return link;
    }

    @Override
    public boolean isRemote()
    {
        return remoteLoop != null;
    }

    @Override
    public void adaptHeader(FrameClaim room, int payloadLength, FrameFields fields)
    {
        if (remoteLoop != null)
        {
            remoteLoop.peer().adaptHeader(sharesClock, room, payloadLength, fields);
        }
    }

    /** For people. */
    String loopName()
    {
        return members[0].loopName();
    }

    /** Nobody sends by it any more, and nobody will. */
    void retire()
    {
        if (list != null)
        {
            remoteLoop.retire(list);
        }
    }

    /** Of all that is sent by this route: the header of a frame that came without one. */
    Importance importance()
    {
        return importance;
    }

    /** Claims room for a message, with as much of its header in front as is needed. */
    SendStatus tryClaim(int length, FrameFields fields, FrameClaim room)
    {
        return remoteLoop == null ?
            fields.claim(link, tag, bareTag, length, importance, room) : tryClaimRemote(length, fields, room);
    }

    /** Would a message find room now? */
    boolean hasRoom(int length, FrameFields fields)
    {
        return link.hasRoom(fields.headerLength(link, bareTag) + length, importance);
    }

    /** Did it refuse because its link is sealed? Then its mailboxes are not to blame. */
    boolean isPaused()
    {
        return way != null && way.isPaused(link);
    }

    int distance()
    {
        return members[0].distance();
    }

    @Override
    public void onFrame(Frame frame, DirectBuffer payload, Delivery delivery)
    {
        final RealMailbox[] all = mailboxes;
        for (int i = 0; i < all.length; i++)
        {
            delivery.deliver(all[i], address, frame, payload);
        }
    }

    private SendStatus tryClaimRemote(int length, FrameFields fields, FrameClaim room)
    {
        if (!isListKnown && !tellList())
        {
            return SendStatus.BACK_PRESSURED;
        }
        room.standsFor(receivers);
        final SendStatus status = fields.claim(link, tag, bareTag, length, importance, room);
        if (status == SendStatus.CLOSED)
        {
            way.farEndClosed(link);
        }
        return status;
    }

    private boolean tellList()
    {
        if (list != null)
        {
            if (!list.isKnown() && !list.tell(lists))
            {
                return false;
            }
            if (way != remoteLoop)
            {
                link.follow(lists);
                VarHandle.releaseFence();
            }
        }
        isListKnown = true;
        return true;
    }

    private boolean allHave(Overflow.Policy policy)
    {
        for (final Receiver each : members)
        {
            if (each.overflow().policy() != policy)
            {
                return false;
            }
        }
        return true;
    }

    private boolean anyHas(Overflow.Policy policy)
    {
        for (final Receiver each : members)
        {
            if (each.overflow().policy() == policy)
            {
                return true;
            }
        }
        return false;
    }
}
