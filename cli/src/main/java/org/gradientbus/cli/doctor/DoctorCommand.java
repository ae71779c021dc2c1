package org.gradientbus.cli.doctor;

import org.gradientbus.cli.CommandException;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Json;
import org.gradientbus.cli.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code gradient doctor}.
 */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Looks at this host as a bus would meet it: JVM, shared memory, permissions, what the dead left, " +
        "clock, cores; with --seed also whether a bus on another host can be reached, and if not, what was tried. " +
        "Says what is wrong and how to mend it; exit status 1 when something is, not for warnings.")
public final class DoctorCommand implements Callable<Integer>
{
    private final Terminal terminal;
    private final List<Supplier<Finding>> checks;

    @Option(
        names = "--seed",
        paramLabel = "HOST:PORT",
        description = "Where a bus on another host should receive. May be given again.")
    private List<String> seeds = new ArrayList<>();

    @Option(
        names = {"-d", "--domain"},
        paramLabel = "NAME",
        defaultValue = "default",
        description = "The domain of that bus. Default: ${DEFAULT-VALUE}.")
    private String domain;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean isJson;

    /**
     * For this host.
     *
     * @param terminal to print to
     */
    public DoctorCommand(Terminal terminal)
    {
        this(terminal, Checks.ofThisHost());
    }

    DoctorCommand(Terminal terminal, List<Supplier<Finding>> checks)
    {
        this.terminal = terminal;
        this.checks = checks;
    }

    @Override
    public Integer call()
    {
        List<Seed> toReach = toReach();
        List<Finding> findings = Stream.concat(
            checks.stream().map(Supplier::get),
            toReach.stream().flatMap((each) -> each.look().stream())).toList();
        boolean isWrong = findings.stream().anyMatch((each) -> each.verdict() == Finding.Verdict.WRONG);
        if (isJson)
        {
            terminal.out().println(Json.write(Map.of("findings", findings.stream().map(DoctorCommand::json).toList())));
        }
        else
        {
            findings.forEach(this::print);
            terminal.out().println(summary(findings));
        }
        return isWrong ? ExitStatus.WRONG : ExitStatus.RIGHT;
    }

    private List<Seed> toReach()
    {
        try
        {
            return seeds.stream().map((each) -> new Seed(each, domain)).toList();
        }
        catch (IllegalArgumentException refused)
        {
            throw new CommandException(ExitStatus.USAGE, refused.getMessage());
        }
    }

    private void print(Finding finding)
    {
        String mark = switch (finding.verdict())
        {
            case RIGHT -> "ok     ";
            case WARNING -> "warning";
            case WRONG -> "WRONG  ";
        };
        terminal.out().printf("%s  %-17s  %s%n", mark, finding.subject(), finding.found());
        if (!finding.remedy().isEmpty())
        {
            terminal.out().printf("         %-17s  -> %s%n", "", finding.remedy());
        }
    }

    private static String summary(List<Finding> findings)
    {
        long wrong = findings.stream().filter((each) -> each.verdict() == Finding.Verdict.WRONG).count();
        long warnings = findings.stream().filter((each) -> each.verdict() == Finding.Verdict.WARNING).count();
        return wrong == 0 && warnings == 0 ? "All is well." : wrong + " wrong, " + warnings + " to be aware of.";
    }

    private static Map<String, Object> json(Finding finding)
    {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("subject", finding.subject());
        fields.put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT));
        fields.put("found", finding.found());
        fields.put("remedy", finding.remedy());
        return fields;
    }
}
