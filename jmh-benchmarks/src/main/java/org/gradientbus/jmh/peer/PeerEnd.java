package org.gradientbus.jmh.peer;

/**
 * One end of a peer. Messages are numbers, written out to the payload's length as {@link org.gradientbus.jmh.Payload}
 * does. One thread at a time sends; at the far end that is the one that receives, within the receiver's call.
 */
public interface PeerEnd extends AutoCloseable
{
    /**
     * Is the other end there? Asked again and again until it is, and drives what has to be driven for that.
     */
    boolean isConnected();

    /**
     * Writes the message with this number, whole, and sends it. At the far end of a request it is the answer to the
     * message in hand. Never waits.
     *
     * @return false when there is no room: nothing was sent, and the next call is for the same message
     */
    boolean send(long value);

    /**
     * Hands the receiver what is there, and drives what has to be driven. For the thread that sends at the near end,
     * and for the one that receives at the far end.
     *
     * @return how much there was
     */
    int poll();

    /** Does anything come of polling? Not where the peer has threads of its own for all. */
    default boolean isPolled()
    {
        return true;
    }

    @Override
    void close();
}
