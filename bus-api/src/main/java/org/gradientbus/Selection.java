package org.gradientbus;

/**
 * How a {@link Sender} or {@link Requester} picks one among the mailboxes that match its address.
 *
 * <p>All but the keyed form ({@code offer(key, ...)}) try the next candidate when the first one is full, so that one
 * slow mailbox does not hold up its peers.
 */
public enum Selection
{
    /**
     * The lowest rung; round robin among those on it. A peer whose measured round trip is eight times that of the
     * nearest on its rung and more than a millisecond, or that does not answer, counts as further. The default.
     */
    NEAREST,

    /** Each in turn, whatever its rung. */
    ROUND_ROBIN,

    /** Any, with equal chance. */
    RANDOM,

    /** The one whose loop has the fewest bytes waiting; round robin among equals. */
    LEAST_LOADED,

    /** The highest rung, and the slow peers on it before the others; round robin among equals. */
    FURTHEST
}
