package org.gradientbus;

/**
 * Why a message came back to its sender, or a request failed.
 */
public enum ReturnCode
{
    /** Nothing is wrong: an ordinary message. */
    OK,

    /** No such mailbox: it never was, or it has been gone for long. */
    NO_MAILBOX,

    /** The mailbox closed while the message waited in front of it. */
    MAILBOX_CLOSED,

    /** The mailbox failed: its handler threw an {@link Error}. */
    MAILBOX_FAILED,

    /** The handler of the request threw an exception. */
    HANDLER_FAILED,

    /** The time budget ran out before the message was handled. */
    EXPIRED,

    /** The destination refused the message for want of room. */
    OVERLOADED,

    /** The message was forwarded more often than {@link BusConfig#maxHops()} allows. */
    TOO_MANY_HOPS,

    /** The destination's bus is closing. */
    BUS_CLOSED,

    /** The process or host of the destination is gone. */
    PEER_LOST
}
