package org.gradientbus.spi;

import org.agrona.DirectBuffer;

/**
 * Gets the frames of a source.
 */
@FunctionalInterface
public interface FrameHandler
{
    /**
     * One frame.
     *
     * @param buffer holds the frame, and other memory around it: read within the slice only. Valid during the call
     *               only.
     * @param offset where the frame begins
     * @param length of the frame in bytes
     */
    void onFrame(DirectBuffer buffer, int offset, int length);
}
