package org.gradientbus.spi;

import org.gradientbus.Counters;
import org.gradientbus.Rung;

import java.util.Map;

/**
 * One rung of one bus: receiving ends for its loops, sending ends to peers' loops. For all threads.
 */
public interface Transport extends AutoCloseable
{
    /** Bytes of the longest frame that the bus sends by {@link #connectControl}, header included. */
    int MAX_CONTROL_FRAME_LENGTH = 4096;

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
     * Opens a sending end to loop 0 of a peer for the few small messages by which buses know each other, at most
     * {@link #MAX_CONTROL_FRAME_LENGTH} long. A transport that sets memory aside for each link can do with little for
     * this one, and with none for a loop that nobody sends to. Between frames of this link and of one by
     * {@link #connect} there is no order. By default the same as {@code connect(endpoint, 0)}. May block.
     *
     * @param endpoint of the peer's transport
     * @return the link
     * @throws org.gradientbus.BusException when the peer cannot be reached by this rung
     */
    default Link connectControl(String endpoint)
    {
        return connect(endpoint, 0);
    }

    /**
     * Does it lose frames unless it sends them again? Then it has links that do not.
     *
     * @return true when {@link #connectBestEffort} is another way than {@link #connect}; false by default
     */
    default boolean hasBestEffort()
    {
        return false;
    }

    /**
     * Opens a sending end to one loop of a peer by which no frame waits for one that was lost: that one is missing.
     * The receiver's source counts them, and tells by {@link FrameHandler#onMissing} before it hands over what came
     * behind them; each frame stands for as many messages as {@link FrameClaim#standsFor} says. Otherwise as by
     * {@link #connect}, to whose frames there is no order but the one that {@link Link#follow} makes. May block.
     *
     * @param endpoint of the peer's transport
     * @param loop     number of the peer's loop
     * @return the link
     * @throws org.gradientbus.BusException when the peer cannot be reached by this rung
     */
    default Link connectBestEffort(String endpoint, int loop)
    {
        throw new UnsupportedOperationException(rung() + " loses no frames");
    }

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
     * What this transport counts beside what every bus counts, for people: {@link Counters#ofRung}. Nothing by default.
     *
     * @return values since the transport opened, by what they count; a copy, in an order that stays. For all threads
     */
    default Map<String, Long> ownCounters()
    {
        return Map.of();
    }

    /**
     * Closes the transport with all its sources and links; idempotent, does not throw.
     */
    @Override
    void close();
}
