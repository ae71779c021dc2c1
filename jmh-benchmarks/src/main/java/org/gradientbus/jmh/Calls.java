package org.gradientbus.jmh;

/**
 * Sends and receives on one thread: what the code itself costs, with no cache line crossing between cores and nobody to
 * wait for.
 */
interface Calls extends AutoCloseable
{
    /** So many are sent before they are received, as a loop that is busy meets them. */
    int BATCH = 16;

    /** Sends a batch, and receives it. */
    void batch();

    /** What was received. */
    Tally tally();

    @Override
    void close();
}
