package org.gradientbus.udp;

/**
 * Why a datagram was kept from Aeron. Each is counted under its label.
 */
enum Refusal
{
    /** The sender's address is none that {@link UdpConfig#sources} allows. */
    SOURCE("from an address that is not allowed", true),

    /** Lengths, offsets or alignment that no driver sends. */
    MALFORMED("malformed", true),

    /** A kind of frame that this rung does not use, or that goes the other way. */
    KIND("of a kind that is not used", true),

    /** For a stream that is none of this node's: late ones for a node that was here before, too. */
    STREAM("for a stream of nobody here", false),

    /** For a loop, from nobody whom this node has met: late ones of a former meeting, too. */
    SESSION("of a session that nobody expects", false),

    /** Of a session that comes from another address, or as one that it is not. */
    FOREIGN("of a session of another sender", true),

    /** It asks for more memory than frames of the domain need. */
    TERM_LENGTH("with a term length that is not ours", true),

    /** Too many senders that nobody knows yet. */
    SESSION_LIMIT("of one session too many", true),

    /** More first words of senders that nobody knows than are listened to. */
    SETUP_RATE("of sessions that began too fast", false),

    /** Before this node has answered, or of what was taken already. */
    STALE("too early or too late", false),

    /** Further ahead than the receiver admits. */
    WINDOW("beyond the window", false),

    /** Frames that begin or end within others that have come. */
    CONTRADICTION("that contradict earlier ones", true),

    /** Word of how far somebody has taken what was never sent, or with another window. */
    STATUS("with a status that cannot be", true),

    /** Word from another receiver than the one that takes the stream. */
    RECEIVER("of another receiver", false),

    /** Asking again for what was never sent there. */
    NAK("asking for what was never sent", true),

    /** Asking again faster than any receiver does. */
    NAK_RATE("asking again too fast", false);

    private final String label;
    private final boolean isTold;

    Refusal(String label, boolean isTold)
    {
        this.label = label;
        this.isTold = isTold;
    }

    /** For a person, after "datagrams". */
    String label()
    {
        return label;
    }

    /** Does somebody have to hear of it? What also happens in good order is only counted. */
    boolean isTold()
    {
        return isTold;
    }
}
