package org.gradientbus.spi;

/**
 * Wakes a sleeping loop. For all threads.
 */
public interface Signal
{
    /**
     * Wakes the loop if it sleeps, else costs one read. Called after a commit.
     */
    void wakeIfSleeping();
}
