package org.gradientbus.udp;

/**
 * What this node tells peers, and when: what there is to say at once, and a heartbeat whenever nothing else was said
 * for a while. What finds no room is said later, in order. With the helm's lock.
 */
final class Teller
{
    private static final long BEAT_NS = 250_000_000L;

    private final long ownId;
    private final long domain;
    private final ControlMessage out = new ControlMessage();
    private HostPort own;
    private boolean isUrgent;

    Teller(long ownId, long domain)
    {
        this.ownId = ownId;
        this.domain = domain;
    }

    /** Where this node receives. */
    void isAt(HostPort at)
    {
        own = at;
    }

    void tell(Peer peer, ControlMessage.Kind kind, int loop, int session, long position)
    {
        peer.toTell.add(new Peer.Telling(kind, loop, session, position));
        isUrgent = true;
    }

    /** Two that may not know of each other. */
    void introduce(Peer one, Peer other)
    {
        if (Introductions.mayReachEachOther(one.at, other.at))
        {
            one.toTell.add(Peer.Telling.introducing(other));
            other.toTell.add(Peer.Telling.introducing(one));
            isUrgent = true;
        }
    }

    /** At once: it waits for our answer. */
    void answer(Peer peer)
    {
        peer.sinceBeatNs = BEAT_NS;
        isUrgent = true;
    }

    /** Is there something to tell that was not when this was asked last? */
    boolean takeUrgent()
    {
        boolean wasUrgent = isUrgent;
        isUrgent = false;
        return wasUrgent;
    }

    /** Tells a peer what it is to hear by now, while there is room, and with each heartbeat of one of the others. */
    void tellDue(Peer peer, Peer[] all)
    {
        if (peer.isAskedForEnds)
        {
            peer.isAskedForEnds = false;
            peer.streamByLoop.forEach((loop, stream) -> tellEnd(peer, loop, stream));
        }
        Peer.Telling next = peer.toTell.peek();
        while (next != null && send(peer, next, next.other()))
        {
            peer.toTell.remove();
            next = peer.toTell.peek();
        }
        if (peer.sinceBeatNs >= BEAT_NS)
        {
            send(peer, Peer.BEAT, nextOther(peer, all));
        }
    }

    /** Whom to introduce to a peer, in turn; or null. */
    private static Peer nextOther(Peer peer, Peer[] all)
    {
        for (int i = 0; peer.isMet() && i < all.length; i++)
        {
            peer.lastIntroduced = (peer.lastIntroduced + 1) % all.length;
            Peer other = all[peer.lastIntroduced];
            if (other != peer && other.isMet() && Introductions.mayReachEachOther(peer.at, other.at))
            {
                return other;
            }
        }
        return null;
    }

    private void tellEnd(Peer peer, int loop, OutgoingStream stream)
    {
        long position = stream.takeFinalPosition();
        if (position >= 0)
        {
            tellSent(peer, stream);
            tell(peer, ControlMessage.Kind.ENDS_AT, loop, stream.sessionId(), position);
        }
        peer.isAskedForEnds |= stream.owesEnd();
    }

    /** Of a stream of best effort: how many messages it has sent, so that the last ones are not missing unseen. */
    void tellSent(Peer peer, OutgoingStream stream)
    {
        long position = stream.numbers() == null ? -1 : stream.markSent();
        if (position >= 0)
        {
            tell(peer, ControlMessage.Kind.SENT, stream.numbers().streamNumber(), (int)stream.numbers().told(),
                position);
        }
    }

    private boolean send(Peer peer, Peer.Telling telling, Peer other)
    {
        out.from(ownId, domain, own).heard(peer.nodeId, peer.meeting, peer.itsMeeting);
        if (other != null && other.isMet())
        {
            out.introducing(other.nodeId, other.at);
        }
        else
        {
            out.about(telling.kind(), telling.loop(), telling.session(), telling.position());
        }
        // A way that does not carry whole datagrams is not to be found out by messages that never arrive.
        int length = peer.hearsUs ? out.length() :
            Math.max(out.length(), Math.min(peer.toIt.maxPayloadLength(), ControlMessage.MAX_PADDED));
        boolean isSent = peer.toIt.offer(out.buffer(), 0, length) > 0;
        if (isSent)
        {
            peer.sinceBeatNs = 0;
        }
        return isSent;
    }
}
