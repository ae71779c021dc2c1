package org.gradientbus.jmh.rig;

import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Machine;
import org.gradientbus.jmh.peer.Peer;
import org.gradientbus.jmh.peer.Peers;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code gradient bench}: measures the bus at each distance, beside what one would take instead.
 */
@Command(
    name = "gradient bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures the bus at each distance on this machine, beside what one would take instead: round " +
        "trips by a fixed schedule, timed from when they were to begin, and messages a second one way.",
    footer = {
        "",
        "Nothing else should run on the machine. As root, NETWORK is measured between two network namespaces, else " +
            "over loopback. Exit status 1 when something could not be measured."})
public final class Bench implements Callable<Integer>
{
    private static final List<Integer> LENGTHS = List.of(32);
    private static final List<Integer> ALL_LENGTHS = List.of(32, 256, 1024, 16 * 1024);
    private static final List<Long> RATES = List.of(10_000L, 100_000L);
    private static final List<Long> ALL_RATES = List.of(1_000L, 10_000L, 100_000L, 500_000L);

    @Spec
    private CommandSpec spec;

    @Option(names = "--rung", split = ",", paramLabel = "RUNG",
        description = "process, host or network; all of them unless given.")
    private List<Rung> rungs = List.of(Rung.PROCESS, Rung.HOST, Rung.NETWORK);

    @Option(names = "--peer", split = ",", paramLabel = "NAME",
        description = "Who is measured; all unless given. --peers lists them.")
    private List<Peer> peers = Peers.all();

    @Option(names = "--size", split = ",", paramLabel = "BYTES",
        description = "Of the payload, a multiple of 8; 32 unless given.")
    private List<Integer> lengths;

    @Option(names = "--rate", split = ",", paramLabel = "PER_SECOND",
        description = "Round trips a second; 10000 and 100000 unless given.")
    private List<Long> rates;

    @Option(names = "--no-round-trips", description = "Messages a second only.")
    private boolean hasNoRoundTrips;

    @Option(names = "--no-one-way", description = "Round trips only.")
    private boolean hasNoOneWay;

    @Option(names = "--idle", paramLabel = "PROFILE", defaultValue = "BALANCED",
        description = "How those wait who wait: spin, balanced or quiet; balanced unless given.")
    private IdleProfile idle;

    @Option(names = "--runs", paramLabel = "N", description = "Of everything, in turns; 3 unless given.")
    private Integer runs;

    @Option(names = "--ms", paramLabel = "MS", description = "Of one measurement; 1000 unless given.")
    private Long runMs;

    @Option(names = "--warm-up-ms", paramLabel = "MS", description = "Before those of a job; 2000 unless given.")
    private Long warmUpMs;

    @Option(names = "--full", description = "Takes hours: 5 runs of 2000 ms with 5000 ms of warm-up, four sizes and " +
        "four rates, unless they are given.")
    private boolean isFull;

    @Option(names = "--loopback", description = "NETWORK over loopback also where namespaces could be had.")
    private boolean isLoopback;

    @Option(names = "--cpus", paramLabel = "LIST", description = "Runs what measures on these cores, as taskset does.")
    private String cpus;

    @Option(names = "--jvm", paramLabel = "ARGUMENT", description = "Of each JVM that measures; may be given again.")
    private List<String> jvmArguments = List.of();

    @Option(names = "--out", paramLabel = "DIR",
        description = "Writes tables, TSV, HdrHistogram logs and the environment there.")
    private Path out;

    @Option(names = "--charts", paramLabel = "DIR", description = "Draws charts there, as SVG and PNG.")
    private Path charts;

    @Option(names = "--from", paramLabel = "DIR", description = "Measures nothing, and tells what --out wrote there.")
    private Path from;

    @Option(names = "--peers", description = "Lists all peers, with versions and settings.")
    private boolean isListing;

    /**
     * Runs it.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args)
    {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine()
    {
        return new CommandLine(new Bench())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(Peer.class, Peers::of);
    }

    @Override
    public Integer call() throws IOException, InterruptedException
    {
        final PrintWriter terminal = spec.commandLine().getOut();
        if (isListing)
        {
            Peers.all().forEach((each) -> terminal.println(describe(each)));
            return 0;
        }
        if (from != null)
        {
            tell(ResultFiles.read(from), terminal);
            return 0;
        }
        return measure(terminal);
    }

    private int measure(PrintWriter terminal) throws IOException, InterruptedException
    {
        final Plan plan = plan();
        final List<String> environment = environment(plan);
        environment.forEach(terminal::println);
        terminal.println("takes     about " + plan.seconds() + " s\n");
        terminal.flush();
        try (Running running = new Running(plan, spec.commandLine().getErr()))
        {
            final Figures figures = running.run();
            if (out != null)
            {
                ResultFiles.write(out, environment, figures);
            }
            tell(figures, terminal);
            running.failures().forEach((each) -> terminal.println("FAILED: " + each));
            return running.failures().isEmpty() ? 0 : 1;
        }
    }

    private void tell(Figures figures, PrintWriter terminal) throws IOException
    {
        Report.of(figures).forEach(terminal::println);
        if (charts != null)
        {
            terminal.println("\nin " + charts + " as SVG and PNG: " + String.join(", ", Charts.write(figures, charts)));
        }
        terminal.flush();
    }

    private Plan plan()
    {
        final List<Integer> newLengths = lengths != null ? lengths : isFull ? ALL_LENGTHS : LENGTHS;
        newLengths.forEach((each) -> require(
            each >= Long.BYTES && each % Long.BYTES == 0, "--size=" + each + " must be a multiple of 8"));
        require(!rungs.contains(Rung.FABRIC), "--rung=fabric: there is no such rung yet");
        require(!hasNoRoundTrips || !hasNoOneWay, "--no-round-trips and --no-one-way leave nothing to measure");
        final List<Long> newRates = hasNoRoundTrips ? List.of() : rates != null ? rates : isFull ? ALL_RATES : RATES;
        newRates.forEach((each) -> require(each > 0, "--rate=" + each + " must be above 0"));
        return new Plan(rungs, peers, newLengths, idle, orElse(runs, 3, 5),
            new Schedule(orElse(warmUpMs, 2000L, 5000L), orElse(runMs, 1000L, 2000L), !hasNoOneWay, newRates),
            cpus == null ? List.of() : List.of("taskset", "-c", cpus), jvmArguments, isLoopback);
    }

    private <T> T orElse(T given, T usual, T full)
    {
        return given != null ? given : isFull ? full : usual;
    }

    private void require(boolean isRight, String otherwise)
    {
        if (!isRight)
        {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private List<String> environment(Plan plan)
    {
        final List<String> lines = new ArrayList<>();
        lines.add("date      " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
        lines.add("commit    " + Commit.here());
        lines.add("command   gradient bench " +
            String.join(" ", spec.commandLine().getParseResult().originalArgs()));
        lines.addAll(Machine.describe().lines().toList());
        lines.add(String.format(Locale.ROOT, "rig       %s; %d runs of %d ms after %d ms; rates %s; %s; JVM flags %s",
            plan.idle(), plan.runs(), plan.schedule().runMs(), plan.schedule().warmUpMs(), plan.schedule().rates(),
            cpus == null ? "not pinned" : "on cores " + cpus, jvmArguments));
        plan.peers().stream()
            .filter((each) -> each.rungs().stream().anyMatch(plan.rungs()::contains))
            .forEach((each) -> lines.add("peer      " + describe(each)));
        return lines;
    }

    private static String describe(Peer peer)
    {
        return peer.title() + ", " + peer.version() + ": " + peer.settings() +
            (peer.jvmArguments().isEmpty() ? "" : "; JVM flags " + peer.jvmArguments());
    }
}
