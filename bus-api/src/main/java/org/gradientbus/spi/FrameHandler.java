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

    /**
     * Tells whose frames follow, if any do. A source of peers whose links carry tags calls it in each poll, and when it
     * is abandoned, before it hands over frames of that sender; each holds until the next. Does nothing by default.
     *
     * @param nodeId of the sending node, as the transport knows it: nothing that a frame says
     */
    default void onSender(long nodeId)
    {
    }

    /**
     * One frame that was claimed with a tag. Only a source whose links carry tags calls it.
     *
     * @param tag    as it was claimed; from a peer it may be any number, for it is a peer that wrote it
     * @param buffer as for {@link #onFrame}
     * @param offset where the frame begins
     * @param length of the frame in bytes
     */
    default void onTagged(int tag, DirectBuffer buffer, int offset, int length)
    {
        throw new UnsupportedOperationException("tag=" + tag + " came from a link that does not say it carries tags");
    }

    /**
     * Tells of messages of best effort that are missing between the frames handed over before and those that come next
     * of the sender told by {@link #onSender}. Only a source whose links lose frames calls it. Does nothing by default.
     *
     * @param from    the first that is missing, by the sender's count of its messages to this loop
     * @param lost    so many from there on never came
     * @param dropped so many more the sender had dropped before it counted them: {@link Link#onDropped}
     */
    default void onMissing(long from, long lost, long dropped)
    {
    }
}
