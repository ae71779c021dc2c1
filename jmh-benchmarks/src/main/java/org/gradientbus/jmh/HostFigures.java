package org.gradientbus.jmh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Runs all contenders of a cell in turns, and tells the bus's figures, and its ratios to each of the others.
 */
final class HostFigures
{
    private static final int TURNS_FOR_A_CALM_ONE = 8;
    private static final int FEWEST_CALM = 5;
    private static final int WARM_UP_TURNS = 4;

    /** Paced round trips are few: longer rounds, and fewer of them. */
    private static final int PACED_ROUND = 25;
    private static final int PACED_TURNS = 6;

    private final HostNear near;
    private final HostPlan plan;
    private final int calmPairs;
    private final long roundNs;
    private final long warmUpNs;
    private final List<HostNear.Round[]> turns = new ArrayList<>();

    /**
     * @param calmPairs of the bus's rounds and each other's, enough of them
     */
    HostFigures(HostNear near, HostPlan plan, int calmPairs, long roundNs, long warmUpNs)
    {
        this.near = near;
        this.plan = plan;
        final boolean isPaced = plan.cell().paceNs > 0;
        this.calmPairs = isPaced ? Math.max(1, calmPairs / PACED_TURNS) : calmPairs;
        this.roundNs = isPaced ? PACED_ROUND * roundNs : roundNs;
        this.warmUpNs = warmUpNs;
    }

    /** Returns a line for each contender. */
    List<String> measure() throws IOException
    {
        for (int turn = 0; turn < WARM_UP_TURNS; turn++)
        {
            turn(turn, warmUpNs);
        }
        final int most = plan.cell().isQuiet ? calmPairs : TURNS_FOR_A_CALM_ONE * calmPairs;
        for (int turn = 0; turn < most && fewestCalm() < calmPairs; turn++)
        {
            turns.add(turn(turn, roundNs));
        }
        final List<String> lines = new ArrayList<>();
        for (int i = 0; i < plan.contenders().size(); i++)
        {
            lines.add(line(i));
        }
        return lines;
    }

    /** Every second turn goes the other way round, so that a drift favours nobody. */
    private HostNear.Round[] turn(int turn, long ns) throws IOException
    {
        final int count = plan.contenders().size();
        final HostNear.Round[] rounds = new HostNear.Round[count];
        for (int i = 0; i < count; i++)
        {
            final int contender = turn % 2 == 0 ? i : count - 1 - i;
            rounds[contender] = near.measure(contender, ns);
        }
        return rounds;
    }

    private int fewestCalm()
    {
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < plan.contenders().size(); i++)
        {
            fewest = Math.min(fewest, calm(i).size());
        }
        return fewest;
    }

    private List<HostNear.Round[]> calm(int contender)
    {
        return turns.stream().filter((each) -> each[0].isCalm() && each[contender].isCalm()).toList();
    }

    private String line(int contender)
    {
        final List<HostNear.Round[]> calm = calm(contender);
        final boolean areCalm = plan.cell().isQuiet || calm.size() >= Math.min(FEWEST_CALM, calmPairs);
        final List<HostNear.Round[]> pairs = areCalm && !plan.cell().isQuiet ? calm : turns;
        final boolean isTime = plan.cell().isRoundTrip;
        final double unit = isTime ? 1 : 1e6;
        return String.format(Locale.ROOT,
            "%-16s %5d  %-16s %9s %-4s %s  %6.2f  %5.2f - %5.2f  %3d of %d%s",
            plan.cell().title, plan.length(), plan.contenders().get(contender).title,
            digits(quantile(pairs, (each) -> each[contender].figure(), 0.5) / unit),
            isTime ? "ns" : "M/s",
            isTime ? String.format(Locale.ROOT, "%9.0f", quantile(pairs, (each) -> each[contender].p99(), 0.5)) :
                "         ",
            quantile(pairs, (each) -> ratio(each, contender), 0.5),
            quantile(pairs, (each) -> ratio(each, contender), 0.25),
            quantile(pairs, (each) -> ratio(each, contender), 0.75),
            pairs.size(), turns.size(), areCalm ? "" : ", NOT CALM, all but " + calm.size());
    }

    private static String digits(double figure)
    {
        return String.format(Locale.ROOT, figure < 1 ? "%.4f" : "%.2f", figure);
    }

    private static double ratio(HostNear.Round[] turn, int contender)
    {
        return turn[0].figure() / turn[contender].figure();
    }

    private static double quantile(List<HostNear.Round[]> turns, ToDoubleFunction<HostNear.Round[]> value,
        double quantile)
    {
        final double[] sorted = turns.stream().mapToDouble(value).toArray();
        Arrays.sort(sorted);
        return sorted[(int)Math.round(quantile * (sorted.length - 1))];
    }
}
