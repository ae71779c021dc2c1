package org.gradientbus.jmh;

/**
 * One of the two that a cell compares, measured round by round.
 */
interface Side extends AutoCloseable
{
    /** One round. */
    Round measure(long roundNs);

    @Override
    void close();

    /**
     * What one round gave.
     *
     * @param figure messages a second, or nanoseconds
     * @param isCalm whether its threads had the processor time that they could use: nobody else wanted it
     */
    record Round(double figure, boolean isCalm)
    {
    }
}
