package org.gradientbus.jmh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Measures one cell at one payload length, in a JVM of its own: {@link ProcessRatios} starts it.
 *
 * <p>Pairs of rounds go on until enough of them are calm. If they never are, all of them count, and the line says so.
 */
final class RatioCell
{
    private static final int PAIRS_FOR_A_CALM_ONE = 12;
    private static final int FEWEST_CALM_PAIRS = 5;

    private final Cell cell;
    private final Plan plan;

    /**
     * How much to measure.
     *
     * @param length      of the payload, a multiple of 8
     * @param capacity    of every ring, in bytes
     * @param calmPairs   enough of them
     * @param roundNs     one round
     * @param warmUpPairs before those that count
     * @param warmUpNs    one round of them
     */
    record Plan(int length, int capacity, int calmPairs, long roundNs, int warmUpPairs, long warmUpNs)
    {
    }

    /** One round of each side, one right after the other. */
    private record Pair(Side.Round baseline, Side.Round bus)
    {
        boolean isCalm()
        {
            return baseline.isCalm() && bus.isCalm();
        }

        boolean hasFigures()
        {
            return baseline.figure() > 0 && bus.figure() > 0;
        }

        double ratio()
        {
            return bus.figure() / baseline.figure();
        }
    }

    RatioCell(Cell cell, Plan plan)
    {
        this.cell = cell;
        this.plan = plan;
    }

    /** Arguments: cell, payload length, ring capacity, pairs of rounds, milliseconds a round. */
    public static void main(String[] args)
    {
        final Plan plan = new Plan(
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Integer.parseInt(args[3]),
            TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[4])),
            5,
            TimeUnit.MILLISECONDS.toNanos(400));
        System.out.println(new RatioCell(Cell.valueOf(args[0]), plan).measure());
    }

    String measure()
    {
        final List<Pair> pairs = new ArrayList<>();
        final List<Pair> calm = new ArrayList<>();
        int attempts = 0;
        try (Side baseline = cell.baseline(plan.capacity, plan.length);
            Side bus = cell.bus(plan.capacity, plan.length))
        {
            for (int i = 0; i < plan.warmUpPairs; i++)
            {
                baseline.measure(plan.warmUpNs);
                bus.measure(plan.warmUpNs);
            }
            final int mostPairs = PAIRS_FOR_A_CALM_ONE * plan.calmPairs;
            for (; calm.size() < plan.calmPairs && attempts < mostPairs; attempts++)
            {
                final Pair pair = measurePair(baseline, bus, attempts % 2 == 0);
                if (pair.hasFigures())
                {
                    pairs.add(pair);
                }
                if (pair.hasFigures() && pair.isCalm())
                {
                    calm.add(pair);
                }
            }
        }
        if (pairs.isEmpty())
        {
            return cell.title + " " + plan.length + ": nothing to go by in " + attempts +
                " pairs of rounds, the machine is too busy";
        }
        return calm.size() >= Math.min(FEWEST_CALM_PAIRS, plan.calmPairs) ?
            line(calm, "of " + attempts) :
            line(pairs, "of " + attempts + ", NOT CALM, all but " + calm.size());
    }

    /** Every second pair goes the other way round, so that a drift favours neither. */
    private Pair measurePair(Side baseline, Side bus, boolean isBaselineFirst)
    {
        final Side.Round first = (isBaselineFirst ? baseline : bus).measure(plan.roundNs);
        final Side.Round second = (isBaselineFirst ? bus : baseline).measure(plan.roundNs);
        return isBaselineFirst ? new Pair(first, second) : new Pair(second, first);
    }

    private String line(List<Pair> pairs, String remark)
    {
        final double unit = cell.isTime() ? 1 : 1e6;
        return String.format(Locale.ROOT, "%-15s %5d %9.2f %9.2f %-4s %6.2f   %5.2f - %5.2f   %5.2f - %5.2f  %3d %s",
            cell.title, plan.length,
            quantile(pairs, (each) -> each.baseline.figure(), 0.5) / unit,
            quantile(pairs, (each) -> each.bus.figure(), 0.5) / unit,
            cell.isTime() ? "ns" : "M/s",
            quantile(pairs, Pair::ratio, 0.5),
            quantile(pairs, Pair::ratio, 0.25), quantile(pairs, Pair::ratio, 0.75),
            quantile(pairs, Pair::ratio, 0), quantile(pairs, Pair::ratio, 1),
            pairs.size(), remark);
    }

    private static double quantile(List<Pair> pairs, ToDoubleFunction<Pair> value, double quantile)
    {
        final double[] sorted = pairs.stream().mapToDouble(value).toArray();
        Arrays.sort(sorted);
        return sorted[(int)Math.round(quantile * (sorted.length - 1))];
    }
}
