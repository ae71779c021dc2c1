package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.Importance;
import org.gradientbus.Overflow;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;

/**
 * The way to one or several mailboxes of one loop: the link, and the ref that stands for them in frames. On the sending
 * side ports claim through it; on the receiving side the loop hands a frame to each of its mailboxes in turn.
 *
 * <p>The mailboxes never change: when bindings do, new routes are made. So what a sender counted as accepted is what
 * the receiver accounts for, mailbox by mailbox.
 */
final class Route extends Padded implements Destination
{
    final RealMailbox[] mailboxes;
    final Link link;
    final RealLoop loop;
    final int ref;

    /** Of the first mailbox: read here, and not there, where the loop counts each message beside it. */
    final int firstRef;

    /** How many mailboxes. */
    final int receivers;
    final boolean canDrop;
    final boolean canDetach;

    private final Address address;
    private final Importance importance;

    /**
     * @param address   that senders use
     * @param ref       that stands for the mailboxes
     * @param mailboxes of one loop, at least one
     * @param importance of all that is sent by it
     */
    Route(Address address, int ref, RealMailbox[] mailboxes, Importance importance)
    {
        this.address = address;
        this.importance = importance;
        this.ref = ref;
        this.mailboxes = mailboxes;
        firstRef = mailboxes[0].ref();
        receivers = mailboxes.length;
        loop = mailboxes[0].loop();
        link = loop.link();
        canDrop = allHave(Overflow.Policy.DROP);
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

    /** Of all that is sent by this route: the header of a frame that came without one. */
    Importance importance()
    {
        return importance;
    }

    /** Claims room for a message, with as much of its header in front as is needed. */
    SendStatus tryClaim(int length, FrameFields fields, FrameClaim room)
    {
        return fields.claim(link, ref, length, importance, room);
    }

    /** Would a message find room now? */
    boolean hasRoom(int length, FrameFields fields)
    {
        return link.hasRoom(fields.headerLength(link) + length, importance);
    }

    Rung rung()
    {
        return link.rung();
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

    private boolean allHave(Overflow.Policy policy)
    {
        for (final RealMailbox each : mailboxes)
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
        for (final RealMailbox each : mailboxes)
        {
            if (each.overflow().policy() == policy)
            {
                return true;
            }
        }
        return false;
    }
}
