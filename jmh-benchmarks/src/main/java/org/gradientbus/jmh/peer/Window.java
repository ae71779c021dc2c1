package org.gradientbus.jmh.peer;

import org.gradientbus.jmh.Tally;

/**
 * Holds a sender back whose peer would let it send without end: so many messages may be on their way. Counts what the
 * sender sent on its thread, and what was received on the receiver's.
 */
final class Window
{
    /** As many as a ring of the others holds of short messages, about. */
    private static final int MOST = 4096;

    private final Tally received = new Tally();
    private long sent;

    /** By the sender: may one more go? It counts as sent. */
    boolean take()
    {
        if (sent - received.count() >= MOST)
        {
            return false;
        }
        sent++;
        return true;
    }

    /** By the receiver. */
    void giveBack()
    {
        received.add(1, 0);
    }
}
