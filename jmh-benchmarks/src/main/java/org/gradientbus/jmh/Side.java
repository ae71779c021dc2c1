package org.gradientbus.jmh;

/**
 * One of the two that a cell compares, measured round by round.
 */
interface Side extends AutoCloseable
{
    /** Messages a second, or the median nanoseconds of a round trip. */
    double measure(long roundNs);

    @Override
    void close();
}
