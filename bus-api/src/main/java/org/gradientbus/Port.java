package org.gradientbus;

import org.agrona.DirectBuffer;

import java.time.Duration;

/**
 * An open sending end. Cheap to make, for one thread at a time; give each sending thread its own.
 *
 * <p>Messages from one port to one mailbox arrive in the order in which they were accepted.
 */
public interface Port extends AutoCloseable
{
    /**
     * Where this port sends to.
     *
     * @return the address it was opened with
     */
    Address address();

    /**
     * Claims room for a message that is then encoded in place, without a copy. Never blocks.
     *
     * @param length of the message in bytes, 0 or more
     * @param claim  gets the room when the status is {@link SendStatus#ACCEPTED}; it must not be open
     * @return the status; on anything but {@link SendStatus#ACCEPTED} nothing is on loan
     * @throws IllegalStateException when the claim is still open
     */
    SendStatus tryClaim(int length, Claim claim);

    /**
     * Sends a message by copying it. Never blocks.
     *
     * @param buffer holds the message
     * @param offset where it begins
     * @param length of it in bytes, 0 or more
     * @return the status; on anything but {@link SendStatus#ACCEPTED} nothing was sent
     */
    SendStatus offer(DirectBuffer buffer, int offset, int length);

    /**
     * Sends one message gathered from two pieces, such as a header and a body. Never blocks.
     *
     * @param first        holds the first piece
     * @param firstOffset  where it begins
     * @param firstLength  of it in bytes
     * @param second       holds the second piece
     * @param secondOffset where it begins
     * @param secondLength of it in bytes
     * @return as {@link #offer(DirectBuffer, int, int)}
     */
    SendStatus offer(
        DirectBuffer first, int firstOffset, int firstLength,
        DirectBuffer second, int secondOffset, int secondLength);

    /**
     * Sends a message by copying it, and waits while the destination is full.
     *
     * @param buffer  holds the message
     * @param offset  where it begins
     * @param length  of it in bytes
     * @param timeout how long to wait for room
     * @throws SendException         when it was not accepted: nobody bound, too large, closed, or still full at the
     *                               end of the timeout; {@link SendException#status()} says which
     * @throws IllegalStateException when called by a handler whose own loop is the one that is full: waiting there
     *                               would never end
     */
    void send(DirectBuffer buffer, int offset, int length, Duration timeout);

    /**
     * As {@link #send(DirectBuffer, int, int, Duration)}, for a whole array.
     *
     * @param message the message
     * @param timeout how long to wait for room
     */
    void send(byte[] message, Duration timeout);

    /**
     * Closes the port; idempotent. What was accepted stays accepted.
     */
    @Override
    void close();
}
