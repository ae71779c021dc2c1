package org.gradientbus.spi;

import org.agrona.MutableDirectBuffer;

/**
 * Room for one frame, on loan from a {@link Link}: a plain holder that is filled again and again.
 */
public final class FrameClaim
{
    private MutableDirectBuffer buffer;
    private int offset;
    private int length;

    /**
     * Makes an empty holder.
     */
    public FrameClaim()
    {
    }

    /**
     * Called by the link that grants the claim.
     *
     * @param newBuffer holds the room, and other memory around it
     * @param newOffset where the frame begins
     * @param newLength of the frame in bytes
     */
    public void wrap(MutableDirectBuffer newBuffer, int newOffset, int newLength)
    {
        // A reference that is stored anew costs the collector's barrier, a fence in the worst case.
        if (buffer != newBuffer)
        {
            buffer = newBuffer;
        }
        offset = newOffset;
        length = newLength;
    }

    /**
     * The memory to write the frame into, from {@link #offset()} for {@link #length()} bytes and no further.
     *
     * @return the buffer
     */
    public MutableDirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * Where the frame begins.
     *
     * @return offset in {@link #buffer()}
     */
    public int offset()
    {
        return offset;
    }

    /**
     * The room for the frame.
     *
     * @return bytes
     */
    public int length()
    {
        return length;
    }
}
