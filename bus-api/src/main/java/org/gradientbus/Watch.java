package org.gradientbus;

/**
 * A running watch on the directory.
 */
public interface Watch extends AutoCloseable
{
    /**
     * Ends the watch; idempotent. A change that is being told at this moment may still arrive.
     */
    @Override
    void close();
}
