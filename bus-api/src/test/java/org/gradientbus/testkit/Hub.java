package org.gradientbus.testkit;

import org.gradientbus.BusException;
import org.gradientbus.Rung;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A rung that joins buses of one JVM as if each had a process of its own: what tests of peers stand on. It can kill a
 * node, pause it, and keep nodes from finding each other.
 *
 * <p>There is one lane from each sending node to each receiving loop, and one for its control messages; the source of
 * a loop takes from its lanes in turn. A lane is a whole PROCESS rung of its own, so the hub owns no lock-free code.
 *
 * <p>A node that is killed takes nothing more and sends nothing more, from the end of the poll that is under way. What
 * it had committed still arrives; what it had not taken is unacknowledged. Its bus goes on running, alone: close it.
 *
 * <p><b>Threads</b>: all.
 */
public final class Hub
{
    private final TransportProvider lanes;
    private final boolean carriesTags;
    private final Map<String, HubTransport> transportByEndpoint = new LinkedHashMap<>();
    private final Map<HubTransport, PeerListener> listeners = new LinkedHashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean isHoldingDiscovery;

    /**
     * Makes a hub whose links carry tags if those of the PROCESS rung do.
     *
     * @param lanes provider of the PROCESS rung
     */
    public Hub(TransportProvider lanes)
    {
        this(lanes, true);
    }

    private Hub(TransportProvider lanes, boolean carriesTags)
    {
        this.lanes = lanes;
        this.carriesTags = carriesTags;
    }

    /**
     * Makes a hub whose links carry no tags, so that each frame has its whole header.
     *
     * @param lanes provider of the PROCESS rung
     * @return a new hub
     */
    public static Hub withoutTags(TransportProvider lanes)
    {
        return new Hub(lanes, false);
    }

    /**
     * The hub as the HOST rung.
     *
     * @return the provider, for any number of buses
     */
    public TransportProvider provider()
    {
        return provider(Rung.HOST);
    }

    /**
     * The hub as another rung.
     *
     * @param rung that its links claim to bridge
     * @return the provider, for any number of buses
     */
    public TransportProvider provider(Rung rung)
    {
        return new TransportProvider()
        {
            @Override
            public Rung rung()
            {
                return rung;
            }

            @Override
            public Transport open(TransportContext context)
            {
                return join(new HubTransport(Hub.this, context, rung, lanes));
            }
        };
    }

    /**
     * Kills a node on all rungs: for the others it is gone at once.
     *
     * @param nodeId of the bus
     */
    public void kill(long nodeId)
    {
        all().stream().filter((each) -> each.nodeId() == nodeId).forEach((each) ->
        {
            each.die();
            leave(each);
        });
    }

    /**
     * Parts a node from all others, and joins it again: each side is told that the other is gone, and then that it is
     * there. What waits in their lanes is lost.
     *
     * @param nodeId of the bus
     */
    public void partAndJoin(long nodeId)
    {
        forEachPairWith(nodeId, (one, other) -> one.partFrom(other.nodeId()));
        forEachPairWith(nodeId, (one, other) ->
        {
            final PeerListener listener = listenerOf(one);
            listener.onPeerOutOfSight(other.nodeId());
            listener.onPeer(other.nodeId(), other.endpointFor(one.nodeId()));
        });
    }

    /**
     * Has the rung of a node tell something, as if it had found that out.
     *
     * @param nodeId of the bus
     * @param what   is told
     */
    public void tell(long nodeId, Consumer<PeerListener> what)
    {
        all().stream().filter((each) -> each.nodeId() == nodeId).forEach((each) -> what.accept(listenerOf(each)));
    }

    private void forEachPairWith(long nodeId, BiConsumer<HubTransport, HubTransport> action)
    {
        for (final HubTransport one : all())
        {
            for (final HubTransport other : all())
            {
                if (one.meets(other) && (one.nodeId() == nodeId || other.nodeId() == nodeId))
                {
                    action.accept(one, other);
                }
            }
        }
    }

    private synchronized PeerListener listenerOf(HubTransport transport)
    {
        return listeners.get(transport);
    }

    /**
     * Stops a node from taking frames, as if its process was stopped.
     *
     * @param nodeId of the bus
     */
    public void pause(long nodeId)
    {
        all().stream().filter((each) -> each.nodeId() == nodeId).forEach((each) -> each.setPaused(true));
    }

    /**
     * Ends what {@link #pause} began.
     *
     * @param nodeId of the bus
     */
    public void resume(long nodeId)
    {
        all().stream().filter((each) -> each.nodeId() == nodeId).forEach((each) -> each.setPaused(false));
    }

    /**
     * From now on nodes do not find each other, until {@link #releaseDiscovery}.
     */
    public synchronized void holdDiscovery()
    {
        isHoldingDiscovery = true;
    }

    /**
     * Tells what was held back.
     */
    public synchronized void releaseDiscovery()
    {
        isHoldingDiscovery = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    boolean carriesTags()
    {
        return carriesTags;
    }

    synchronized HubTransport reach(String endpoint)
    {
        final HubTransport found = transportByEndpoint.get(endpoint.replaceFirst("/.*", ""));
        if (found == null)
        {
            throw new BusException("no node at endpoint=" + endpoint);
        }
        return found;
    }

    synchronized void discover(HubTransport newcomer, PeerListener listener)
    {
        for (final Map.Entry<HubTransport, PeerListener> each : Map.copyOf(listeners).entrySet())
        {
            if (each.getKey().meets(newcomer))
            {
                tell(() -> listener.onPeer(each.getKey().nodeId(), each.getKey().endpoint()));
                tell(() -> each.getValue().onPeer(newcomer.nodeId(), newcomer.endpoint()));
            }
        }
        listeners.put(newcomer, listener);
    }

    synchronized void leave(HubTransport leaving)
    {
        transportByEndpoint.remove(leaving.endpoint());
        if (listeners.remove(leaving) != null)
        {
            listeners.forEach((each, listener) ->
            {
                if (each.meets(leaving))
                {
                    tell(() -> listener.onPeerGone(leaving.nodeId()));
                }
            });
        }
    }

    private synchronized List<HubTransport> all()
    {
        return new ArrayList<>(transportByEndpoint.values());
    }

    private synchronized HubTransport join(HubTransport transport)
    {
        transportByEndpoint.put(transport.endpoint(), transport);
        return transport;
    }

    private void tell(Runnable news)
    {
        if (isHoldingDiscovery)
        {
            held.add(news);
        }
        else
        {
            news.run();
        }
    }
}
