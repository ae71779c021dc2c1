package org.gradientbus.udp;

import io.aeron.Image;
import io.aeron.Subscription;

import java.util.Collection;

/**
 * Whom to believe where he is, when he says so by a stream that has not spoken for anybody yet: nobody may speak for a
 * node that is heard by another stream, and nobody have us write to addresses at will. And whom to believe where others
 * are.
 *
 * <p>Each node tells each that it has met of one other with each heartbeat, and of a new one at once. So two that know
 * each other through a third look for each other, and meet when they can; and go on as long as somebody tells them.
 */
final class Introductions
{
    /** Addresses that somebody said and nobody answers from: each costs a socket until its silence is noticed. */
    private static final int MOST_UNANSWERED = 32;

    private final Guard guard;

    Introductions(Guard guard)
    {
        this.guard = guard;
    }

    /**
     * Where somebody receives of whom a peer tells.
     *
     * @return null when that cannot be
     */
    HostPort ofOther(ControlMessage in, Peer introducer)
    {
        try
        {
            HostPort said = HostPort.parse("peer", new HostPort(in.otherHost(), in.otherPort()).toString());
            return said.isNumeric() && !said.isAnyAddress() && isPlausible(said) &&
                mayReachEachOther(introducer.at, said) ? said : null;
        }
        catch (IllegalArgumentException malformed)
        {
            return null;
        }
    }

    /** Whoever receives at a loopback address is there for his own host alone. */
    static boolean mayReachEachOther(HostPort one, HostPort other)
    {
        return one.isLoopback() == other.isLoopback();
    }

    /** Where the sender receives: he may not know by which of his addresses we see him. */
    static HostPort address(ControlMessage in, Image image)
    {
        try
        {
            HostPort said = HostPort.parse("peer", new HostPort(in.host(), in.port()).toString());
            if (!said.isNumeric())
            {
                return null;
            }
            return said.isAnyAddress() ?
                new HostPort(HostPort.parse("source", image.sourceIdentity()).host(), said.port()) : said;
        }
        catch (IllegalArgumentException malformed)
        {
            return null;
        }
    }

    /**
     * Whether a stream may speak for whoever is at an address.
     *
     * @param before for whom the stream spoke before, or null
     * @param there  who is known at the address, or null
     */
    boolean isBelieved(Peer before, Peer there, HostPort address, Image speaker, Subscription all)
    {
        if (before != null && before != there)
        {
            return false;
        }
        if (there == null)
        {
            return isPlausible(address);
        }
        if (there.nodeId == 0 || there.session == speaker.sessionId())
        {
            // A stream speaks for one node. Another one by the same stream is none.
            return there.nodeId == 0;
        }
        Image other = all.imageBySessionId(there.session);
        return other == null || other.isClosed() || other.isEndOfStream() ||
            other.sourceIdentity().equals(speaker.sourceIdentity());
    }

    private boolean isPlausible(HostPort address)
    {
        return address.port() != 0 && guard.allows(address);
    }

    static boolean isRoomForAnother(Collection<Peer> peers)
    {
        return peers.stream().filter((each) -> each.nodeId == 0 && !each.isSeed && !each.wasMet).count() <
            MOST_UNANSWERED;
    }
}
