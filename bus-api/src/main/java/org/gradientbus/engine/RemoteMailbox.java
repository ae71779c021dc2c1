package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.Overflow;
import org.gradientbus.PortAddress;
import org.gradientbus.Rung;
import org.gradientbus.spi.Link;

import java.util.ArrayList;
import java.util.List;

/**
 * A mailbox of a peer: what the peer told of it, and how this bus's senders fare with it.
 */
final class RemoteMailbox implements Receiver
{
    private final RemoteLoop loop;
    private final PortAddress port;
    private final Overflow overflow;

    /** Guarded by the directory's lock. */
    private final List<Address> bindings = new ArrayList<>();

    private volatile long refusingSinceNs;
    private volatile boolean isRefusing;

    RemoteMailbox(RemoteLoop loop, int ref, Overflow overflow)
    {
        this.loop = loop;
        this.overflow = overflow;
        port = new PortAddress(loop.peer().nodeId(), ref);
    }

    RemoteLoop loop()
    {
        return loop;
    }

    RealPeer peer()
    {
        return loop.peer();
    }

    @Override
    public PortAddress port()
    {
        return port;
    }

    @Override
    public Overflow overflow()
    {
        return overflow;
    }

    @Override
    public Rung rung()
    {
        return loop.peer().rung();
    }

    @Override
    public int distance()
    {
        return loop.peer().distance();
    }

    @Override
    public Object polledBy()
    {
        return loop;
    }

    @Override
    public String loopName()
    {
        return loop.toString();
    }

    @Override
    public Link link()
    {
        return loop.link();
    }

    @Override
    public long roundTripNs()
    {
        return loop.peer().roundTrips().averageNs();
    }

    @Override
    public List<Address> mutableBindings()
    {
        return bindings;
    }

    @Override
    public long refused(long nowNs)
    {
        if (!isRefusing)
        {
            refusingSinceNs = nowNs;
            isRefusing = true;
            return 0;
        }
        return nowNs - refusingSinceNs;
    }

    @Override
    public boolean isRefusing()
    {
        return isRefusing;
    }

    @Override
    public void accepted()
    {
        if (isRefusing)
        {
            isRefusing = false;
        }
    }

    @Override
    public String toString()
    {
        return "Mailbox " + port + " on " + loop;
    }
}
