package org.gradientbus.engine;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.Link;

/**
 * Mailboxes of one loop of a peer, under a number that frames name them by. The peer is told which they are by
 * messages that go ahead of the first such frame, on the same link, so the number needs no answer.
 *
 * <p>The list never changes, as a route does not: a binding that comes or goes makes a new one. So what the sender
 * counted is what the peer accounts for, mailbox by mailbox.
 */
final class RemoteList
{
    private final RemoteLoop loop;
    private final int number;
    private final Address address;
    private final int[] refs;
    private int told;
    private boolean isRetired;
    private volatile Link carrier;
    private volatile boolean isKnown;

    RemoteList(RemoteLoop loop, int number, Address address, int[] refs)
    {
        this.loop = loop;
        this.number = number;
        this.address = address;
        this.refs = refs;
    }

    int number()
    {
        return number;
    }

    int length()
    {
        return refs.length;
    }

    /** Frames name it that come by another link than the news of it. */
    void isCarriedBy(Link link)
    {
        carrier = link;
    }

    /** May the peer forget it, or does a frame that names it wait somewhere? */
    boolean isDoneWith()
    {
        final Link other = carrier;
        return other == null || other.backlogBytes() == 0;
    }

    /** Does the peer know the list, or will it when it comes to a frame that is claimed from now on? */
    boolean isKnown()
    {
        return isKnown;
    }

    /** Tells the peer as much as finds room now. Returns whether that is all. */
    synchronized boolean tell(Link link)
    {
        final ControlCodec codec = loop.peer().codec();
        final UnsafeBuffer scratch = new UnsafeBuffer(new byte[codec.maxLength()]);
        final ControlSender sender = new ControlSender(loop.peer().ownNodeId());
        while (told < refs.length)
        {
            final int count = Math.min(refs.length - told, codec.mailboxesPerIntern());
            final int length = codec.encodeIntern(scratch, number, refs, told, count, address);
            if (sender.send(link, scratch, length) != SendStatus.ACCEPTED)
            {
                return false;
            }
            told += count;
        }
        isKnown = true;
        return true;
    }

    /** No frame will name the list any more. Returns false when the peer could not be told so yet. */
    synchronized boolean retire(Link link)
    {
        if (told > 0 && !isRetired)
        {
            final UnsafeBuffer scratch = new UnsafeBuffer(new byte[64]);
            final int length = loop.peer().codec().encodeUnintern(scratch, number);
            final SendStatus status = new ControlSender(loop.peer().ownNodeId()).send(link, scratch, length);
            if (status == SendStatus.BACK_PRESSURED)
            {
                return false;
            }
        }
        isRetired = true;
        return true;
    }
}
