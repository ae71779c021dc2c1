package org.gradientbus.spi;

import java.nio.channels.SelectableChannel;

/**
 * Wakes a sleeping loop. For all threads.
 */
public interface Signal
{
    /**
     * Wakes the loop if it sleeps, else costs one read. Called after a commit.
     */
    void wakeIfSleeping();

    /**
     * Lets what arrives on a channel wake the loop, with no thread in between: the loop sleeps in a selector, and this
     * channel joins it. It leaves it by being closed.
     *
     * @param channel not blocking
     * @param drain   runs on the loop's thread, when the channel is ready to be read, as the loop wakes up or before;
     *                has to read the channel empty or to close it, and must not throw
     * @return false, the default, when the loop does not sleep in a selector or is closed: the caller has to read the
     *     channel by itself, and to call {@link #wakeIfSleeping()}
     */
    default boolean wakeOn(SelectableChannel channel, Runnable drain)
    {
        return false;
    }
}
