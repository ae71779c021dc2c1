package org.gradientbus.cli.tools;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Envelope;
import org.gradientbus.IdleProfile;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Overflow;
import org.gradientbus.cli.CommandException;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * {@code gradient sub}.
 */
@Command(
    name = "sub",
    mixinStandardHelpOptions = true,
    description =
    {
        "Binds a mailbox and prints each message that comes, until Ctrl-C.",
        "It holds nobody up: messages that come faster than they are printed are left out, and it says so. A sender " +
            "that picks one mailbox may pick this one, and a request to it gets no answer: look at an address in use " +
            "by a pattern, and best where messages are published."
    })
public final class SubCommand implements Callable<Integer>
{
    private final Terminal terminal;

    @Mixin
    private final DomainOptions domain;

    @Parameters(paramLabel = "PATTERN", description = "A name or a pattern such as prices/*, a number, or a range.")
    private Address pattern;

    @Option(
        names = {"-n", "--count"},
        paramLabel = "COUNT",
        description = "End after so many messages.")
    private Optional<Long> count = Optional.empty();

    @Option(
        names = {"-t", "--timeout"},
        paramLabel = "DURATION",
        description = "End after this time; without --count that is right, with it the status is " +
            ExitStatus.TOO_LATE + ".")
    private Optional<Duration> timeout = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document a line.")
    private boolean isJson;

    private CountDownLatch complete = new CountDownLatch(0);
    private long seen;

    /**
     * In whatever domain the options say.
     *
     * @param terminal to print to
     */
    public SubCommand(Terminal terminal)
    {
        this(terminal, Bus::open);
    }

    SubCommand(Terminal terminal, Function<BusConfig, Bus> opener)
    {
        this.terminal = terminal;
        domain = new DomainOptions(terminal, opener);
    }

    @Override
    public Integer call()
    {
        if (count.isPresent() && count.get() < 1)
        {
            throw new CommandException(ExitStatus.USAGE, "count=" + count.get() + " must be at least 1");
        }
        complete = new CountDownLatch(1);
        seen = 0;
        MailboxOptions options = MailboxOptions.defaults().withOverflow(Overflow.drop());
        try (OpenBus open = domain.join(IdleProfile.QUIET);
            Mailbox mailbox = Ports.open(() -> open.bus().subscribe(pattern, this::print, options)))
        {
            // On standard error, so that a script can wait for it and still read nothing but messages.
            terminal.err().println("bound to " + pattern + " as " + mailbox.port());
            boolean isComplete = timeout.isPresent() ?
                complete.await(timeout.get().toNanos(), TimeUnit.NANOSECONDS) : awaitComplete();
            return isComplete || count.isEmpty() ? ExitStatus.RIGHT : ExitStatus.TOO_LATE;
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
            return ExitStatus.WRONG;
        }
    }

    private boolean awaitComplete() throws InterruptedException
    {
        complete.await();
        return true;
    }

    /** On the loop's thread: printing may block, and then others' messages are dropped here, not held back there. */
    private void print(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        if (complete.getCount() == 0)
        {
            return;
        }
        byte[] payload = new byte[length];
        buffer.getBytes(offset, payload);
        terminal.out().println(isJson ? json(payload, envelope) : envelope.address() + " " + Text.payload(payload));
        seen++;
        if (count.isPresent() && seen == count.get())
        {
            complete.countDown();
        }
    }

    private static String json(byte[] payload, Envelope envelope)
    {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", envelope.address().toString());
        fields.put("kind", envelope.kind().name());
        fields.put("fromNode", Text.node(envelope.fromNode()));
        envelope.from().ifPresent((port) -> fields.put("from", port.toString()));
        fields.put("length", payload.length);
        Text.utf8(payload).ifPresentOrElse(
            (text) -> fields.put("text", text), () -> fields.put("hex", HexFormat.of().formatHex(payload)));
        return Json.writeLine(fields);
    }
}
