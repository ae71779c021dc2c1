package org.gradientbus;

/**
 * The unit of receiving concurrency: one thread at a time polls it, and it runs the handlers of the mailboxes attached
 * to it, one after the other. A slow handler delays its own loop's mailboxes only, so give it a loop of its own.
 */
public interface Loop extends AutoCloseable
{
    /**
     * The name it was configured with.
     *
     * @return as in thread dumps
     */
    String name();

    /**
     * Runs one duty cycle of a caller-run loop: handles waiting messages, replies, timeouts.
     *
     * @param limit the most messages to handle, at least 1
     * @return the work done; 0 when there was nothing to do
     * @throws IllegalStateException when the loop has a thread of its own, is polled by another thread at this moment,
     *                               or is polled by one of its own handlers
     */
    int poll(int limit);

    /**
     * Is the calling thread polling this loop right now, which is: is it inside one of its handlers?
     *
     * @return true on the loop's thread
     */
    boolean isCurrentThread();

    /**
     * Bytes that wait in front of this loop now, frames included.
     *
     * @return 0 when idle
     */
    long backlogBytes();

    /**
     * Closes the loop with its mailboxes; idempotent. The default loop closes with its bus.
     *
     * @throws IllegalStateException for the default loop, or when called by one of its own handlers
     */
    @Override
    void close();
}
