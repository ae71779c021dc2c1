package org.gradientbus.spi;

/**
 * The receiving end of one loop on one rung. Polled by one thread at a time; the positions may be read by any.
 *
 * <p>Frames of one link come in the order in which they were committed, complete, each once. What is claimed but not
 * committed holds back what was claimed after it through the same source; but a rung that has to cut a long frame into
 * pieces may give it its place only when it is committed.
 *
 * <p>Where both sides share memory the positions tell what senders have claimed. Where they do not, nobody here knows
 * that: then a frame counts as claimed when something of it has arrived.
 */
public interface Source extends AutoCloseable
{
    /**
     * Hands over frames that are complete. Never blocks.
     *
     * @param handler gets each frame; what it throws ends the poll, and that frame counts as taken
     * @param limit   the most frames to hand over, at least 1
     * @return how many were handed over
     */
    int poll(FrameHandler handler, int limit);

    /**
     * Is anything claimed or committed that was not yet handed over? This read is ordered after every store that the
     * caller made before, so a loop that announces its sleep and then finds nothing here cannot miss a frame: the
     * sender reads the announcement after it has claimed.
     *
     * @return false when the loop may sleep
     */
    boolean hasWork();

    /**
     * Looks for senders that nobody has told this source of yet, so that {@link #claimedPosition()} counts all that was
     * claimed before this call. Who learns by one link what was done after something was sent by another asks for this
     * before he waits for that. For any thread but on the data path: it may take long. Does nothing by default.
     */
    default void findSenders()
    {
    }

    /**
     * How far senders have claimed, as far as this side knows.
     *
     * @return bytes since the source was opened
     */
    long claimedPosition();

    /**
     * How far frames have been handed over. Whatever was claimed at a {@link #claimedPosition()} that is not above this
     * has been seen by the handler. In a source of several lanes a sum of what each has consumed does not keep that
     * promise: much of one lane would stand for little of another.
     *
     * @return bytes since the source was opened
     */
    long consumedPosition();

    /**
     * The loop falls asleep, or is awake again. Called by the polling thread: with true after the loop has announced
     * its sleep to the threads of its own JVM and before it asks {@link #hasWork()} a last time, with false as soon as
     * it is awake. A source with senders in other processes tells them here, by a store that they see before they
     * decide not to wake the loop; {@link Signal} serves the others. Does nothing by default.
     *
     * @param isSleeping true when the loop is about to sleep
     */
    default void onSleep(boolean isSleeping)
    {
    }

    /**
     * Refuses every further claim, for good. What was claimed before can still be committed and polled. Called by the
     * polling thread. A rung that has to tell the senders waits a moment for them to answer; what one that does not
     * answer accepts until it hears of it is polled if it arrives, and else the sender's loss to count.
     */
    void seal();

    /**
     * Hands over what is complete even behind claims that are still open, for counting only. Called once, by the
     * polling thread, after {@link #seal()} and when no more time is left; the source is of no use after it.
     *
     * @param handler gets each complete frame
     * @return how many were handed over
     */
    int abandon(FrameHandler handler);

    /**
     * Closes the source; idempotent, does not throw. Links to it answer {@link org.gradientbus.SendStatus#CLOSED}.
     */
    @Override
    void close();
}
