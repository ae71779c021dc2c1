package org.gradientbus.cli.tour;

/**
 * Bytes that were allocated, for each message.
 *
 * @param near by the thread that measures
 * @param far  by the far end's loop
 */
record Allocation(double near, double far)
{
    double sum()
    {
        return near + far;
    }

    /** Of each end the worse. */
    Allocation max(Allocation other)
    {
        return new Allocation(Math.max(near, other.near), Math.max(far, other.far));
    }
}
