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
    private int messages = 1;

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

    /**
     * Called by whoever claims, before: how many messages the frame stands for. What a link of best effort tells its
     * receiver, who counts those that do not come; other links do not ask.
     *
     * @param newMessages one for each mailbox that the frame is for
     */
    public void standsFor(int newMessages)
    {
        messages = newMessages;
    }

    /**
     * How many messages the frame stands for.
     *
     * @return 1 until {@link #standsFor} says otherwise
     */
    public int messages()
    {
        return messages;
    }
}
