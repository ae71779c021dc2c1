package org.gradientbus;

import org.agrona.DirectBuffer;

/**
 * Gets the outcome of a request: exactly one of its two methods is called, once a request, on the requester's loop.
 */
public interface ReplyHandler
{
    /**
     * The reply has come.
     *
     * @param correlationId of the request
     * @param buffer        holds the reply; an exact view, valid during the call only
     * @param offset        where it begins
     * @param length        of it in bytes
     */
    void onReply(long correlationId, DirectBuffer buffer, int offset, int length);

    /**
     * No reply will come.
     *
     * @param correlationId of the request
     * @param failure       why
     */
    void onFailure(long correlationId, RequestFailure failure);
}
