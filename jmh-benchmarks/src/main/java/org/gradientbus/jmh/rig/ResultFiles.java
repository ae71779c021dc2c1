package org.gradientbus.jmh.rig;

import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;
import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Place;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is kept of all runs, in a folder.
 *
 * <pre>
 *   environment.txt   machine, commit, command, and how each peer is set up
 *   report.txt        the tables
 *   summary.tsv       a line for each cell: medians of the runs, least and most
 *   runs.tsv          a line for each cell and run
 *   latencies.hlog    HdrHistogram's log: a histogram for each of those lines that is of round trips, by its tag
 * </pre>
 */
final class ResultFiles
{
    private static final String RUNS = "runs.tsv";
    private static final String LATENCIES = "latencies.hlog";
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};
    private static final String CELL_COLUMNS = "rung\tplace\tidle\tbytes\tpeer\trate";
    private static final String LATENCY_COLUMNS = "p50_ns\tp90_ns\tp99_ns\tp99.9_ns\tp99.99_ns\tmax_ns";

    private ResultFiles()
    {
    }

    static void write(Path directory, List<String> environment, Figures figures) throws IOException
    {
        Files.createDirectories(directory);
        Files.write(directory.resolve("environment.txt"), environment);
        Files.write(directory.resolve("report.txt"), Report.of(figures));
        Files.write(directory.resolve("summary.tsv"), summary(figures));
        Files.write(directory.resolve(RUNS), runs(figures));
        writeLatencies(directory.resolve(LATENCIES), figures);
    }

    private static List<String> summary(Figures figures)
    {
        final List<String> lines = new ArrayList<>();
        lines.add(CELL_COLUMNS + "\truns\tcalm_runs\tkept_up\tper_second\tper_second_least\tper_second_most\t" +
            LATENCY_COLUMNS + "\tp50_least_ns\tp50_most_ns");
        for (final Cell cell : figures.cells())
        {
            final Figures.Spread perSecond = figures.perSecond(cell);
            final StringBuilder line = new StringBuilder(columns(cell))
                .append('\t').append(figures.runs(cell).size())
                .append('\t').append(figures.calmRuns(cell))
                .append('\t').append(figures.hasKeptUp(cell))
                .append(String.format(Locale.ROOT, "\t%.0f\t%.0f\t%.0f",
                    perSecond.median(), perSecond.least(), perSecond.most()));
            for (final double percentile : PERCENTILES)
            {
                append(line, cell, figures.roundTripNs(cell, percentile).median());
            }
            append(line, cell, figures.roundTripNs(cell, 50).least());
            append(line, cell, figures.roundTripNs(cell, 50).most());
            lines.add(line.toString());
        }
        return lines;
    }

    private static List<String> runs(Figures figures)
    {
        final List<String> lines = new ArrayList<>();
        lines.add(CELL_COLUMNS + "\trun\tsent\ttook_ns\twaited_for_core_ns\tper_second\t" + LATENCY_COLUMNS);
        for (final Cell cell : figures.cells())
        {
            int run = 0;
            for (final Measured measured : figures.runs(cell))
            {
                final StringBuilder line = new StringBuilder(columns(cell)).append(String.format(Locale.ROOT,
                    "\t%d\t%d\t%d\t%d\t%.0f",
                    ++run, measured.sent(), measured.tookNs(), measured.delayNs(), measured.perSecond()));
                for (final double percentile : PERCENTILES)
                {
                    append(line, cell, measured.histogram().getValueAtPercentile(percentile));
                }
                lines.add(line.toString());
            }
        }
        return lines;
    }

    /** Nothing one way, where no message comes back to be timed. */
    private static void append(StringBuilder line, Cell cell, double ns)
    {
        line.append('\t').append(cell.isOneWay() ? "" : String.format(Locale.ROOT, "%.0f", ns));
    }

    private static String columns(Cell cell)
    {
        return String.join("\t", cell.rung().name(), cell.place().name(), cell.idle().name(),
            Integer.toString(cell.length()), cell.peer(), Long.toString(cell.rate()));
    }

    private static void writeLatencies(Path file, Figures figures) throws IOException
    {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8))
        {
            final HistogramLogWriter writer = new HistogramLogWriter(out);
            writer.outputLogFormatVersion();
            writer.outputComment("[nanoseconds; a tag is rung_place_idle_bytes_peer_rate_run]");
            writer.outputLegend();
            for (final Cell cell : figures.cells())
            {
                int run = 0;
                for (final Measured measured : figures.runs(cell))
                {
                    run++;
                    if (!cell.isOneWay())
                    {
                        final Histogram histogram = measured.histogram().copy();
                        histogram.setTag(cell.tag() + "_" + run);
                        writer.outputIntervalHistogram(histogram);
                    }
                }
            }
        }
    }

    /** What {@link #write} wrote. */
    static Figures read(Path directory) throws IOException
    {
        final Map<String, Histogram> histograms = readLatencies(directory.resolve(LATENCIES));
        final Figures figures = new Figures();
        final List<String> lines = Files.readAllLines(directory.resolve(RUNS));
        for (final String line : lines.subList(1, lines.size()))
        {
            final String[] words = line.split("\t");
            final Cell cell = new Cell(Rung.valueOf(words[0]), Place.Kind.valueOf(words[1]),
                IdleProfile.valueOf(words[2]), Integer.parseInt(words[3]), words[4], Long.parseLong(words[5]));
            final Histogram histogram = cell.isOneWay() ? new Histogram(NearReceiver.LONGEST_NS, 1) :
                histograms.get(cell.tag() + "_" + words[6]);
            figures.add(cell, new Measured(
                cell.rate(), Long.parseLong(words[7]), Long.parseLong(words[8]), Long.parseLong(words[9]), histogram));
        }
        return figures;
    }

    private static Map<String, Histogram> readLatencies(Path file) throws IOException
    {
        final Map<String, Histogram> histograms = new HashMap<>();
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile()))
        {
            while (reader.hasNext())
            {
                final EncodableHistogram next = reader.nextIntervalHistogram();
                if (next instanceof Histogram histogram)
                {
                    histograms.put(histogram.getTag(), histogram);
                }
            }
        }
        return histograms;
    }
}
