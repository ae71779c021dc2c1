package org.gradientbus.cli.tools;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Explanation.Candidate;
import org.gradientbus.IdleProfile;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.SendException;
import org.gradientbus.SendStatus;
import org.gradientbus.cli.CommandException;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Json;
import org.gradientbus.cli.Table;
import org.gradientbus.cli.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * {@code gradient ping}.
 */
@Command(
    name = "ping",
    mixinStandardHelpOptions = true,
    description =
    {
        "Sends requests to the nearest mailbox bound to an address, one after the other, and reports the round trips.",
        "Its handler gets each of them and has to reply. For the round trip of the link alone, which costs the " +
            "handler nothing, see 'gradient ls'."
    })
public final class PingCommand implements Callable<Integer>
{
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private final Terminal terminal;

    @Mixin
    private final DomainOptions domain;

    @Parameters(paramLabel = "ADDRESS", description = "A name, a number, a range, both, or a port.")
    private Address address;

    @Option(
        names = {"-n", "--count"},
        paramLabel = "COUNT",
        defaultValue = "10",
        description = "How many requests. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
        names = {"-i", "--interval"},
        paramLabel = "DURATION",
        defaultValue = "100ms",
        description = "Between an outcome and the next request. Default: ${DEFAULT-VALUE}.")
    private Duration interval;

    @Option(
        names = {"-s", "--size"},
        paramLabel = "BYTES",
        defaultValue = "32",
        description = "Of each request: zeroes. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
        names = {"-t", "--timeout"},
        paramLabel = "DURATION",
        defaultValue = "1s",
        description = "How long to wait for each reply. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Option(
        names = "--idle",
        paramLabel = "PROFILE",
        defaultValue = "BALANCED",
        description = "What the receiving thread here does between replies: ${COMPLETION-CANDIDATES}. " +
            "Default: ${DEFAULT-VALUE}.")
    private IdleProfile idle;

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean isJson;

    private int sent;

    /**
     * In whatever domain the options say.
     *
     * @param terminal to print to
     */
    public PingCommand(Terminal terminal)
    {
        this(terminal, Bus::open);
    }

    PingCommand(Terminal terminal, Function<BusConfig, Bus> opener)
    {
        this.terminal = terminal;
        domain = new DomainOptions(terminal, opener);
    }

    @Override
    public Integer call() throws InterruptedException
    {
        if (count < 1 || size < 0)
        {
            throw new CommandException(
                ExitStatus.USAGE, "count=" + count + " must be at least 1, and size=" + size + " at least 0");
        }
        try (OpenBus open = domain.join(idle);
            Requester requester = Ports.open(() -> open.bus().requester(address)))
        {
            domain.requireSomebody(open.bus(), address);
            List<Candidate> candidates = open.bus().explain(address).candidates();
            RoundTrips trips = new RoundTrips();
            SendStatus last = ping(requester, trips);
            print(candidates, trips);
            if (!last.isAccepted())
            {
                throw new SendException(last, address + ": " + last + ", so not all " + count + " requests were sent");
            }
            return status(trips);
        }
    }

    /** Returns the status of the last request: the first that is not accepted ends it. */
    private SendStatus ping(Requester requester, RoundTrips trips) throws InterruptedException
    {
        UnsafeBuffer request = new UnsafeBuffer(new byte[size]);
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
            }
            trips.begin();
            SendStatus status = requester.request(request, 0, size, timeout, trips);
            if (!status.isAccepted())
            {
                return status;
            }
            sent++;
            trips.awaitOutcome();
        }
        return SendStatus.ACCEPTED;
    }

    private int status(RoundTrips trips)
    {
        if (trips.failures().isEmpty())
        {
            return ExitStatus.RIGHT;
        }
        return trips.failures().containsKey(RequestFailure.TIMED_OUT) ? ExitStatus.TOO_LATE : ExitStatus.FAILED_THERE;
    }

    private void print(List<Candidate> candidates, RoundTrips trips)
    {
        Optional<Candidate> chosen = candidates.stream().filter(Candidate::chosen).findFirst();
        if (isJson)
        {
            terminal.out().println(Json.write(json(chosen, candidates.size(), trips)));
            return;
        }
        PrintWriter out = terminal.out();
        chosen.ifPresent((each) -> out.printf("%s by %s, the nearest of %d; round trip of the link: %s%n",
            address, each.rung(), candidates.size(),
            each.roundTripNs() == 0 ? "not measured" : Text.micros(each.roundTripNs()) + " us"));
        out.printf("%d requests of %d bytes, %d replies%s%n", sent, size, trips.replies(),
            trips.failures().isEmpty() ? "" : ", failed: " + trips.failures());
        if (trips.replies() > 0)
        {
            out.print(new Table("us", "min", "p50", "p90", "p99", "p99.9", "max").row(
                "round trip", Text.micros(trips.minNs()), percentile(trips, 0), percentile(trips, 1),
                percentile(trips, 2), percentile(trips, 3), Text.micros(trips.maxNs())));
            out.print(histogram(trips.buckets()));
            out.flush();
        }
    }

    private static String percentile(RoundTrips trips, int index)
    {
        return Text.micros(trips.percentileNs(PERCENTILES[index]));
    }

    private static Table histogram(List<RoundTrips.Bucket> buckets)
    {
        long largest = buckets.stream().mapToLong(RoundTrips.Bucket::count).max().orElseThrow();
        Table table = new Table("from us", "to", "replies");
        buckets.forEach((each) -> table.row(
            Text.micros(each.fromNs()), Text.micros(each.toNs()), Long.toString(each.count()))
            .remark(each.count() == 0 ? "" : each.bar(largest)));
        return table;
    }

    private Map<String, Object> json(Optional<Candidate> chosen, int candidates, RoundTrips trips)
    {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", address.toString());
        fields.put("domain", domain.domain());
        fields.put("candidates", candidates);
        chosen.ifPresent((each) ->
        {
            fields.put("rung", each.rung().name());
            fields.put("port", each.port().toString());
            fields.put("linkRoundTripNs", each.roundTripNs());
        });
        fields.put("requests", sent);
        fields.put("size", size);
        fields.put("replies", trips.replies());
        Map<String, Object> failures = new LinkedHashMap<>();
        trips.failures().forEach((failure, times) -> failures.put(failure.name(), times));
        fields.put("failures", failures);
        if (trips.replies() > 0)
        {
            fields.put("roundTripNs", roundTripNs(trips));
        }
        return fields;
    }

    private static Map<String, Object> roundTripNs(RoundTrips trips)
    {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("min", trips.minNs());
        for (double each : PERCENTILES)
        {
            fields.put("p" + (each == Math.rint(each) ? Integer.toString((int)each) : Double.toString(each)),
                trips.percentileNs(each));
        }
        fields.put("max", trips.maxNs());
        fields.put("histogram", trips.buckets().stream()
            .map((each) -> Map.<String, Object>of("from", each.fromNs(), "to", each.toNs(), "count", each.count()))
            .toList());
        return fields;
    }
}
