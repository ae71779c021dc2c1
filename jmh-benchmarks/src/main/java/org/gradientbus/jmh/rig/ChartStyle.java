package org.gradientbus.jmh.rig;

import org.gradientbus.Rung;
import org.gradientbus.jmh.peer.Peer;
import org.gradientbus.jmh.peer.Peers;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How all charts look: white, with light lines to go by, the bus in one strong colour and everybody else in a quieter
 * one of his own, the same in every chart.
 */
final class ChartStyle
{
    static final int WIDTH = 960;

    /** Of numbers at axes. */
    static final String PLAIN = "#,##0.###";
    static final float STRONG = 3.6f;
    static final float QUIET = 1.9f;

    private static final Color INK = new Color(0x26, 0x2B, 0x33);
    private static final Color FAINT_INK = new Color(0x5F, 0x68, 0x74);
    private static final Color GRID = new Color(0xEC, 0xEF, 0xF2);
    private static final Color OURS = new Color(0xD1, 0x49, 0x1B);
    private static final Color OURS_TOO = new Color(0xF0, 0x9A, 0x5B);
    private static final List<Color> OTHERS = List.of(
        new Color(0x00, 0x72, 0xB2), new Color(0x56, 0xA5, 0xDB), new Color(0x00, 0x7A, 0x5E),
        new Color(0x33, 0x2A, 0x86), new Color(0x8C, 0x6B, 0x1F), new Color(0x8E, 0x3B, 0x8B),
        new Color(0xC7, 0x86, 0xC4), new Color(0x4F, 0x7F, 0x1F), new Color(0x9C, 0xBD, 0x55),
        new Color(0x7A, 0x30, 0x40), new Color(0x6B, 0x72, 0x7B), new Color(0xA9, 0xB0, 0xB8));
    private static final Map<Rung, Color> BY_RUNG = Map.of(
        Rung.PROCESS, new Color(0x00, 0x7A, 0x5E), Rung.HOST, new Color(0x00, 0x72, 0xB2),
        Rung.FABRIC, new Color(0x8E, 0x3B, 0x8B), Rung.NETWORK, OURS);

    private static final int TITLE_SIZE = 19;
    private static final int TEXT_SIZE = 13;
    private static final int DOTS_PER_INCH = 144;

    private ChartStyle()
    {
    }

    static XYChart chart(String title, int height)
    {
        final XYChart chart = new XYChartBuilder().width(WIDTH).height(height).title(title).build();
        final XYStyler styler = chart.getStyler();
        styler.setLocale(Locale.ROOT);
        styler.setBaseFont(font(Font.PLAIN, TEXT_SIZE));
        styler.setChartTitleFont(font(Font.BOLD, TITLE_SIZE));
        styler.setAxisTitleFont(font(Font.PLAIN, TEXT_SIZE));
        styler.setAxisTickLabelsFont(font(Font.PLAIN, TEXT_SIZE));
        styler.setLegendFont(font(Font.PLAIN, TEXT_SIZE));
        styler.setChartFontColor(INK);
        styler.setAxisTickLabelsColor(FAINT_INK);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setAxisTicksMarksVisible(false);
        styler.setAxisTicksLineVisible(false);
        styler.setPlotMargin(0);
        styler.setChartPadding(22);
        styler.setChartTitlePadding(14);
        styler.setAxisTitlePadding(12);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
        styler.setLegendSeriesLineLength(26);
        return chart;
    }

    private static Font font(int style, int size)
    {
        return new Font(Font.SANS_SERIF, style, size);
    }

    static Color ofRung(Rung rung)
    {
        return BY_RUNG.get(rung);
    }

    static Color ofPeer(String title)
    {
        if (isOurs(title))
        {
            return title.equals("gradient") ? OURS : OURS_TOO;
        }
        final List<String> others =
            Peers.all().stream().map(Peer::title).filter((each) -> !isOurs(each)).toList();
        return OTHERS.get(Math.max(0, others.indexOf(title)) % OTHERS.size());
    }

    static boolean isOurs(String peer)
    {
        return peer.startsWith("gradient");
    }

    /** A line without marks, the bus's own above the others'. */
    static XYSeries line(XYSeries series, Color color, boolean isStrong)
    {
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(
            isStrong ? STRONG : QUIET, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        series.setMarker(SeriesMarkers.NONE);
        return series;
    }

    /** As SVG, and as PNG of twice the size. */
    static void save(XYChart chart, Path directory, String name) throws IOException
    {
        Files.createDirectories(directory);
        final String file = directory.resolve(name).toString();
        VectorGraphicsEncoder.saveVectorGraphic(chart, file, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        BitmapEncoder.saveBitmapWithDPI(chart, file, BitmapEncoder.BitmapFormat.PNG, DOTS_PER_INCH);
    }
}
