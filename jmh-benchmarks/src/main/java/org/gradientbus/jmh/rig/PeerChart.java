package org.gradientbus.jmh.rig;

import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A row for each peer, the best on top: where its figures are, on a scale of powers of ten.
 */
final class PeerChart
{
    private static final int ROW = 38;
    private static final int FRAME = 170;
    private static final int MARK = 11;
    private static final String NOTHING = "\u200B";
    private static final double NS_PER_US = 1000;
    private static final double MILLION = 1e6;

    private final XYChart chart;
    private final List<Cell> rows;

    /** The best is first. */
    private PeerChart(String title, String axis, List<Cell> best)
    {
        rows = new ArrayList<>(best);
        Collections.reverse(rows);
        chart = ChartStyle.chart(title, FRAME + ROW * rows.size());
        chart.setXAxisTitle(axis);
        final XYStyler styler = chart.getStyler();
        styler.setXAxisLogarithmic(true);
        styler.setLegendVisible(false);
        styler.setYAxisMin(0.4);
        styler.setYAxisMax(rows.size() + 0.6);
        styler.setYAxisTickMarkSpacingHint(ROW);
        styler.setMarkerSize(MARK);
        styler.setyAxisTickLabelsFormattingFunction(this::name);
        styler.setXAxisDecimalPattern(ChartStyle.PLAIN);
    }

    /** p50, p99 and p99.9: a filled circle, a square, a triangle. */
    static XYChart ofLatency(Figures figures, List<Cell> cells)
    {
        final Cell any = cells.get(0);
        final PeerChart peers = new PeerChart(
            String.format(Locale.ROOT, "%s: round trips of %s bytes, %,d a second",
                any.where(), any.length(), any.rate()),
            "µs from when it was to begin:   ● p50   ■ p99   ▲ p99.9",
            cells.stream().sorted(Comparator.comparingDouble(
                (each) -> figures.roundTripNs(each, 50).median())).toList());
        for (final Cell cell : peers.rows)
        {
            final double p50 = figures.roundTripNs(cell, 50).median() / NS_PER_US;
            final double p99 = figures.roundTripNs(cell, 99).median() / NS_PER_US;
            final double p999 = figures.roundTripNs(cell, 99.9).median() / NS_PER_US;
            peers.line(cell, p50, p999);
            peers.mark(cell, "p99.9", p999, SeriesMarkers.TRIANGLE_UP);
            peers.mark(cell, "p99", p99, SeriesMarkers.SQUARE);
            peers.mark(cell, "p50", p50, SeriesMarkers.CIRCLE);
        }
        return peers.chart;
    }

    /** The median of the runs, and a line from the least to the most. */
    static XYChart ofThroughput(Figures figures, List<Cell> cells)
    {
        final Cell any = cells.get(0);
        final PeerChart peers = new PeerChart(
            String.format(Locale.ROOT, "%s: one way, %s bytes", any.where(), any.length()),
            "millions of messages a second; the line goes from the least of the runs to the most",
            cells.stream().sorted(Comparator.comparingDouble(
                (each) -> -figures.perSecond(each).median())).toList());
        for (final Cell cell : peers.rows)
        {
            final Figures.Spread spread = figures.perSecond(cell);
            peers.line(cell, spread.least() / MILLION, spread.most() / MILLION);
            peers.mark(cell, "median", spread.median() / MILLION, SeriesMarkers.CIRCLE);
        }
        return peers.chart;
    }

    private String name(double row)
    {
        final int index = (int)Math.round(row);
        final boolean isRow = Math.abs(row - index) < 0.01 && index >= 1 && index <= rows.size();
        // No two labels may be the same, and these are not to be seen.
        return isRow ? rows.get(index - 1).peer() : NOTHING.repeat(Math.max(1, 10 + (int)Math.round(10 * row)));
    }

    private double row(Cell cell)
    {
        return rows.indexOf(cell) + 1;
    }

    private void line(Cell cell, double from, double to)
    {
        final XYSeries series = chart.addSeries(
            cell.peer(), new double[]{from, to}, new double[]{row(cell), row(cell)});
        ChartStyle.line(series, ChartStyle.ofPeer(cell.peer()), ChartStyle.isOurs(cell.peer()));
    }

    private void mark(Cell cell, String what, double at, Marker marker)
    {
        final XYSeries series = chart.addSeries(
            cell.peer() + " " + what, new double[]{at}, new double[]{row(cell)});
        series.setLineStyle(new BasicStroke(0));
        series.setMarker(marker);
        series.setMarkerColor(ChartStyle.ofPeer(cell.peer()));
    }
}
