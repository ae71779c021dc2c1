package org.gradientbus;

import org.agrona.DirectBuffer;

/**
 * Receives the messages of one mailbox.
 */
@FunctionalInterface
public interface MessageHandler
{
    /**
     * Called once for each message, on the thread that polls the mailbox's {@link Loop}; handlers of one loop never run
     * at the same time.
     *
     * <p>An exception that escapes counts the message as handled with an error: the bus's error handler and a counter
     * get it, a request is answered with {@link RequestFailure#HANDLER_FAILED} at once, and the loop goes on with the
     * next message. An {@link Error} also fails the mailbox: it is closed and its senders are told.
     *
     * @param buffer   holds the message; an exact view, reading outside it throws. Valid during the call only.
     * @param offset   where the message begins
     * @param length   of the message in bytes, 0 or more
     * @param envelope what the bus knows about the message. Valid during the call only.
     */
    void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope);
}
