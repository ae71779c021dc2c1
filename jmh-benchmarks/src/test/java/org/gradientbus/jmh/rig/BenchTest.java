package org.gradientbus.jmh.rig;

import org.gradientbus.Rung;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The command as a user runs it, with JVMs of its own, as shortly as can be.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BenchTest
{
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void shouldMeasureBetweenThreadsAndProcesses() throws IOException
    {
        final Path results = directory.resolve("results");
        final Path charts = directory.resolve("charts");

        final int status = bench(
            "--rung=process,host", "--peer=gradient,chronicle-queue", "--runs=1", "--ms=5", "--warm-up-ms=4",
            "--rate=2000", "--out=" + results, "--charts=" + charts);

        assertEquals(0, status, () -> out + "\n" + err);
        final List<Cell> cells = ResultFiles.read(results).cells();
        assertEquals(List.of("gradient", "gradient", "gradient", "gradient", "chronicle-queue", "chronicle-queue"),
            cells.stream().map(Cell::peer).toList());
        assertEquals(List.of(Rung.PROCESS, Rung.HOST), cells.stream().map(Cell::rung).distinct().toList());
        assertTrue(Files.readString(results.resolve("environment.txt")).contains("governor"));
        assertTrue(Files.exists(charts.resolve("rungs-32b-2000.svg")));
        assertEquals(0, bench("--from=" + results));
        assertTrue(out.toString().contains("chronicle-queue"), out::toString);
    }

    @Test
    void shouldSayWhatIsWrongWhenAnOptionIs()
    {
        assertEquals(2, bench("--size=33"));
        assertTrue(err.toString().contains("--size=33 must be a multiple of 8"), err::toString);
        assertEquals(2, bench("--peer=carrier-pigeon"));
        assertTrue(err.toString().contains("no peer carrier-pigeon: there are gradient, "), err::toString);
    }

    @Test
    void shouldSayWhoFailedAndGoOnWhenAJvmDoesNotStart()
    {
        final int status = bench(
            "--rung=process", "--peer=gradient,agrona-oto", "--runs=1", "--ms=5", "--warm-up-ms=4", "--rate=2000",
            "--jvm=-XX:NoSuchFlag");

        assertEquals(1, status);
        assertTrue(out.toString().contains("FAILED: PROCESS, 32 bytes, gradient: exit status 1"), out::toString);
        assertTrue(out.toString().contains("FAILED: PROCESS, 32 bytes, agrona-oto: exit status 1"), out::toString);
    }

    @Test
    void shouldListEachPeerWithItsVersion()
    {
        assertEquals(0, bench("--peers"));
        assertTrue(out.toString().contains("disruptor, disruptor 4."), out::toString);
    }

    private int bench(String... args)
    {
        return Bench.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    }
}
