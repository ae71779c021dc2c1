package org.gradientbus.cli.tour;

import org.gradientbus.Bus;
import org.gradientbus.samples.pi.HexDigitsOfPi;
import org.gradientbus.samples.pi.MonteCarloPi;

/**
 * The two programs that use the bus for a purpose. An interface so that a test can have them go wrong.
 */
interface PiPrograms
{
    /**
     * Pi by random points; the same points every time.
     *
     * @throws IllegalStateException when a message was lost
     */
    MonteCarloPi.Result monteCarlo(Bus bus, int workers, long pointsPerWorker);

    /**
     * Hexadecimal digits of pi, at most as many as can be checked.
     *
     * @throws IllegalStateException when a message was lost
     */
    HexDigitsOfPi.Result hexDigits(Bus bus, int workers, int digits);

    /** Those of the samples module. */
    static PiPrograms ofSamples()
    {
        return new PiPrograms()
        {
            private static final long SEED = 314;

            @Override
            public MonteCarloPi.Result monteCarlo(Bus bus, int workers, long pointsPerWorker)
            {
                return MonteCarloPi.run(bus, workers, pointsPerWorker, SEED);
            }

            @Override
            public HexDigitsOfPi.Result hexDigits(Bus bus, int workers, int digits)
            {
                return HexDigitsOfPi.run(bus, workers, Math.min(digits, HexDigitsOfPi.maxDigits()));
            }
        };
    }
}
