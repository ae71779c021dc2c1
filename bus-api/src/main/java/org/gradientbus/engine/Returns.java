package org.gradientbus.engine;

import org.gradientbus.spi.Transport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Peers that come back: a network parts nodes that both live, and joins them again. The transport that lost one
 * out of sight may tell that it is there; another may not, since it may only be late to notice. Or they are lost by one
 * way and there by another. Such a peer is met once nothing of what it left is under way here any more. By the
 * conductor alone.
 */
final class Returns
{
    /** Whoever went long ago is not known any more, and met as a stranger. */
    private static final int MAX_LOST = 1024;

    private final Map<Long, Transport> lostBy = new LinkedHashMap<>()
    {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Transport> eldest)
        {
            return size() > MAX_LOST;
        }
    };

    private final Map<Long, String> endpointByNode = new LinkedHashMap<>();

    /** Meets a peer. */
    interface Meeting
    {
        void meet(Transport transport, long nodeId, String endpoint);
    }

    /** A peer that was met is out of sight. */
    void onLost(Transport transport, long nodeId)
    {
        lostBy.put(nodeId, transport);
    }

    /** A peer that was met is lost, and there by another way. */
    void onLost(long nodeId, Way other)
    {
        lostBy.put(nodeId, other.transport());
        endpointByNode.put(nodeId, other.endpoint());
    }

    /** Will it be met again? */
    boolean isAwaited(long nodeId)
    {
        return endpointByNode.containsKey(nodeId);
    }

    /** One that is gone is there. */
    void onPeer(Transport transport, long nodeId, String endpoint)
    {
        if (lostBy.get(nodeId) == transport)
        {
            endpointByNode.put(nodeId, endpoint);
        }
    }

    /** And is gone again, before it was met. Returns false when nobody was to be met so. */
    boolean onPeerGone(Transport transport, long nodeId)
    {
        return lostBy.get(nodeId) == transport && endpointByNode.remove(nodeId) != null;
    }

    /** Meets those of whom nothing is left. */
    void meet(LongPredicate isLeaving, Meeting meeting)
    {
        if (endpointByNode.isEmpty())
        {
            return;
        }
        final List<Long> ready = new ArrayList<>(endpointByNode.keySet());
        ready.removeIf(isLeaving::test);
        for (final Long each : ready)
        {
            meeting.meet(lostBy.remove(each), each, endpointByNode.remove(each));
        }
    }
}
