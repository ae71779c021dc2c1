package org.gradientbus.jmh.rig;

import java.io.IOException;

/**
 * The far end, as the near one tells it what to do.
 */
interface Far extends AutoCloseable
{
    /** Waits until it has met the near end. */
    void awaitOther() throws IOException;

    /** Receives from now on, and answers, or not. */
    void serve(boolean shouldAnswer) throws IOException;

    /**
     * Stops once so many have come, or when they do not come.
     *
     * @param meanwhile what the near end does until then, again and again
     */
    Received stop(long expected, Runnable meanwhile) throws IOException;

    @Override
    void close() throws IOException;
}
