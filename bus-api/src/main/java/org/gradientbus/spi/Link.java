package org.gradientbus.spi;

import org.gradientbus.Importance;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;

/**
 * The sending end to one loop of a peer. For all threads; a claim belongs to the thread that got it.
 *
 * <p>No method here blocks, allocates, or throws for what a peer does.
 */
public interface Link extends AutoCloseable
{
    /**
     * The distance this link bridges.
     *
     * @return the rung
     */
    Rung rung();

    /**
     * Claims room for one frame.
     *
     * @param length     of the frame in bytes, at most the transport's largest
     * @param importance how full the destination may be, see {@link Importance#fillLimitPercent()}
     * @param claim      gets the room when the status is ACCEPTED
     * @return ACCEPTED, BACK_PRESSURED or CLOSED
     */
    SendStatus tryClaim(int length, Importance importance, FrameClaim claim);

    /**
     * Has each frame a place for a tag that the transport carries anyway, such as the type in a ring's record? Then
     * the bus leaves out its header where that would say nothing but whom the frame is for, which more than halves a
     * small message. Only for links whose receiver knows who sends by them: a source of peers tells it by
     * {@link FrameHandler#onSender}.
     *
     * @return true when {@link #tryClaimTagged} and {@link #trim} work; false by default
     */
    default boolean carriesTags()
    {
        return false;
    }

    /**
     * Claims room for one frame with a tag; it arrives by {@link FrameHandler#onTagged}.
     *
     * @param tag        that travels with the frame: any but 0 and 1
     * @param length     of the frame in bytes
     * @param importance as for {@link #tryClaim}
     * @param claim      gets the room when the status is ACCEPTED
     * @return as {@link #tryClaim}
     */
    default SendStatus tryClaimTagged(int tag, int length, Importance importance, FrameClaim claim)
    {
        throw new UnsupportedOperationException("this link carries no tags");
    }

    /**
     * Shortens a frame that was claimed with a tag, before it is committed.
     *
     * @param claim     got from {@link #tryClaimTagged}
     * @param newLength of the frame in bytes, less than was claimed
     */
    default void trim(FrameClaim claim, int newLength)
    {
        throw new UnsupportedOperationException("this link carries no tags");
    }

    /**
     * Would a claim find room now? A hint that costs two reads, so that claims on several links need seldom be undone.
     *
     * @param length     of the frame in bytes
     * @param importance of it
     * @return false when a claim would be refused
     */
    boolean hasRoom(int length, Importance importance);

    /**
     * Sends a claimed frame and wakes the loop if it sleeps.
     *
     * @param claim got from {@link #tryClaim}, not yet committed or aborted
     * @return false when the far end was closed in between: the frame is not sent
     */
    boolean commit(FrameClaim claim);

    /**
     * Gives a claim back: the frame never was.
     *
     * @param claim got from {@link #tryClaim}, not yet committed or aborted
     */
    void abort(FrameClaim claim);

    /**
     * Refuses claims by this link from now on, until {@link #unseal}: BACK_PRESSURED, or CLOSED where they would be
     * answered so without the seal. Claims that are open stay, and may be committed; other links are not concerned. So
     * the bus moves from one link to another: it seals the former, waits until it {@link #isDrained}, and what goes by
     * the other comes later than all that went by this one. Idempotent. Only links to peers are sealed.
     */
    default void seal()
    {
        throw new UnsupportedOperationException("this link cannot be sealed");
    }

    /**
     * Takes the seal away. Idempotent.
     */
    default void unseal()
    {
        throw new UnsupportedOperationException("this link cannot be sealed");
    }

    /**
     * Has the far end handled all that was claimed by links to its loop? Claims that are open count as not handled.
     * Once true of a link that is sealed, and the only one in use, it stays true. As late as the far end's word of it:
     * true may come later than it is so, and never before.
     *
     * @return false also when the far end is closed, or nobody can know any more
     */
    default boolean isDrained()
    {
        throw new UnsupportedOperationException("this link cannot be sealed");
    }

    /**
     * What is claimed by this link of best effort from now on is handed over after all that another one to the same
     * loop has accepted by now.
     *
     * @param other link of the same transport, to the same loop, by {@link Transport#connect}
     */
    default void follow(Link other)
    {
        throw new UnsupportedOperationException("this link loses no frames");
    }

    /**
     * Messages were dropped for which this link had no room: one of best effort tells its receiver. Does nothing by
     * default.
     *
     * @param messages so many
     */
    default void onDropped(int messages)
    {
    }

    /**
     * Bytes that wait at the far end, as far as this side knows.
     *
     * @return 0 when idle
     */
    long backlogBytes();

    /**
     * The measured round trip, where the transport measures one by itself. The bus measures each link, too.
     *
     * @return nanoseconds; 0 when it has not been measured
     */
    long roundTripNs();

    /**
     * Hands over the frames that this link accepted and of which the peer did not say that it took them. Called once,
     * for counting, when the peer is gone or its loop has closed; from then on claims answer CLOSED, and a commit of a
     * claim that was open answers false. A frame that the peer was just handling is among them: nobody knows what
     * became of it.
     *
     * @param handler gets each frame
     * @return how many were handed over; -1, the default, when this transport cannot know
     */
    default int unacknowledged(FrameHandler handler)
    {
        return -1;
    }

    /**
     * Closes the link; idempotent, does not throw.
     */
    @Override
    void close();
}
