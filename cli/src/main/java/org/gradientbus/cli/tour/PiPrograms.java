package org.gradientbus.cli.tour;

import com.example.twohosts.PiAcrossHosts;
import com.example.twohosts.TwoHosts;
import org.gradientbus.Bus;
import org.gradientbus.process.Output;
import org.gradientbus.samples.pi.HexDigitsOfPi;
import org.gradientbus.samples.pi.MonteCarloPi;
import org.gradientbus.samples.pi.PiAcrossProcesses;
import org.gradientbus.samples.pi.PiPlan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The programs that use the bus for a purpose. An interface so that a test can have them go wrong.
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

    /**
     * Pi by random points, with a process for each worker; other points every time.
     *
     * @param domain that the processes meet in
     * @throws IllegalStateException when a message was lost or a process failed
     */
    MonteCarloPi.Result acrossProcesses(String domain, int workers, long pointsPerWorker);

    /**
     * Pi by random points, with processes on two hosts that meet over the network alone; other points every time.
     *
     * @param domain that the processes meet in
     * @throws IllegalStateException when a message was lost or a process failed
     */
    MonteCarloPi.Result acrossHosts(String domain, int workers, long pointsPerWorker);

    /**
     * Those of the samples modules.
     *
     * @param directory that the HOST rung uses; empty for its default
     */
    static PiPrograms ofSamples(Optional<Path> directory)
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

            @Override
            public MonteCarloPi.Result acrossProcesses(String domain, int workers, long pointsPerWorker)
            {
                // What the printer prints would go between the lines of the tour.
                return PiAcrossProcesses.run(
                    new PiPlan(domain, directory, workers, workers, pointsPerWorker, SEED), Output.discarded());
            }

            @Override
            public MonteCarloPi.Result acrossHosts(String domain, int workers, long pointsPerWorker)
            {
                try (TwoHosts hosts = TwoHosts.besideThis())
                {
                    return PiAcrossHosts.run(
                        new PiPlan(domain, directory, workers, workers, pointsPerWorker, SEED), hosts,
                        Output.discarded());
                }
            }
        };
    }
}
