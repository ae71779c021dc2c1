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

    /** Tells a peer what it is to hear by now, as far as there is room. */
    void tellDue(Peer peer)
    {
        if (peer.isAskedForEnds)
        {
            peer.isAskedForEnds = false;
            peer.streamByLoop.forEach((loop, stream) -> tellEnd(peer, loop, stream));
        }
        for (Peer.Telling next = peer.toTell.peek(); next != null && send(peer, next); next = peer.toTell.peek())
        {
            peer.toTell.remove();
        }
        if (peer.sinceBeatNs >= BEAT_NS)
        {
            send(peer, Peer.BEAT);
        }
    }

    private void tellEnd(Peer peer, int loop, OutgoingStream stream)
    {
        long position = stream.takeFinalPosition();
        if (position >= 0)
        {
            tell(peer, ControlMessage.Kind.ENDS_AT, loop, stream.sessionId(), position);
        }
        peer.isAskedForEnds |= stream.owesEnd();
    }

    private boolean send(Peer peer, Peer.Telling telling)
    {
        out.from(ownId, domain, own)
            .about(telling.kind(), telling.loop(), telling.session(), telling.position())
            .heard(peer.nodeId, peer.meeting, peer.itsMeeting);
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
