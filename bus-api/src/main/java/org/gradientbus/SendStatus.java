package org.gradientbus;

/**
 * What the data plane answers to an attempt to send; it never blocks and never throws for these.
 */
public enum SendStatus
{
    /**
     * The frame is complete in the sender's side of the link, in order behind the earlier ones; from {@code tryClaim}:
     * the room is yours. It does not mean handled: what needs an answer uses a {@link Requester}.
     */
    ACCEPTED,

    /** The destination is full for a message of this importance and length. Nothing was sent: try again later. */
    BACK_PRESSURED,

    /** Nobody is bound to the address. Nothing was sent; {@link Bus#awaitService} waits for somebody. */
    NO_ROUTE,

    /** The message is longer than {@link BusConfig#maxMessageLength()}. Nothing was sent, and no retry will help. */
    TOO_LARGE,

    /** The port or its bus is closed. */
    CLOSED;

    /**
     * Was it {@link #ACCEPTED}?
     *
     * @return true for {@link #ACCEPTED} only
     */
    public boolean isAccepted()
    {
        return this == ACCEPTED;
    }
}
