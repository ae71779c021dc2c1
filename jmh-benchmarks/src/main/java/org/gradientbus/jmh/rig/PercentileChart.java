package org.gradientbus.jmh.rig;

import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Latency by percentile, both axes by powers of ten: to the right each step is a tenth of the messages of the one
 * before. Of several runs each point is the median.
 */
final class PercentileChart
{
    private static final int HEIGHT = 560;
    private static final int POINTS = 120;

    /** Points are closer together at the left, where curves are steep. XChart would tick each of evenly spaced ones. */
    private static final double CLOSER = 1.5;
    private static final int PLOT_WIDTH = 650;
    private static final double NS_PER_US = 1000;

    /** A percentile is told when so many messages are beyond it. */
    private static final double FEWEST_BEYOND = 10;

    private PercentileChart()
    {
    }

    /** Of the bus, at the same rate and length. */
    static XYChart ofRungs(Figures figures, List<Cell> cells)
    {
        final Cell any = cells.get(0);
        final XYChart chart = chart(String.format(Locale.ROOT,
            "Gradient by rung: round trips of %s bytes, %,d a second", any.length(), any.rate()));
        cells.stream().sorted(Comparator.comparing(Cell::rung)).forEach((each) -> ChartStyle.line(
            chart.addSeries(each.where(), shares(figures, each), latencies(figures, each)),
            ChartStyle.ofRung(each.rung()), true));
        tickEachDecade(chart);
        return chart;
    }

    /** Of all peers, at the same distance, rate and length. */
    static XYChart ofPeers(Figures figures, List<Cell> cells)
    {
        final Cell any = cells.get(0);
        final XYChart chart = chart(String.format(Locale.ROOT,
            "%s: round trips of %s bytes, %,d a second", any.where(), any.length(), any.rate()));
        // What is drawn last lies on top; the legend goes the same way.
        cells.stream()
            .sorted(Comparator.comparing((Cell each) -> ChartStyle.isOurs(each.peer()))
                .thenComparing((each) -> -figures.roundTripNs(each, 50).median()))
            .forEach((each) -> ChartStyle.line(
                chart.addSeries(each.peer(), shares(figures, each), latencies(figures, each)),
                ChartStyle.ofPeer(each.peer()), ChartStyle.isOurs(each.peer())));
        tickEachDecade(chart);
        return chart;
    }

    private static void tickEachDecade(XYChart chart)
    {
        final double decades = chart.getSeriesMap().values().stream().mapToDouble(XYSeries::getXMax).max().orElse(1);
        chart.getStyler().setXAxisTickMarkSpacingHint((int)(PLOT_WIDTH / Math.max(1, decades)));
    }

    private static XYChart chart(String title)
    {
        final XYChart chart = ChartStyle.chart(title, HEIGHT);
        chart.setXAxisTitle("share of the messages that took less");
        chart.setYAxisTitle("from when it was to begin, µs");
        final XYStyler styler = chart.getStyler();
        styler.setYAxisLogarithmic(true);
        styler.setYAxisLogarithmicDecadeOnly(true);
        styler.setYAxisDecimalPattern(ChartStyle.PLAIN);
        styler.setxAxisTickLabelsFormattingFunction(PercentileChart::share);
        return chart;
    }

    /** All but one in ten to the power of this: 2 is 99 %. */
    private static String share(double decades)
    {
        final int digits = Math.max(0, (int)Math.ceil(decades) - 2);
        return String.format(Locale.ROOT, "%." + digits + "f %%", percentile(decades));
    }

    private static double percentile(double decades)
    {
        return 100 * (1 - Math.pow(10, -decades));
    }

    private static double[] shares(Figures figures, Cell cell)
    {
        final long fewest = figures.runs(cell).stream()
            .mapToLong((each) -> each.histogram().getTotalCount()).min().orElse(1);
        final double decades = Math.max(1, Math.log10(fewest / FEWEST_BEYOND));
        final double[] shares = new double[POINTS + 1];
        for (int i = 0; i <= POINTS; i++)
        {
            shares[i] = decades * Math.pow((double)i / POINTS, CLOSER);
        }
        return shares;
    }

    private static double[] latencies(Figures figures, Cell cell)
    {
        final double[] shares = shares(figures, cell);
        final double[] latencies = new double[shares.length];
        for (int i = 0; i < shares.length; i++)
        {
            latencies[i] = figures.roundTripNs(cell, percentile(shares[i])).median() / NS_PER_US;
        }
        return latencies;
    }
}
