package org.gradientbus.jmh.rig;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What all runs gave, by cell, in the order in which they came.
 */
public final class Figures
{
    private final Map<Cell, List<Measured>> runsByCell = new LinkedHashMap<>();

    /**
     * A figure of several runs.
     *
     * @param median of them; between the two in the middle when they are even
     * @param least  of them
     * @param most   of them
     */
    public record Spread(double median, double least, double most)
    {
    }

    void add(Cell cell, Measured measured)
    {
        runsByCell.computeIfAbsent(cell, (ignore) -> new ArrayList<>()).add(measured);
    }

    /** All that was measured. */
    public List<Cell> cells()
    {
        return List.copyOf(runsByCell.keySet());
    }

    List<Measured> runs(Cell cell)
    {
        return runsByCell.get(cell);
    }

    /** Of messages a second. */
    public Spread perSecond(Cell cell)
    {
        return spread(cell, Measured::perSecond);
    }

    /** Of the nanoseconds that a share of the round trips took at most. */
    public Spread roundTripNs(Cell cell, double percentile)
    {
        return spread(cell, (each) -> each.histogram().getValueAtPercentile(percentile));
    }

    /** Did any run fall behind its rate? */
    public boolean hasKeptUp(Cell cell)
    {
        return runs(cell).stream().allMatch(Measured::hasKeptUp);
    }

    /** How many of the runs had a core for both threads. */
    public long calmRuns(Cell cell)
    {
        return runs(cell).stream().filter(Measured::isCalm).count();
    }

    private Spread spread(Cell cell, ToDoubleFunction<Measured> figure)
    {
        final double[] sorted = runs(cell).stream().mapToDouble(figure).toArray();
        Arrays.sort(sorted);
        final int last = sorted.length - 1;
        return new Spread((sorted[last / 2] + sorted[(last + 1) / 2]) / 2, sorted[0], sorted[last]);
    }
}
