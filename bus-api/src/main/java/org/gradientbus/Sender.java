package org.gradientbus;

import org.agrona.DirectBuffer;

/**
 * A port that reaches one of the mailboxes bound to its address, picked by its {@link Selection} or by a key.
 */
public interface Sender extends Port
{
    /**
     * Sends a message to the mailbox that owns a key: the same key reaches the same mailbox while the set of mailboxes
     * is unchanged, and when it changes only the keys of the mailbox that came or went move. By rendezvous hashing.
     *
     * @param key    any number, such as an order id or the hash of a name
     * @param buffer holds the message
     * @param offset where it begins
     * @param length of it in bytes
     * @return the status; {@link SendStatus#BACK_PRESSURED} when the key's own mailbox is full, others are not tried
     */
    SendStatus offer(long key, DirectBuffer buffer, int offset, int length);

    /**
     * Claims room at the mailbox that owns a key; else as {@link Port#tryClaim}.
     *
     * @param key    any number
     * @param length of the message in bytes
     * @param claim  gets the room
     * @return as {@link #offer(long, DirectBuffer, int, int)}
     */
    SendStatus tryClaim(long key, int length, Claim claim);
}
