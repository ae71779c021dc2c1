package org.gradientbus.testkit;

import org.gradientbus.BusException;
import org.gradientbus.Rung;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One node on a hub. */
final class HubTransport implements Transport
{
    private final Hub hub;
    private final TransportContext context;
    private final Rung rung;
    private final TransportProvider lanes;
    private final Map<Integer, HubSource> sourceByLoop = new HashMap<>();
    private final Map<Long, Integer> partings = new HashMap<>();
    private final List<HubLane> outgoing = new ArrayList<>();
    private volatile boolean isDead;
    private volatile boolean isPaused;

    HubTransport(Hub hub, TransportContext context, Rung rung, TransportProvider lanes)
    {
        this.hub = hub;
        this.context = context;
        this.rung = rung;
        this.lanes = lanes;
    }

    long nodeId()
    {
        return context.nodeId();
    }

    boolean meets(HubTransport other)
    {
        return this != other && rung == other.rung && context.domain().equals(other.context.domain());
    }

    boolean isDead()
    {
        return isDead;
    }

    boolean isPaused()
    {
        return isPaused;
    }

    void setPaused(boolean isPausedNow)
    {
        isPaused = isPausedNow;
    }

    @Override
    public Rung rung()
    {
        return rung;
    }

    @Override
    public String endpoint()
    {
        return "hub:" + rung + ":" + Long.toHexString(context.nodeId());
    }

    @Override
    public synchronized Source openSource(int loop, int length, Signal signal)
    {
        final HubSource source = new HubSource(this, lanes, context, length, signal);
        final HubSource former = sourceByLoop.put(loop, source);
        if (former != null && !former.isClosed())
        {
            throw new IllegalStateException("loop=" + loop + " has a source already");
        }
        return source;
    }

    @Override
    public Link connect(String endpoint, int loop)
    {
        return connect(endpoint, loop, false);
    }

    /** By a lane of its own, so that control messages overtake others and are overtaken. */
    @Override
    public Link connectControl(String endpoint)
    {
        return connect(endpoint, 0, true);
    }

    private Link connect(String endpoint, int loop, boolean isControl)
    {
        if (isDead)
        {
            throw new BusException("this node is dead");
        }
        final HubTransport to = hub.reach(endpoint);
        if (!endpoint.equals(to.endpointFor(nodeId())))
        {
            throw new BusException("parted from endpoint=" + endpoint);
        }
        final HubLane lane = to.source(loop).lane(nodeId(), isControl);
        synchronized (this)
        {
            if (!outgoing.contains(lane))
            {
                outgoing.add(lane);
            }
        }
        return new HubLink(lane, rung, hub.carriesTags());
    }

    private synchronized HubSource source(int loop)
    {
        final HubSource source = sourceByLoop.get(loop);
        if (source == null || source.isClosed())
        {
            throw new BusException("no loop=" + loop + " at endpoint=" + endpoint());
        }
        return source;
    }

    @Override
    public void discover(PeerListener listener)
    {
        hub.discover(this, listener);
    }

    /** Where a node finds this one; another place after each parting, so that no former way is used again. */
    synchronized String endpointFor(long sender)
    {
        final int count = partings.getOrDefault(sender, 0);
        return count == 0 ? endpoint() : endpoint() + "/" + count;
    }

    /** Takes nothing more of what a node has sent by now. */
    synchronized void partFrom(long sender)
    {
        partings.merge(sender, 1, Integer::sum);
        sourceByLoop.values().forEach((each) -> each.partFrom(sender));
    }

    /** As a process does: takes nothing more, and sends nothing more. */
    synchronized void die()
    {
        isDead = true;
        sourceByLoop.values().forEach(HubSource::die);
        outgoing.forEach(HubLane::senderDied);
    }

    @Override
    public void close()
    {
        synchronized (this)
        {
            sourceByLoop.values().forEach(HubSource::close);
            outgoing.forEach(HubLane::senderDied);
        }
        hub.leave(this);
    }
}
