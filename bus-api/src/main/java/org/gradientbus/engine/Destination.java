package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;

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
     * The loop that the frames must go through.
     */
    RealLoop loop();

    /**
     * Takes one verified frame, on the loop's thread.
     *
     * @param frame    of the loop, wrapped on the frame
     * @param payload  an exact view
     * @param delivery of the loop
     */
    void onFrame(Frame frame, DirectBuffer payload, Delivery delivery);
}
