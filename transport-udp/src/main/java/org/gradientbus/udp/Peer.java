package org.gradientbus.udp;

import io.aeron.ConcurrentPublication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * An address at which there is a node, or may be one. Everything here is with the helm's lock.
 */
final class Peer
{
    /** What is to be told beside heartbeats. */
    record Telling(ControlMessage.Kind kind, int loop, int session, long position, Peer other)
    {
        Telling(ControlMessage.Kind kind, int loop, int session, long position)
        {
            this(kind, loop, session, position, null);
        }

        /** Who else is there, if he still is. */
        static Telling introducing(Peer other)
        {
            return new Telling(ControlMessage.Kind.BEAT, 0, 0, 0, other);
        }
    }

    static final Telling BEAT = new Telling(ControlMessage.Kind.BEAT, 0, 0, 0);

    final HostPort at;

    /** Another one when the ether is another. */
    ConcurrentPublication toIt;
    final Reach reach = new Reach();
    final Map<Integer, OutgoingStream> streamByLoop = new HashMap<>();
    final Queue<Telling> toTell = new ArrayDeque<>();

    /** Somebody named the address: it is kept although nobody answers. */
    boolean isSeed;

    /** How long it is looked for when nobody answers, unless it is a seed. */
    long patienceNs;

    /** Who was introduced to it last. */
    int lastIntroduced;

    /** 0 while nobody has answered. */
    long nodeId;

    /** The Aeron session by which it speaks. */
    int session;
    boolean hearsUs;

    /** Which meeting with whoever is here it is: another one after each loss, and no other peer's. */
    int meeting;

    /** The same by the other's count. */
    int itsMeeting;
    boolean isTold;

    /** It was met once. */
    boolean wasMet;

    /** It spoke to us of a meeting that is over: what it sends is of that one until it has heard so. */
    boolean isBehind;

    /** Those that are of best effort, until they have ended. */
    final List<OutgoingStream> ofBestEffort = new ArrayList<>();

    /** A loop of it takes no more: it wants to know how far the streams to it go. */
    boolean isAskedForEnds;
    long silentNs;
    long sinceBeatNs = Long.MAX_VALUE / 2;

    Peer(HostPort at, ConcurrentPublication toIt, int meeting, long patienceNs)
    {
        this.meeting = meeting;
        this.patienceNs = patienceNs;
        this.at = at;
        this.toIt = toIt;
    }

    boolean isMet()
    {
        return nodeId != 0 && hearsUs;
    }

    /** Whoever was here is gone. */
    void forgetNode(int nextMeeting)
    {
        meeting = nextMeeting;
        itsMeeting = 0;
        nodeId = 0;
        hearsUs = false;
        isTold = false;
        isBehind = false;
        silentNs = 0;
        toTell.clear();
    }
}
