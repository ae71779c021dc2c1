package org.gradientbus.cli.tour;

import org.gradientbus.Rung;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Progress;
import org.gradientbus.cli.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code gradient tour}.
 */
@Command(
    name = "tour",
    mixinStandardHelpOptions = true,
    description = "Measures each rung that can be reached from here: PROCESS between two threads, HOST between two " +
        "JVMs, NETWORK between two that meet over UDP alone: in network namespaces, where " +
        "root may make them and ./gradient gave the tour one to itself. Then computes pi on the bus. All of it in " +
        "under a minute. " +
        "Every message is checked: exit status 0 means that everything was right.")
public final class TourCommand implements Callable<Integer>
{
    private final Terminal terminal;
    private final List<Tour.Reach> rungs;
    private final PiPrograms programs;
    private final Optional<Path> directory;
    private final Plan quick;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean isJson;

    @Option(names = "--quick", description = "Take a few seconds only; the figures then mean little.")
    private boolean isQuick;

    /**
     * The tour of this build.
     *
     * @param terminal to print to
     */
    public TourCommand(Terminal terminal)
    {
        this(terminal, Optional.empty());
    }

    TourCommand(Terminal terminal, Optional<Path> directory)
    {
        this(terminal, List.of(
            new Tour.Reach(Rung.PROCESS, Ends::inProcess),
            new Tour.Reach(Rung.HOST, FarJvm::open),
            new Tour.Reach(Rung.NETWORK, FarJvm::openOverNetwork)), PiPrograms.ofSamples(directory), directory);
    }

    TourCommand(Terminal terminal, List<Tour.Reach> rungs, PiPrograms programs, Optional<Path> directory)
    {
        this(terminal, rungs, programs, directory, Plan.quick());
    }

    /** With another plan for {@code --quick}. */
    TourCommand(
        Terminal terminal, List<Tour.Reach> rungs, PiPrograms programs, Optional<Path> directory, Plan quick)
    {
        this.quick = quick;
        this.directory = directory;
        this.terminal = terminal;
        this.rungs = rungs;
        this.programs = programs;
    }

    @Override
    public Integer call()
    {
        Tour tour = new Tour(isQuick ? quick : Plan.full(), rungs, programs, directory);
        TourReport report = isJson ? new JsonReport(terminal.out()) : new TextReport(terminal.out());
        boolean isRight = tour.run(report, new Progress(terminal, tour.steps()));
        return isRight ? ExitStatus.RIGHT : ExitStatus.WRONG;
    }
}
