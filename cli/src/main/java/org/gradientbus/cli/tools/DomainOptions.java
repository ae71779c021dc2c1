package org.gradientbus.cli.tools;

import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.IdleProfile;
import org.gradientbus.cli.CommandException;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Terminal;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;

/**
 * The options of every command that joins a domain, and the way to join it.
 */
final class DomainOptions
{
    private final Terminal terminal;
    private final Function<BusConfig, Bus> opener;

    @Option(
        names = {"-d", "--domain"},
        paramLabel = "NAME",
        defaultValue = "default",
        description = "The domain to join. Default: ${DEFAULT-VALUE}.")
    private String domain;

    @Option(
        names = {"-w", "--wait"},
        paramLabel = "DURATION",
        defaultValue = "2s",
        description = "How long to wait for somebody to be bound to the address. Default: ${DEFAULT-VALUE}.")
    private Duration wait;

    @Option(
        names = "--directory",
        paramLabel = "DIR",
        description = "Where the HOST rung keeps its files, if BusConfig.hostDirectory moved them.")
    private Optional<Path> directory = Optional.empty();

    @Mixin
    private final NetworkOptions network = new NetworkOptions();

    DomainOptions(Terminal terminal, Function<BusConfig, Bus> opener)
    {
        this.terminal = terminal;
        this.opener = opener;
    }

    String domain()
    {
        return domain;
    }

    /** Joins the domain. It is left when the result is closed, also by Ctrl-C. */
    OpenBus join(IdleProfile idle)
    {
        if (domain.isBlank())
        {
            throw new CommandException(ExitStatus.USAGE, "the domain's name is blank");
        }
        BusConfig config = BusConfig.domain(domain)
            .withNodeName("gradient command")
            .withIdle(idle)
            .withErrorHandler((error) -> tell("failed in the background: " + error))
            .withEventHandler(this::onEvent);
        return OpenBus.of(opener, network.addTo(directory.map(config::withHostDirectory).orElse(config)));
    }

    /** Waits until there is somebody to talk to. */
    void requireSomebody(Bus bus, Address address)
    {
        if (!bus.awaitService(address, wait))
        {
            throw new CommandException(ExitStatus.NOBODY, "nobody is bound to " + address + " in the domain '" +
                domain + "' (waited " + Text.duration(wait) + ")");
        }
    }

    private void onEvent(BusEvent event)
    {
        if (event instanceof BusEvent.MailboxDropping)
        {
            tell("messages come faster than they can be printed; some are left out");
        }
        if (event instanceof BusEvent.Gap gap)
        {
            tell("missing of node " + HexFormat.of().toHexDigits(gap.nodeId()) + ": " + gap.lost() +
                " messages lost on the way, " + gap.dropped() + " dropped there");
        }
    }

    private void tell(String line)
    {
        terminal.err().println("gradient: " + line);
    }
}
