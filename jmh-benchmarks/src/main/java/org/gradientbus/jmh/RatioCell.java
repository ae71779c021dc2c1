package org.gradientbus.jmh;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures one cell at one payload length, in a JVM of its own: {@link ProcessRatios} starts it.
 */
final class RatioCell
{
    private static final long WARM_UP_ROUND_NS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final int WARM_UP_ROUNDS = 5;

    private RatioCell()
    {
    }

    /** Arguments: cell, payload length, ring capacity, rounds, milliseconds a round. */
    public static void main(String[] args)
    {
        final Cell cell = Cell.valueOf(args[0]);
        final int length = Integer.parseInt(args[1]);
        final int capacity = Integer.parseInt(args[2]);
        final int rounds = Integer.parseInt(args[3]);
        final long roundNs = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[4]));
        System.out.println(measure(cell, length, capacity, rounds, roundNs));
    }

    static String measure(Cell cell, int length, int capacity, int rounds, long roundNs)
    {
        try (Side baseline = cell.baseline(capacity, length); Side bus = cell.bus(capacity, length))
        {
            for (int i = 0; i < WARM_UP_ROUNDS; i++)
            {
                baseline.measure(Math.min(roundNs, WARM_UP_ROUND_NS));
                bus.measure(Math.min(roundNs, WARM_UP_ROUND_NS));
            }
            final double[] baselines = new double[rounds];
            final double[] buses = new double[rounds];
            final double[] ratios = new double[rounds];
            for (int i = 0; i < rounds; i++)
            {
                // Every second pair the other way round, so that a drift favours neither.
                if (i % 2 == 0)
                {
                    baselines[i] = baseline.measure(roundNs);
                    buses[i] = bus.measure(roundNs);
                }
                else
                {
                    buses[i] = bus.measure(roundNs);
                    baselines[i] = baseline.measure(roundNs);
                }
                ratios[i] = buses[i] / baselines[i];
            }
            return line(cell, length, baselines, buses, ratios);
        }
    }

    private static String line(Cell cell, int length, double[] baselines, double[] buses, double[] ratios)
    {
        final double unit = cell.isRoundTrip() ? 1 : 1e6;
        return String.format(Locale.ROOT, "%-15s %5d %9.2f %9.2f %-4s %6.2f   %5.2f - %5.2f   %5.2f - %5.2f  %3d",
            cell.title, length, quantile(baselines, 0.5) / unit, quantile(buses, 0.5) / unit,
            cell.isRoundTrip() ? "ns" : "M/s", quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75),
            quantile(ratios, 0), quantile(ratios, 1), ratios.length);
    }

    private static double quantile(double[] values, double quantile)
    {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int)Math.round(quantile * (sorted.length - 1))];
    }
}
