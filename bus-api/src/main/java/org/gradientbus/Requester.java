package org.gradientbus;

import org.agrona.DirectBuffer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A port that sends requests to one of the mailboxes bound to its address, and gets the replies.
 *
 * <p>Every request ends in exactly one of: a reply, or a {@link RequestFailure}. There is no default timeout: the
 * caller gives one. A reply that comes too late is counted ({@link BusCounter#LATE_REPLIES}), never delivered.
 *
 * <p>Requests are sent by one thread at a time; replies and failures are handed to their {@link ReplyHandler} on the
 * thread of the requester's loop ({@link PortOptions#loop}).
 */
public interface Requester extends AutoCloseable
{
    /**
     * Where this requester sends to.
     *
     * @return the address it was opened with
     */
    Address address();

    /**
     * Sends a request by copying it, without allocating. Never blocks.
     *
     * @param buffer  holds the request
     * @param offset  where it begins
     * @param length  of it in bytes
     * @param timeout how long the answer may take; also the request's time budget, see {@link Envelope#remainingNs()}
     * @param handler gets the outcome; one object may serve many requests
     * @return the status; {@link SendStatus#BACK_PRESSURED} also when {@link PortOptions#maxPending} requests wait. On
     *         anything but {@link SendStatus#ACCEPTED} nothing was sent and the handler is never called.
     */
    SendStatus request(DirectBuffer buffer, int offset, int length, Duration timeout, ReplyHandler handler);

    /**
     * As {@link #request(DirectBuffer, int, int, Duration, ReplyHandler)}, for hot paths that hold nanoseconds.
     *
     * @param buffer    holds the request
     * @param offset    where it begins
     * @param length    of it in bytes
     * @param timeoutNs how long the answer may take, in nanoseconds, more than 0
     * @param handler   gets the outcome
     * @return as {@link #request(DirectBuffer, int, int, Duration, ReplyHandler)}
     */
    SendStatus request(DirectBuffer buffer, int offset, int length, long timeoutNs, ReplyHandler handler);

    /**
     * Claims room for a request that is then encoded in place.
     *
     * @param length    of the request in bytes
     * @param timeoutNs how long the answer may take from the claim on, in nanoseconds, more than 0
     * @param handler   gets the outcome once the claim is committed
     * @param claim     gets the room when the status is {@link SendStatus#ACCEPTED}
     * @return as {@link #request(DirectBuffer, int, int, Duration, ReplyHandler)}
     */
    SendStatus tryClaim(int length, long timeoutNs, ReplyHandler handler, Claim claim);

    /**
     * The convenient form: a future with a copy of the reply. It completes on the requester's loop, exceptionally with
     * {@link SendException} (not accepted) or {@link RequestException} (accepted but failed). Cancelling it does not
     * take the request back; its reply is then ignored.
     *
     * @param buffer  holds the request
     * @param offset  where it begins
     * @param length  of it in bytes
     * @param timeout how long the answer may take
     * @return the future reply; its buffer belongs to the caller
     */
    CompletableFuture<DirectBuffer> request(DirectBuffer buffer, int offset, int length, Duration timeout);

    /**
     * The blocking form: sends, waits while the destination is full, and waits for the reply.
     *
     * @param buffer  holds the request
     * @param offset  where it begins
     * @param length  of it in bytes
     * @param timeout how long all of it may take
     * @return a copy of the reply that belongs to the caller
     * @throws SendException         when the request was not accepted
     * @throws RequestException      when it was accepted but no reply came; {@link RequestException#failure()} says why
     * @throws IllegalStateException when called by a handler on the requester's own loop: the reply could never be
     *                               handled
     */
    DirectBuffer call(DirectBuffer buffer, int offset, int length, Duration timeout);

    /**
     * How many requests wait for their outcome.
     *
     * @return 0 to {@link PortOptions#maxPending}
     */
    int pending();

    /**
     * Closes the requester; idempotent. Requests that still wait fail with {@link RequestFailure#CLOSED} on its loop.
     */
    @Override
    void close();
}
