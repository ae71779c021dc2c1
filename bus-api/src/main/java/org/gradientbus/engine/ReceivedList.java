package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.ReturnCode;

import java.util.Arrays;

/**
 * A list of this bus's mailboxes that a peer sends to under a number: what {@link RemoteList} is at the other end. Used
 * by the loop of the mailboxes alone.
 */
final class ReceivedList implements Destination
{
    private final RealLoop loop;
    private final int number;
    private final Address address;

    /** Null stands for one that is gone: its copy is given back. */
    private RealMailbox[] mailboxes = {};

    ReceivedList(RealLoop loop, int number, Address address)
    {
        this.loop = loop;
        this.number = number;
        this.address = address;
    }

    void add(RealMailbox mailbox)
    {
        mailboxes = Arrays.copyOf(mailboxes, mailboxes.length + 1);
        mailboxes[mailboxes.length - 1] = mailbox;
    }

    int receivers()
    {
        return mailboxes.length;
    }

    @Override
    public int ref()
    {
        return number;
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
    public void onFrame(Frame frame, DirectBuffer payload, Delivery delivery)
    {
        final RealMailbox[] all = mailboxes;
        for (int i = 0; i < all.length; i++)
        {
            if (all[i] == null)
            {
                delivery.giveBack(frame, payload, ReturnCode.MAILBOX_CLOSED);
            }
            else
            {
                delivery.deliver(all[i], address, frame, payload);
            }
        }
    }
}
