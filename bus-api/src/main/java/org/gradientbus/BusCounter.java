package org.gradientbus;

/**
 * What a bus counts. A message is counted once for each mailbox it is for, so that the sum holds at rest:
 *
 * <pre>
 *   ACCEPTED = DELIVERED + RETURNED + EXPIRED
 *            + DROPPED_OVERFLOW + DROPPED_UNRETURNABLE + DROPPED_AT_CLOSE + LATE_REPLIES + LOST_WITH_PEER
 *            + LOST_ON_THE_WAY
 * </pre>
 *
 * <p>With peers, that is the sum over all buses of the domain, those that died included. In the books of one bus a
 * message for a peer's mailbox ends as SENT_TO_PEERS, and one that came from a peer begins as RECEIVED_FROM_PEERS;
 * LOST_WITH_PEER tells which of those sent were never acknowledged. LOST_ON_THE_WAY tells the receiver which of those
 * that were sent by best effort a network has lost.
 *
 * <p>The ids are stable: they are read from outside the process.
 */
public enum BusCounter
{
    /** Messages accepted, requests and replies among them. */
    ACCEPTED(0, "messages accepted"),

    /** Messages handed to a handler, also those it threw on. */
    DELIVERED(1, "messages delivered"),

    /** Messages that went back to their sender with a code. */
    RETURNED(2, "messages returned to their sender"),

    /** Messages whose time budget ran out before a handler saw them. */
    EXPIRED(3, "messages expired"),

    /** Messages dropped because their mailbox was full, and its policy is to drop or their port's is best effort. */
    DROPPED_OVERFLOW(4, "messages dropped, mailbox full"),

    /** Messages for a mailbox that is gone, with no return address or no room on the way back. */
    DROPPED_UNRETURNABLE(5, "messages dropped, nobody to return them to"),

    /** Messages that still waited when the time to close the bus was over. */
    DROPPED_AT_CLOSE(6, "messages dropped, bus closed"),

    /** Replies that came after their request had ended. */
    LATE_REPLIES(7, "replies too late"),

    /** Messages accepted for a peer that died before it handled them. */
    LOST_WITH_PEER(8, "messages lost with their peer"),

    /** Attempts refused for want of room. */
    BACK_PRESSURED(9, "attempts back-pressured"),

    /** Attempts for which nobody was bound. */
    NO_ROUTE(10, "attempts without a route"),

    /** Attempts longer than the largest message. */
    TOO_LARGE(11, "attempts too large"),

    /** Handlers that threw; the message counts as delivered. */
    HANDLER_ERRORS(12, "handler errors"),

    /** Requests accepted. */
    REQUESTS(13, "requests accepted"),

    /** Requests that ended in a reply. */
    REPLIES(14, "requests replied to"),

    /** Requests that ended in a timeout. */
    REQUESTS_TIMED_OUT(15, "requests timed out"),

    /** Requests that ended in any other failure. */
    REQUESTS_FAILED(16, "requests failed"),

    /** Mailboxes detached for stalling. */
    DETACHED(17, "mailboxes detached"),

    /** Frames that failed verification and were thrown away. */
    MALFORMED(18, "malformed frames"),

    /** Notices to a sender (a returned message, an error) that found no room or nobody: never answered in turn. */
    NOTICES_DROPPED(19, "notices dropped"),

    /** Messages that left for mailboxes of peers; from then on they are in the peers' books. */
    SENT_TO_PEERS(20, "messages sent to peers"),

    /** Messages that came from peers. */
    RECEIVED_FROM_PEERS(21, "messages received from peers"),

    /** Peers that were met. */
    PEERS_MET(22, "peers met"),

    /** Peers that died, or left without a word. */
    PEERS_LOST(23, "peers lost"),

    /** Control messages of peers for which the conductor had no room; what they told is asked for again. */
    CONTROL_DROPPED(24, "control messages dropped"),

    /** Messages of peers, of best effort, that never came here. */
    LOST_ON_THE_WAY(25, "messages of peers lost on the way"),

    /** Messages of best effort that peers dropped, as they say, for want of room here: in their books. */
    DROPPED_BY_PEERS(26, "messages dropped by peers"),

    /** Mailboxes and bindings of peers that are not known here, as those have more than may be. */
    BINDINGS_LEFT_OUT(27, "bindings of peers left out");

    private final int id;
    private final String label;

    BusCounter(int id, String label)
    {
        this.id = id;
        this.label = label;
    }

    /**
     * The counter's number, also outside this process.
     *
     * @return 0 or more, without gaps
     */
    public int id()
    {
        return id;
    }

    /**
     * What it counts, for a person.
     *
     * @return a short label
     */
    public String label()
    {
        return label;
    }
}
