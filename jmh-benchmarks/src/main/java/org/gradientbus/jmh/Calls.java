package org.gradientbus.jmh;

/**
 * Sends and receives on one thread: what the code itself costs, with no cache line crossing between cores and nobody to
 * wait for.
 */
interface Calls extends AutoCloseable
{
    /** So many are sent before they are received. */
    int BATCH = 64;

    /** With nobody else to receive, a send that waits for room would wait for ever. */
    static void requireRoom(int capacity, int length)
    {
        if (BATCH * (length + Buses.HEADROOM) > capacity / 2)
        {
            throw new IllegalArgumentException("length=" + length + " is too much for ring=" + capacity +
                ": a batch of " + BATCH + " must fill no more than half of it");
        }
    }

    /** Sends a batch. */
    void send();

    /** Receives it. */
    void receive();

    @Override
    void close();
}
