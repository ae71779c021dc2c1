package org.gradientbus.cli.tools;

import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Json;
import org.gradientbus.cli.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * {@code gradient clean}.
 */
@Command(
    name = "clean",
    mixinStandardHelpOptions = true,
    description = "Removes what nodes that are proven dead left on this host, and says what. Living ones, and those " +
        "that do not answer, keep what they have.")
public final class CleanCommand implements Callable<Integer>
{
    private final Terminal terminal;

    @Mixin
    private final HostOptions host;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean isJson;

    /**
     * Of this host.
     *
     * @param terminal to print to
     */
    public CleanCommand(Terminal terminal)
    {
        this(terminal, HostView::of);
    }

    CleanCommand(Terminal terminal, Function<Optional<Path>, HostView> viewer)
    {
        this.terminal = terminal;
        host = new HostOptions(viewer);
    }

    @Override
    public Integer call()
    {
        List<String> removed = host.view().sweep();
        if (isJson)
        {
            terminal.out().println(Json.write(Map.of("removed", removed)));
        }
        else if (removed.isEmpty())
        {
            terminal.out().println("nothing to remove below " + host.view().base());
        }
        else
        {
            removed.forEach(terminal.out()::println);
        }
        return ExitStatus.RIGHT;
    }
}
