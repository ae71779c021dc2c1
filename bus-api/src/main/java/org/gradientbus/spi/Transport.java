package org.gradientbus.spi;

import org.gradientbus.Counters;
import org.gradientbus.Rung;

/**
 * One rung of one bus: receiving ends for its loops, sending ends to peers' loops. For all threads.
 */
public interface Transport extends AutoCloseable
{
    /**
     * The rung it carries.
     *
     * @return the rung
     */
    Rung rung();

    /**
     * Where peers reach this transport.
     *
     * @return text that only this kind of transport understands
     */
    String endpoint();

    /**
     * Opens the receiving end of one loop of this bus. May block.
     *
     * @param loop   number of the loop, unique within the bus
     * @param length room for frames in bytes, a power of two; 0 to derive it from the largest frame
     * @param signal wakes the loop
     * @return the source; the loop polls it, the transport closes it at the latest
     * @throws IllegalArgumentException when the length is too small for the largest frame; the message says how small
     */
    Source openSource(int loop, int length, Signal signal);

    /**
     * Opens a sending end to one loop of a peer, or of this bus. May block.
     *
     * @param endpoint of the peer's transport
     * @param loop     number of the peer's loop
     * @return the link
     * @throws org.gradientbus.BusException when the peer cannot be reached by this rung
     */
    Link connect(String endpoint, int loop);

    /**
     * Begins to tell of peers, and goes on until the transport is closed. Called once, after the loops' first sources
     * are open. Those that are known to be there should have been told of when this returns: the bus that opens waits
     * for them to answer. Does nothing by default: a transport inside one bus has nobody to tell of.
     *
     * @param listener gets the peers, on any thread of the transport or of the caller
     */
    default void discover(PeerListener listener)
    {
    }

    /**
     * Lets tools outside of this process read the bus's counters, where the transport has a place for that. Called at
     * most once. Does nothing by default.
     *
     * @param counters of the bus; may be read by any thread until the transport is closed
     */
    default void exposeCounters(Counters counters)
    {
    }

    /**
     * Closes the transport with all its sources and links; idempotent, does not throw.
     */
    @Override
    void close();
}
