package org.gradientbus.jmh.rig;

import org.HdrHistogram.Histogram;
import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResultFilesTest
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    Path directory;

    @Test
    void shouldReadWhatWasWritten() throws IOException
    {
        final Figures figures = sample();
        ResultFiles.write(directory, List.of("CPU       some"), figures);

        final Figures read = ResultFiles.read(directory);

        assertEquals(figures.cells(), read.cells());
        for (final Cell cell : figures.cells())
        {
            assertEquals(figures.perSecond(cell), read.perSecond(cell));
            assertEquals(figures.roundTripNs(cell, 99), read.roundTripNs(cell, 99));
        }
        assertEquals(List.of("CPU       some"), Files.readAllLines(directory.resolve("environment.txt")));
        assertEquals(1 + figures.cells().size(), Files.readAllLines(directory.resolve("summary.tsv")).size());
    }

    @Test
    void shouldTellTheMedianAndTheSpreadOfTheRuns()
    {
        final Figures figures = new Figures();
        final Cell cell = cell("gradient", 0, 32);
        for (final long sent : new long[]{300, 100, 200})
        {
            figures.add(cell, new Measured(0, sent, SECOND_NS, 0, new Histogram(1)));
        }

        assertEquals(new Figures.Spread(200, 100, 300), figures.perSecond(cell));
        figures.add(cell, new Measured(0, 500, SECOND_NS, 0, new Histogram(1)));
        assertEquals(new Figures.Spread(250, 100, 500), figures.perSecond(cell));
    }

    @Test
    void shouldSayWhoFellBehind()
    {
        final Figures figures = new Figures();
        figures.add(cell("slow", 1_000, 32), measured(1_000, 1));
        figures.add(cell("quick", 1_000, 32), measured(1_000, 1));
        figures.add(cell("slow", 1_000, 32), new Measured(1_000, 500, SECOND_NS, 0, measured(1_000, 1).histogram()));

        final List<String> lines = Report.of(figures);

        assertTrue(lines.stream().anyMatch((each) -> each.contains("slow") && each.contains("FELL BEHIND: 500")));
        assertFalse(lines.stream().anyMatch((each) -> each.contains("quick") && each.contains("FELL BEHIND")));
    }

    @Test
    void shouldSayWhereOthersHadTheCores()
    {
        final Figures figures = new Figures();
        figures.add(cell("gradient", 0, 32), new Measured(0, 100, SECOND_NS, SECOND_NS / 5, new Histogram(1)));
        figures.add(cell("gradient", 0, 32), new Measured(0, 100, SECOND_NS, SECOND_NS / 20, new Histogram(1)));

        final List<String> lines = Report.of(figures);

        assertTrue(
            lines.get(lines.size() - 1).endsWith("NOT CALM: others had the cores in 1 of 2 runs"), lines::toString);
    }

    @Test
    void shouldPassAMeasurementFromProcessToProcess()
    {
        final Measured measured = measured(10_000, 3);

        final Measured passed = Measured.ofLine(measured.toLine());

        assertTrue(Measured.isLine(measured.toLine()));
        assertEquals(measured, passed);
    }

    @Test
    void shouldDrawChartsOfAllThatWasMeasured() throws IOException
    {
        final List<String> names = Charts.write(sample(), directory);

        assertTrue(names.containsAll(List.of(
            "rungs-32b-10000", "latency-host-32b-10000", "peers-host-32b-10000", "throughput-host-32b",
            "throughput-host")), names::toString);
        for (final String name : names)
        {
            assertTrue(Files.readString(directory.resolve(name + ".svg")).contains("<svg"), name);
            final byte[] png = Files.readAllBytes(directory.resolve(name + ".png"));
            assertArrayEquals(new byte[]{(byte)0x89, 'P', 'N', 'G'}, Arrays.copyOf(png, 4), name);
        }
    }

    private static Figures sample()
    {
        final Figures figures = new Figures();
        for (int run = 0; run < 3; run++)
        {
            int slowness = 1;
            for (final String peer : List.of("gradient", "aeron", "tcp"))
            {
                figures.add(cell(peer, 10_000, 32), measured(10_000, slowness + run));
                for (final int length : new int[]{32, 1024})
                {
                    figures.add(cell(peer, 0, length),
                        new Measured(0, (10 + run) * 100_000L / slowness, SECOND_NS, 0, new Histogram(1)));
                }
                slowness += 4;
            }
        }
        return figures;
    }

    private static Cell cell(String peer, long rate, int length)
    {
        return new Cell(Rung.HOST, Place.Kind.MEMORY, IdleProfile.BALANCED, length, peer, rate);
    }

    /** Most take a little, and some much longer. */
    private static Measured measured(long rate, int slowness)
    {
        final Histogram histogram = new Histogram(NearReceiver.LONGEST_NS, 3);
        for (int i = 1; i <= rate; i++)
        {
            histogram.recordValue(slowness * (500L + 20_000_000L / i));
        }
        return new Measured(rate, rate, SECOND_NS, 0, histogram);
    }
}
