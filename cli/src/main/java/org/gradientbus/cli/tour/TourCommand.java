package org.gradientbus.cli.tour;

import org.gradientbus.BusConfig;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Progress;
import org.gradientbus.cli.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * {@code gradient tour}.
 */
@Command(
    name = "tour",
    mixinStandardHelpOptions = true,
    description = "Measures each rung that this build can reach, then computes pi on the bus, in under a minute. " +
        "Every message is checked: exit status 0 means that everything was right.")
public final class TourCommand implements Callable<Integer>
{
    private final Terminal terminal;
    private final List<Function<BusConfig, Ends>> rungs;
    private final PiPrograms programs;

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
        this(terminal, List.of(Ends::inProcess), PiPrograms.ofSamples());
    }

    TourCommand(Terminal terminal, List<Function<BusConfig, Ends>> rungs, PiPrograms programs)
    {
        this.terminal = terminal;
        this.rungs = rungs;
        this.programs = programs;
    }

    @Override
    public Integer call()
    {
        Tour tour = new Tour(isQuick ? Plan.quick() : Plan.full(), rungs, programs);
        TourReport report = isJson ? new JsonReport(terminal.out()) : new TextReport(terminal.out());
        boolean isRight = tour.run(report, new Progress(terminal, tour.steps()));
        return isRight ? ExitStatus.RIGHT : ExitStatus.WRONG;
    }
}
