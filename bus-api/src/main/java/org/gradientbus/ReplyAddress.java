package org.gradientbus;

import org.agrona.DirectBuffer;

/**
 * The way back to the sender of one message, kept by {@link Envelope#replyAddress()} for an answer later.
 *
 * <p>Any thread may use it, one at a time.
 */
public interface ReplyAddress
{
    /**
     * The mailbox that the answer goes to.
     *
     * @return the sender's port
     */
    PortAddress port();

    /**
     * The number that ties the answer to its request.
     *
     * @return the correlation id
     */
    long correlationId();

    /**
     * Answers.
     *
     * @param buffer holds the answer
     * @param offset where it begins
     * @param length of it in bytes
     * @return as {@link Envelope#reply}
     */
    SendStatus reply(DirectBuffer buffer, int offset, int length);
}
