package org.gradientbus.cli.tools;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.IdleProfile;
import org.gradientbus.Requester;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Json;
import org.gradientbus.cli.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * {@code gradient req}.
 */
@Command(
    name = "req",
    mixinStandardHelpOptions = true,
    description = "Sends a request to the nearest mailbox bound to an address, and prints the reply.")
public final class ReqCommand implements Callable<Integer>
{
    private final Terminal terminal;

    @Mixin
    private final DomainOptions domain;

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "A name, a number, a range, both, or a port.")
    private Address address;

    @Parameters(index = "1", paramLabel = "TEXT|@FILE", description = Payload.DESCRIPTION)
    private String message;

    @Option(
        names = {"-t", "--timeout"},
        paramLabel = "DURATION",
        defaultValue = "5s",
        description = "How long to wait for the reply. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Option(names = "--json", description = "Print the reply, and how long it took, as a JSON document.")
    private boolean isJson;

    /**
     * In whatever domain the options say.
     *
     * @param terminal to print to
     */
    public ReqCommand(Terminal terminal)
    {
        this(terminal, Bus::open);
    }

    ReqCommand(Terminal terminal, Function<BusConfig, Bus> opener)
    {
        this.terminal = terminal;
        domain = new DomainOptions(terminal, opener);
    }

    @Override
    public Integer call()
    {
        byte[] request = Payload.read(message);
        try (OpenBus open = domain.join(IdleProfile.QUIET);
            Requester requester = Ports.open(() -> open.bus().requester(address)))
        {
            domain.requireSomebody(open.bus(), address);
            long startNs = System.nanoTime();
            DirectBuffer reply = requester.call(new UnsafeBuffer(request), 0, request.length, timeout);
            print(bytes(reply), System.nanoTime() - startNs);
        }
        return ExitStatus.RIGHT;
    }

    private void print(byte[] reply, long elapsedNs)
    {
        if (!isJson)
        {
            terminal.out().println(Text.payload(reply));
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", address.toString());
        fields.put("elapsedNs", elapsedNs);
        fields.put("length", reply.length);
        Text.utf8(reply).ifPresentOrElse(
            (text) -> fields.put("text", text), () -> fields.put("hex", HexFormat.of().formatHex(reply)));
        terminal.out().println(Json.write(fields));
    }

    private static byte[] bytes(DirectBuffer buffer)
    {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }
}
