package org.gradientbus.cli;

import org.gradientbus.Address;
import org.gradientbus.BusException;
import org.gradientbus.RequestException;
import org.gradientbus.RequestFailure;
import org.gradientbus.SendException;
import org.gradientbus.cli.doctor.DoctorCommand;
import org.gradientbus.cli.tools.CleanCommand;
import org.gradientbus.cli.tools.LsCommand;
import org.gradientbus.cli.tools.PingCommand;
import org.gradientbus.cli.tools.PubCommand;
import org.gradientbus.cli.tools.ReqCommand;
import org.gradientbus.cli.tools.SubCommand;
import org.gradientbus.cli.tools.TopCommand;
import org.gradientbus.cli.tour.TourCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The command line: {@code gradient} and its commands.
 */
@Command(
    name = "gradient",
    description = "Gradient, an embeddable message bus for the JVM: tools to try it and to look into it.",
    mixinStandardHelpOptions = true,
    versionProvider = Gradient.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    footer = {
        "%n'gradient COMMAND --help' tells more of a command.",
        "'./gradient bench' measures the bus beside others; it has a jar of its own."})
public final class Gradient implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    /**
     * The whole command line. A new command is one more in this list.
     *
     * @param terminal that the commands print to
     * @return ready to execute
     */
    public static CommandLine commandLine(Terminal terminal)
    {
        return commandLine(terminal, List.of(
            new TourCommand(terminal),
            new DoctorCommand(terminal),
            new LsCommand(terminal),
            new TopCommand(terminal),
            new PingCommand(terminal),
            new SubCommand(terminal),
            new PubCommand(terminal),
            new ReqCommand(terminal),
            new CleanCommand(terminal)));
    }

    static CommandLine commandLine(Terminal terminal, List<?> commands)
    {
        CommandLine commandLine = new CommandLine(new Gradient());
        commandLine.getCommandSpec().usageMessage().exitCodeList(ExitStatus.byNumber());
        commands.forEach(commandLine::addSubcommand);
        return commandLine
            .registerConverter(Address.class, new Literals.OfAddress())
            .registerConverter(Duration.class, new Literals.OfDuration())
            // An @ in front of a file's name says that it holds a message, not more of the command line.
            .setExpandAtFiles(false)
            .setOut(terminal.out())
            .setErr(terminal.err())
            .setParameterExceptionHandler(Gradient::explainUsage)
            .setExecutionExceptionHandler(Gradient::explainFailure);
    }

    /**
     * The version of the jar this runs from.
     *
     * @return as Maven has it
     */
    public static String version()
    {
        String version = Gradient.class.getPackage().getImplementationVersion();
        return version == null ? "(not run from its jar)" : version;
    }

    @Override
    public Integer call()
    {
        spec.commandLine().usage(spec.commandLine().getOut());
        return ExitStatus.RIGHT;
    }

    private static int explainUsage(ParameterException mistake, String[] args)
    {
        CommandLine command = mistake.getCommandLine();
        String what = mistake instanceof UnmatchedArgumentException unmatched ?
            explainUnmatched(unmatched) : mistake.getMessage();
        command.getErr().println("gradient: " + what.replaceAll("\\s+", " ") +
            " (see '" + command.getCommandSpec().qualifiedName() + " --help')");
        return ExitStatus.USAGE;
    }

    private static String explainUnmatched(UnmatchedArgumentException mistake)
    {
        List<String> meant = mistake.getSuggestions();
        return (mistake.isUnknownOption() ? "unknown option " : "no such command or argument: ") +
            mistake.getUnmatched().get(0) +
            (meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?");
    }

    /** A failure of the bus says in its message what to do; where anything else comes from, its stack trace tells. */
    private static int explainFailure(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
        throws Exception
    {
        int status = exitStatus(failure);
        command.getErr().println("gradient: " + failure.getMessage());
        return status;
    }

    private static int exitStatus(Exception failure) throws Exception
    {
        if (failure instanceof CommandException refused)
        {
            return refused.exitStatus();
        }
        if (failure instanceof SendException unsent)
        {
            return switch (unsent.status())
            {
                case NO_ROUTE -> ExitStatus.NOBODY;
                case BACK_PRESSURED -> ExitStatus.TOO_LATE;
                case ACCEPTED, TOO_LARGE, CLOSED -> ExitStatus.WRONG;
            };
        }
        if (failure instanceof RequestException unanswered)
        {
            return unanswered.failure() == RequestFailure.TIMED_OUT ? ExitStatus.TOO_LATE : ExitStatus.FAILED_THERE;
        }
        if (failure instanceof BusException)
        {
            return ExitStatus.WRONG;
        }
        throw failure;
    }

    static final class Version implements IVersionProvider
    {
        @Override
        public String[] getVersion()
        {
            return new String[] {"gradient " + version()};
        }
    }
}
