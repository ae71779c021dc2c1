package org.gradientbus.engine;

import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongHashSet;
import org.gradientbus.Peer;
import org.gradientbus.spi.Link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/**
 * The peers by node id. Changed by the conductor, read by all threads without a lock: the map is replaced, not changed.
 */
final class PeerTable
{
    /** As many slots as the numbers of lists have bits for; slot 0 is nobody's. */
    static final int MAX_PEERS = (1 << Integer.SIZE - 1 - RemoteLoop.COUNTER_BITS) - 1;

    /** Whoever died long ago is not asked for any more. */
    private static final int MAX_GONE = 1024;

    private volatile Long2ObjectHashMap<RealPeer> peerById = new Long2ObjectHashMap<>();
    private volatile LongHashSet gone = new LongHashSet();

    /** Those that are gone while frames of theirs wait in sources of this bus. */
    private volatile Long2ObjectHashMap<RealPeer> leavingById = new Long2ObjectHashMap<>();

    private final Queue<Long> goneInOrder = new ArrayDeque<>();
    private final BitSet slots = new BitSet();
    private int lastSlot;

    /** The peer, or null when it was not met, or is gone. */
    RealPeer get(long nodeId)
    {
        return peerById.get(nodeId);
    }

    /** Has this node been met, and gone since, and not come back? Forgets after a thousand others. */
    boolean isGone(long nodeId)
    {
        return gone.contains(nodeId);
    }

    /**
     * The way to a loop of a peer, made if need be.
     *
     * @return null when the peer was not met, is gone, or cannot be reached
     */
    Link linkTo(long nodeId, int loop)
    {
        final RealPeer peer = get(nodeId);
        return peer == null || loop >= Loops.MAX_LOOPS ? null : peer.loop(loop).connect();
    }

    /** The way for control messages to a peer; null when there is none now. */
    Link controlLinkTo(long nodeId)
    {
        final RealPeer peer = get(nodeId);
        return peer == null ? null : peer.control().link();
    }

    /** A claim was answered with CLOSED though the peer may live. Returns false when there is another link by now. */
    boolean farEndClosed(long nodeId, int loop, Link by)
    {
        final RealPeer peer = get(nodeId);
        return peer == null || peer.loop(loop).farEndClosed(by);
    }

    synchronized void add(RealPeer peer)
    {
        final Long2ObjectHashMap<RealPeer> more = new Long2ObjectHashMap<>(peerById);
        more.put(peer.nodeId(), peer);
        peerById = more;
    }

    /** Whoever was gone is there again. */
    synchronized void comesBack(long nodeId)
    {
        final LongHashSet stillGone = new LongHashSet();
        stillGone.addAll(gone);
        stillGone.remove(nodeId);
        gone = stillGone;
        goneInOrder.remove(nodeId);
    }

    /** Takes a peer out, and remembers that it was there. */
    synchronized void remove(RealPeer peer)
    {
        final LongHashSet nowGone = new LongHashSet();
        nowGone.addAll(gone);
        nowGone.add(peer.nodeId());
        goneInOrder.add(peer.nodeId());
        if (goneInOrder.size() > MAX_GONE)
        {
            nowGone.remove(goneInOrder.remove().longValue());
        }
        gone = nowGone;
        final Long2ObjectHashMap<RealPeer> leaving = new Long2ObjectHashMap<>(leavingById);
        leaving.put(peer.nodeId(), peer);
        leavingById = leaving;
        final Long2ObjectHashMap<RealPeer> fewer = new Long2ObjectHashMap<>(peerById);
        fewer.remove(peer.nodeId());
        peerById = fewer;
    }

    /** A slot that nobody has, or 0 when there is none. */
    synchronized int takeSlot()
    {
        if (slots.cardinality() >= MAX_PEERS)
        {
            return 0;
        }
        do
        {
            lastSlot = lastSlot % MAX_PEERS + 1;
        }
        while (slots.get(lastSlot));
        slots.set(lastSlot);
        return lastSlot;
    }

    /** This node's number for a peer, also while the last of its frames wait; 0 when it has none. */
    int slotOf(long nodeId)
    {
        final RealPeer peer = peerById.get(nodeId);
        final RealPeer known = peer == null ? leavingById.get(nodeId) : peer;
        return known == null ? 0 : known.slot();
    }

    /** Is it gone, while frames of it may wait in sources of this bus? */
    boolean isLeaving(long nodeId)
    {
        return leavingById.containsKey(nodeId);
    }

    /** No frame of a peer that is gone waits any more. */
    synchronized void forget(RealPeer peer)
    {
        final Long2ObjectHashMap<RealPeer> leaving = new Long2ObjectHashMap<>(leavingById);
        if (leaving.get(peer.nodeId()) == peer)
        {
            leaving.remove(peer.nodeId());
        }
        leavingById = leaving;
        slots.clear(peer.slot());
    }

    List<RealPeer> all()
    {
        return new ArrayList<>(peerById.values());
    }

    /** Nearest first. */
    List<Peer> now()
    {
        final List<RealPeer> nearestFirst = all();
        nearestFirst.removeIf((each) -> !each.isMet());
        nearestFirst.sort(Comparator.comparingInt(RealPeer::distance)
            .thenComparingLong((each) -> each.roundTrips().averageNs()));
        return nearestFirst.stream().map(RealPeer::now).toList();
    }
}
