package org.gradientbus.engine;

import org.gradientbus.Rung;
import org.gradientbus.spi.Transport;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Ways to peers that are reached by another way: what is left when that is lost, and where a peer moves when it is
 * nearer. By the conductor alone.
 */
final class OtherWays
{
    private final RealBus bus;
    private final BiConsumer<PeerSession, Rung> whenMoved;
    private final Map<Long, Map<Transport, Way>> waysByNode = new HashMap<>();
    private final Map<Long, RungMove> moveByNode = new HashMap<>();

    /**
     * @param whenMoved is told who has moved, and from which rung
     */
    OtherWays(RealBus bus, BiConsumer<PeerSession, Rung> whenMoved)
    {
        this.bus = bus;
        this.whenMoved = whenMoved;
    }

    void add(long nodeId, Way way)
    {
        final Way former = waysByNode.computeIfAbsent(nodeId, (node) -> new LinkedHashMap<>())
            .put(way.transport(), way);
        if (!way.equals(former))
        {
            stopMovingBy(nodeId, way.transport());
        }
    }

    void remove(long nodeId, Transport transport)
    {
        waysByNode.getOrDefault(nodeId, new HashMap<>()).remove(transport);
        waysByNode.remove(nodeId, Map.of());
        stopMovingBy(nodeId, transport);
    }

    /** The peer is lost by the way that was in use. Takes the nearest of the others, or null when there is none. */
    Way onLost(long nodeId)
    {
        final RungMove move = moveByNode.remove(nodeId);
        if (move != null)
        {
            move.end();
        }
        final Way next = nearest(nodeId);
        if (next != null)
        {
            remove(nodeId, next.transport());
        }
        return next;
    }

    /** Moves a peer that has a nearer way. Returns true while that is under way. */
    boolean move(PeerSession session, long nowNs)
    {
        final RealPeer peer = session.peer();
        final RungMove move = moveByNode.computeIfAbsent(peer.nodeId(), (node) -> begin(session));
        if (move == null)
        {
            return false;
        }
        final Way former = peer.way();
        if (move.work(nowNs))
        {
            moveByNode.remove(peer.nodeId());
            remove(peer.nodeId(), move.to().transport());
            add(peer.nodeId(), former);
            whenMoved.accept(session, former.rung());
        }
        return move.isUnderWay();
    }

    /** The bus closes, and has something to tell by the ways in use. */
    void stopMoving()
    {
        moveByNode.values().forEach((each) -> each.giveUp(System.nanoTime()));
        moveByNode.clear();
    }

    private RungMove begin(PeerSession session)
    {
        final Way nearest = nearest(session.peer().nodeId());
        return session.peer().isMet() && nearest != null && nearest.isNearerThan(session.peer().way()) ?
            new RungMove(bus, session, nearest) : null;
    }

    private void stopMovingBy(long nodeId, Transport transport)
    {
        final RungMove move = moveByNode.get(nodeId);
        if (move != null && move.to().transport() == transport)
        {
            moveByNode.remove(nodeId);
            move.giveUp(System.nanoTime());
        }
    }

    private Way nearest(long nodeId)
    {
        return waysByNode.getOrDefault(nodeId, Map.of()).values().stream()
            .min(Comparator.comparing(Way::rung)).orElse(null);
    }
}
