package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.spi.Link;

/**
 * Where an answer to a peer goes: a holder that its owner aims anew for each, so a claim must not know it by identity.
 */
final class RemoteEnd implements Destination
{
    private Link link;
    private int ref;

    RemoteEnd aim(Link newLink, int newRef)
    {
        link = newLink;
        ref = newRef;
        return this;
    }

    @Override
    public int ref()
    {
        return ref;
    }

    @Override
    public Address address()
    {
        throw new UnsupportedOperationException("nothing is received for the far end");
    }

    @Override
    public RealLoop loop()
    {
        return null;
    }

    @Override
    public Link link()
    {
        return link;
    }

    @Override
    public boolean isRemote()
    {
        return true;
    }

    @Override
    public void onFrame(Frame frame, DirectBuffer payload, Delivery delivery)
    {
        throw new UnsupportedOperationException("nothing is received for the far end");
    }
}
