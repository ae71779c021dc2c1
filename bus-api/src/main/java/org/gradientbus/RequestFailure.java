package org.gradientbus;

/**
 * Why a request that was accepted got no reply.
 */
public enum RequestFailure
{
    /** No answer within the timeout. Whether it was handled is not known. */
    TIMED_OUT,

    /** The mailbox closed, failed, or was gone before it answered. Told at once, without waiting for the timeout. */
    MAILBOX_GONE,

    /** The handler threw an exception. Told at once. */
    HANDLER_FAILED,

    /** The request was forwarded too often. */
    TOO_MANY_HOPS,

    /** The process or host of the mailbox is gone. */
    PEER_LOST,

    /**
     * The mailbox's process, loop or bus was gone before the request could leave, after its room was claimed. Nobody
     * has handled it, so it can be sent again. Told at once.
     */
    NOT_SENT,

    /** The requester or its bus was closed while the request waited. */
    CLOSED
}
