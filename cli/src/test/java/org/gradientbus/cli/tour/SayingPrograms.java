package org.gradientbus.cli.tour;

import org.gradientbus.Bus;
import org.gradientbus.samples.pi.HexDigitsOfPi;
import org.gradientbus.samples.pi.MonteCarloPi;

import java.util.List;

/**
 * Programs that say what a test wants to hear.
 */
record SayingPrograms(double pi, boolean isRight) implements PiPrograms
{
    @Override
    public MonteCarloPi.Result monteCarlo(Bus bus, int workers, long pointsPerWorker)
    {
        return result(workers);
    }

    @Override
    public HexDigitsOfPi.Result hexDigits(Bus bus, int workers, int digits)
    {
        return new HexDigitsOfPi.Result("243F", isRight, 1, List.of(1L));
    }

    @Override
    public MonteCarloPi.Result acrossProcesses(String domain, int workers, long pointsPerWorker)
    {
        return result(workers);
    }

    @Override
    public MonteCarloPi.Result acrossHosts(String domain, int workers, long pointsPerWorker)
    {
        return result(workers);
    }

    private MonteCarloPi.Result result(int workers)
    {
        return new MonteCarloPi.Result(pi, Math.abs(pi - Math.PI), 10, 100, workers, 100_000);
    }
}
