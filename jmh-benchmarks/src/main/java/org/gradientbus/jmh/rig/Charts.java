package org.gradientbus.jmh.rig;

import org.gradientbus.Rung;
import org.knowm.xchart.XYChart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What there is to see of the figures, each as SVG and as PNG.
 *
 * <pre>
 *   rungs-32b-10000             the bus alone: latency by percentile, a line for each rung
 *   latency-host-32b-10000      all peers of a rung: latency by percentile
 *   peers-host-32b-10000        the same in short: p50, p99 and p99.9, the best first
 *   throughput-host-32b         messages a second, the best first
 *   throughput-host             messages a second by length, when there are several
 * </pre>
 */
final class Charts
{
    private static final String OURS = "gradient";

    private final Figures figures;
    private final Path directory;
    private final List<String> names = new ArrayList<>();

    private Charts(Figures figures, Path directory)
    {
        this.figures = figures;
        this.directory = directory;
    }

    /** Returns the names of what it wrote, without their endings. */
    static List<String> write(Figures figures, Path directory) throws IOException
    {
        final Charts charts = new Charts(figures, directory);
        charts.ofRungs();
        charts.ofPeers();
        charts.ofSizes();
        return charts.names;
    }

    private void ofRungs() throws IOException
    {
        for (final List<Cell> cells : grouped(
            figures.cells().stream().filter((each) -> !each.isOneWay() && each.peer().equals(OURS)).toList(),
            (each) -> each.length() + "b-" + each.rate()))
        {
            final Cell first = cells.get(0);
            save(PercentileChart.ofRungs(figures, cells), "rungs-" + first.length() + "b-" + first.rate(), cells);
        }
    }

    private void ofPeers() throws IOException
    {
        for (final List<Cell> cells : grouped(figures.cells(),
            (each) -> each.rung() + " " + each.length() + " " + each.rate()))
        {
            final Cell first = cells.get(0);
            if (first.isOneWay())
            {
                save(PeerChart.ofThroughput(figures, cells), "throughput-" + name(first.rung(), first.length()), cells);
            }
            else
            {
                final String name = name(first.rung(), first.length()) + "-" + first.rate();
                save(PeerChart.ofLatency(figures, cells), "peers-" + name, cells);
                save(PercentileChart.ofPeers(figures, cells), "latency-" + name, cells);
            }
        }
    }

    private void ofSizes() throws IOException
    {
        for (final List<Cell> cells : grouped(
            figures.cells().stream().filter(Cell::isOneWay).toList(), (each) -> each.rung().name()))
        {
            if (cells.stream().mapToInt(Cell::length).distinct().count() > 1)
            {
                save(SizeChart.of(figures, cells), "throughput-" + lower(cells.get(0).rung()), cells);
            }
        }
    }

    /** Where others had the cores the machine is measured, and whoever looks at the chart must know. */
    private void save(XYChart chart, String name, List<Cell> cells) throws IOException
    {
        if (cells.stream().anyMatch((each) -> figures.calmRuns(each) < figures.runs(each).size()))
        {
            chart.setTitle(chart.getTitle() + " (on a busy machine)");
        }
        ChartStyle.save(chart, directory, name);
        names.add(name);
    }

    private static List<List<Cell>> grouped(List<Cell> cells, Function<Cell, String> key)
    {
        return cells.stream().map(key).distinct()
            .map((each) -> cells.stream().filter((cell) -> key.apply(cell).equals(each)).toList())
            .toList();
    }

    private static String name(Rung rung, int length)
    {
        return lower(rung) + "-" + length + "b";
    }

    private static String lower(Rung rung)
    {
        return rung.name().toLowerCase(Locale.ROOT);
    }
}
