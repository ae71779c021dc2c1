package org.gradientbus.cli.tools;

import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.IdleProfile;
import org.gradientbus.Publisher;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * {@code gradient pub}.
 */
@Command(
    name = "pub",
    mixinStandardHelpOptions = true,
    description = "Publishes a message to every mailbox bound to an address.")
public final class PubCommand implements Callable<Integer>
{
    @Mixin
    private final DomainOptions domain;

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "A name, a number, a range, both, or a port.")
    private Address address;

    @Parameters(index = "1", paramLabel = "TEXT|@FILE", description = Payload.DESCRIPTION)
    private String message;

    @Option(
        names = {"-t", "--timeout"},
        paramLabel = "DURATION",
        defaultValue = "2s",
        description = "How long to wait for room. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    /**
     * In whatever domain the options say.
     *
     * @param terminal to print to
     */
    public PubCommand(Terminal terminal)
    {
        this(terminal, Bus::open);
    }

    PubCommand(Terminal terminal, Function<BusConfig, Bus> opener)
    {
        domain = new DomainOptions(terminal, opener);
    }

    @Override
    public Integer call()
    {
        byte[] payload = Payload.read(message);
        try (OpenBus open = domain.join(IdleProfile.QUIET);
            Publisher publisher = Ports.open(() -> open.bus().publisher(address)))
        {
            domain.requireSomebody(open.bus(), address);
            publisher.send(payload, timeout);
        }
        return ExitStatus.RIGHT;
    }
}
