package org.gradientbus.jmh.rig;

import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;

/**
 * Messages a second by the length of their payloads, a line for each peer.
 */
final class SizeChart
{
    private static final int HEIGHT = 560;
    private static final int MARK = 7;
    private static final int PLOT_WIDTH = 650;
    private static final double MILLION = 1e6;

    private SizeChart()
    {
    }

    static XYChart of(Figures figures, List<Cell> cells)
    {
        final XYChart chart = ChartStyle.chart(
            String.format(Locale.ROOT, "%s: messages a second by size", cells.get(0).where()), HEIGHT);
        chart.setXAxisTitle("bytes of payload");
        chart.setYAxisTitle("millions of messages a second");
        final XYStyler styler = chart.getStyler();
        styler.setXAxisTickMarkSpacingHint((int)(PLOT_WIDTH / Math.max(1, doublings(cells))));
        styler.setYAxisLogarithmic(true);
        styler.setYAxisLogarithmicDecadeOnly(true);
        styler.setMarkerSize(MARK);
        styler.setxAxisTickLabelsFormattingFunction((log2) -> String.format(Locale.ROOT, "%,.0f", Math.pow(2, log2)));
        styler.setYAxisDecimalPattern(ChartStyle.PLAIN);
        // What is drawn last lies on top.
        cells.stream().map(Cell::peer).distinct()
            .sorted(Comparator.comparing(ChartStyle::isOurs))
            .forEach((each) -> draw(chart, figures, cells.stream()
                .filter((cell) -> cell.peer().equals(each))
                .sorted(Comparator.comparing(Cell::length))
                .toList()));
        return chart;
    }

    /** How often the shortest payload is to be doubled to be as long as the longest. */
    private static double doublings(List<Cell> cells)
    {
        final IntSummaryStatistics lengths = cells.stream().mapToInt(Cell::length).summaryStatistics();
        return log2(lengths.getMax()) - log2(lengths.getMin());
    }

    private static double log2(int value)
    {
        return Math.log(value) / Math.log(2);
    }

    private static void draw(XYChart chart, Figures figures, List<Cell> ofPeer)
    {
        final String peer = ofPeer.get(0).peer();
        ChartStyle.line(
            chart.addSeries(peer,
                ofPeer.stream().mapToDouble((each) -> log2(each.length())).toArray(),
                ofPeer.stream().mapToDouble((each) -> figures.perSecond(each).median() / MILLION).toArray()),
            ChartStyle.ofPeer(peer), ChartStyle.isOurs(peer)).setMarker(SeriesMarkers.CIRCLE)
            .setMarkerColor(ChartStyle.ofPeer(peer));
    }
}
