package org.gradientbus.ipc;

import org.agrona.ErrorHandler;
import org.gradientbus.BusException;
import org.gradientbus.spi.PeerListener;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The peers of a node, and what is known of each. Any thread may meet a peer; only the watch judges them.
 */
final class PeerTable
{
    static final long UNRESPONSIVE_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long RECONNECT_NS = TimeUnit.SECONDS.toNanos(1);

    private final DomainDirectory directory;
    private final String domain;
    private final long ownNodeId;
    private final ProcessIdentity self;
    private final ErrorHandler errorHandler;
    private final Map<Long, Peer> peerById = new ConcurrentHashMap<>();
    private Consumer<Peer> onMet;
    private BiConsumer<Peer, Boolean> onGone;
    private BiConsumer<Peer, Boolean> afterGone;

    /** The watch's own. */
    private PeerListener listener;

    PeerTable(
        DomainDirectory directory, String domain, long ownNodeId, ProcessIdentity self, ErrorHandler errorHandler)
    {
        this.directory = directory;
        this.domain = domain;
        this.ownNodeId = ownNodeId;
        this.self = self;
        this.errorHandler = errorHandler;
    }

    /**
     * Whom to tell of a new line; and of a peer that is gone, and whether it died, before the listener is told and
     * after that.
     */
    void whenMet(Consumer<Peer> met, BiConsumer<Peer, Boolean> gone, BiConsumer<Peer, Boolean> goneAndTold)
    {
        onMet = met;
        onGone = gone;
        afterGone = goneAndTold;
    }

    /**
     * Finds a peer, and makes it known to both sides when it was not.
     *
     * @throws BusException when there is no such node, or it does not let us in
     */
    Peer meet(String endpoint)
    {
        directory.node(endpoint);
        long nodeId = Long.parseUnsignedLong(endpoint, 16);
        Peer known = peerById.get(nodeId);
        return known != null ? known : meetNew(nodeId, endpoint);
    }

    private synchronized Peer meetNew(long nodeId, String endpoint)
    {
        Peer known = peerById.get(nodeId);
        if (known != null)
        {
            return known;
        }
        Peer peer = Peer.open(directory, endpoint, domain);
        connect(peer);
        peerById.put(nodeId, peer);
        onMet.accept(peer);
        return peer;
    }

    private void connect(Peer peer)
    {
        try
        {
            peer.line(Line.open(peer.folder, ownNodeId, Line.NODE, 0));
        }
        catch (IOException failure)
        {
            throw new BusException("node at endpoint=" + peer.endpoint() + " cannot be reached, it is " +
                NodeLock.probe(peer.folder, self) + ": " + failure.getMessage(), failure);
        }
    }

    Collection<Peer> all()
    {
        return peerById.values();
    }

    /** Is this node at work, as far as can be told without opening its lock? */
    boolean isKnown(long nodeId)
    {
        return peerById.containsKey(nodeId);
    }

    /** Begins to tell of peers, with those that are there. */
    void tellTo(PeerListener newListener)
    {
        listener = newListener;
        for (Peer each : all())
        {
            tell(each);
        }
        meetAll();
    }

    /** Reads the directory once. A node that opens its own folder before it reads this cannot miss another. */
    void meetAll()
    {
        try
        {
            for (String each : directory.nodeIds())
            {
                if (!each.equals(DomainDirectory.id(ownNodeId)))
                {
                    tryToMeet(each);
                }
            }
        }
        catch (IOException failure)
        {
            errorHandler.onError(new BusException(directory.folder() + " cannot be read", failure));
        }
    }

    /** A node said hello, or its folder was seen: whatever is wrong with it is not this node's trouble. */
    void tryToMeet(String endpoint)
    {
        try
        {
            tell(meet(endpoint));
        }
        catch (IncompatibleVersionException other)
        {
            errorHandler.onError(other);
        }
        catch (BusException | InternalError goneOrDamaged)
        {
            // It has died or left since; the sweeper takes care of what it left.
        }
    }

    private void tell(Peer peer)
    {
        if (listener != null && !peer.isTold && peer.nodeId != ownNodeId && peer.file.state() == NodeFile.OPEN)
        {
            peer.isTold = true;
            listener.onPeer(peer.nodeId, peer.endpoint());
        }
    }

    /** A line to or from this node has ended. */
    void suspect(long nodeId)
    {
        Peer peer = peerById.get(nodeId);
        if (peer != null)
        {
            suspect(peer);
        }
    }

    void suspect(Peer peer)
    {
        if (!peer.isSuspect && !peer.isGone())
        {
            peer.isSuspect = true;
            peer.suspectSinceNs = System.nanoTime();
        }
    }

    /** For how long the newest suspicion has lasted; -1 when there is none. */
    long youngestSuspicionNs()
    {
        long nowNs = System.nanoTime();
        long youngest = -1;
        for (Peer each : all())
        {
            if (each.isSuspect)
            {
                long ageNs = nowNs - each.suspectSinceNs;
                youngest = youngest < 0 ? ageNs : Math.min(youngest, ageNs);
            }
        }
        return youngest;
    }

    /** The end of a line says that a process may have died. Whether it has, the lock says, and nothing else. */
    void judgeSuspects()
    {
        for (Peer each : all())
        {
            if (each.isSuspect)
            {
                judge(each);
            }
        }
    }

    private void judge(Peer peer)
    {
        NodeLock.Liveness liveness = NodeLock.probe(peer.folder, self);
        boolean isOld = System.nanoTime() - peer.suspectSinceNs >= RECONNECT_NS;
        if (liveness == NodeLock.Liveness.DEAD || liveness == NodeLock.Liveness.GONE ||
            liveness == NodeLock.Liveness.WITHOUT_LOCK && isOld)
        {
            gone(peer, liveness != NodeLock.Liveness.GONE);
        }
        else if (isOld && liveness == NodeLock.Liveness.ALIVE)
        {
            reconnect(peer);
        }
    }

    /** It lives, and yet its line ended: then it needs another. */
    private void reconnect(Peer peer)
    {
        try
        {
            peer.line().close();
            connect(peer);
            onMet.accept(peer);
            peer.isSuspect = false;
        }
        catch (BusException failure)
        {
            peer.suspectSinceNs = System.nanoTime();
        }
    }

    private void gone(Peer peer, boolean isDead)
    {
        peer.isSuspect = false;
        peer.gone();
        peerById.remove(peer.nodeId, peer);
        onGone.accept(peer, isDead);
        if (peer.isTold && listener != null)
        {
            listener.onPeerGone(peer.nodeId);
        }
        afterGone.accept(peer, isDead);
    }

    /**
     * A heartbeat that does not move is a hint that a process is stopped, and no more than that.
     *
     * @param blindNs for which this process did not look itself, since it was stopped or had no processor
     */
    void checkHeartbeats(long nowNs, long blindNs)
    {
        for (Peer each : all())
        {
            long heartbeat = heartbeat(each);
            if (heartbeat != each.heartbeat)
            {
                each.heartbeat = heartbeat;
                each.heartbeatAtNs = nowNs;
                unresponsive(each, false);
            }
            else
            {
                each.heartbeatAtNs += blindNs;
                if (nowNs - each.heartbeatAtNs >= UNRESPONSIVE_NS)
                {
                    unresponsive(each, true);
                }
            }
            tell(each);
        }
    }

    private long heartbeat(Peer peer)
    {
        try
        {
            return peer.file.heartbeat();
        }
        catch (InternalError truncated)
        {
            return peer.heartbeat;
        }
    }

    private void unresponsive(Peer peer, boolean isUnresponsive)
    {
        if (peer.isUnresponsive != isUnresponsive)
        {
            peer.isUnresponsive = isUnresponsive;
            if (peer.isTold && listener != null)
            {
                listener.onPeerUnresponsive(peer.nodeId, isUnresponsive);
            }
        }
    }

    /** Ends all lines. */
    void close()
    {
        List<Peer> last = new ArrayList<>(all());
        peerById.clear();
        last.forEach(Peer::gone);
    }
}
