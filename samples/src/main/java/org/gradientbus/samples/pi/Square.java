package org.gradientbus.samples.pi;

import java.util.SplittableRandom;

/**
 * The square that points are thrown at, with a quarter of a circle in it.
 */
final class Square
{
    private Square()
    {
    }

    /** Throws so many points, and counts those that fall inside the circle. */
    static long countInside(SplittableRandom random, long points)
    {
        long inside = 0;
        for (long i = 0; i < points; i++)
        {
            double x = random.nextDouble();
            double y = random.nextDouble();
            if (x * x + y * y < 1)
            {
                inside++;
            }
        }
        return inside;
    }
}
