package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;

/**
 * What a frame's {@code toRef} stands for on the receiving side.
 */
interface Destination
{
    /**
     * The number by which frames name it; never reused within one bus.
     */
    int ref();

    /**
     * The address that the sender meant.
     */
    Address address();

    /**
     * The loop that the frames must go through; null when it is a peer's.
     */
    RealLoop loop();

    /**
     * The way to that loop.
     */
    default Link link()
    {
        return loop().link();
    }

    /**
     * Is the loop a peer's? Then frames leave this bus's books.
     */
    default boolean isRemote()
    {
        return false;
    }

    /**
     * Completes a header that was written for this destination, when it is remote.
     *
     * @param room          holds the frame
     * @param payloadLength of the frame
     * @param fields        that were written
     */
    default void adaptHeader(FrameClaim room, int payloadLength, FrameFields fields)
    {
    }

    /**
     * Takes one verified frame, on the loop's thread.
     *
     * @param frame    of the loop, wrapped on the frame
     * @param payload  an exact view
     * @param delivery of the loop
     */
    void onFrame(Frame frame, DirectBuffer payload, Delivery delivery);
}
