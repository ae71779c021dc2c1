package org.gradientbus.cli.tools;

import org.gradientbus.BusCounter;
import org.gradientbus.cli.CommandException;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Json;
import org.gradientbus.cli.Table;
import org.gradientbus.cli.Terminal;
import org.gradientbus.ipc.NodeView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * {@code gradient top}.
 */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description = "Shows again and again what the nodes of this host count, and how fast, until Ctrl-C. It reads " +
        "what they write down anyway, and disturbs none of them.")
public final class TopCommand implements Callable<Integer>
{
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

    private final Terminal terminal;
    private final LongSupplier nanoClock;

    @Mixin
    private final HostOptions host;

    @Parameters(arity = "0..1", paramLabel = "DOMAIN", description = "The domain to look at; all if none is given.")
    private Optional<String> domain = Optional.empty();

    @Option(
        names = {"-i", "--interval"},
        paramLabel = "DURATION",
        defaultValue = "1s",
        description = "Between two looks. Default: ${DEFAULT-VALUE}.")
    private Duration interval;

    @Option(
        names = {"-n", "--count"},
        paramLabel = "COUNT",
        description = "End after so many looks.")
    private Optional<Integer> count = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document a line for each look.")
    private boolean isJson;

    /**
     * Of this host.
     *
     * @param terminal to print to
     */
    public TopCommand(Terminal terminal)
    {
        this(terminal, HostView::of, System::nanoTime);
    }

    TopCommand(Terminal terminal, Function<Optional<Path>, HostView> viewer, LongSupplier nanoClock)
    {
        this.terminal = terminal;
        this.nanoClock = nanoClock;
        host = new HostOptions(viewer);
    }

    /** What was seen at one moment. */
    private record Look(long atNs, List<NodeView> nodes)
    {
        private Optional<NodeView> node(long nodeId)
        {
            return nodes.stream().filter((each) -> each.nodeId() == nodeId).findFirst();
        }

        private Rates ratesSince(Look before, NodeView node)
        {
            return new Rates(before.node(node.nodeId()), node, atNs - before.atNs);
        }
    }

    @Override
    public Integer call() throws InterruptedException
    {
        if (interval.isZero() || interval.isNegative() || count.orElse(1) < 1)
        {
            throw new CommandException(ExitStatus.USAGE, "interval=" + interval + " must be longer than zero, and " +
                "count=" + count.orElse(1) + " at least 1");
        }
        Look before = look();
        for (int i = 0; count.isEmpty() || i < count.get(); i++)
        {
            TimeUnit.NANOSECONDS.sleep(interval.toNanos());
            Look now = look();
            if (isJson)
            {
                terminal.out().println(Json.writeLine(json(before, now)));
            }
            else
            {
                print(before, now);
            }
            before = now;
        }
        return before.nodes().isEmpty() ? ExitStatus.NOBODY : ExitStatus.RIGHT;
    }

    private Look look()
    {
        return new Look(nanoClock.getAsLong(), host.nodes(domain));
    }

    private void print(Look before, Look now)
    {
        Table table = new Table(
            "node", "pid", "sent/s", "handled/s", "refused/s", "waiting B", "lost", "errors", "state");
        for (NodeView each : now.nodes())
        {
            Rates rates = now.ratesSince(before, each);
            table.row(each.endpoint(), Long.toString(each.pid()), rates.text(BusCounter.ACCEPTED),
                rates.text(BusCounter.DELIVERED), rates.text(BusCounter.BACK_PRESSURED),
                Long.toString(LsCommand.waitingBytes(each)), lost(each),
                total(each, BusCounter.HANDLER_ERRORS), each.vitality().name().toLowerCase(Locale.ROOT))
                .remark(Text.name(each.name()));
        }
        terminal.out().print((terminal.isLive() ? HOME_AND_CLEAR : "") + table);
        int count = now.nodes().size();
        terminal.out().println(
            count + (count == 1 ? " node" : " nodes") + domain.map((name) -> " in " + name).orElse(""));
    }

    /** With peers, and on the way from peers. */
    private static String lost(NodeView node)
    {
        return Long.toString(node.counters().getOrDefault(BusCounter.LOST_WITH_PEER, 0L) +
            node.counters().getOrDefault(BusCounter.LOST_ON_THE_WAY, 0L));
    }

    private static String total(NodeView node, BusCounter counter)
    {
        return Long.toString(node.counters().getOrDefault(counter, 0L));
    }

    private static Map<String, Object> json(Look before, Look now)
    {
        return Map.of("nodes", now.nodes().stream()
            .map((each) -> json(each, now.ratesSince(before, each)))
            .toList());
    }

    private static Map<String, Object> json(NodeView node, Rates rates)
    {
        Map<String, Object> counters = new LinkedHashMap<>();
        Map<String, Object> perSecond = new LinkedHashMap<>();
        for (BusCounter each : BusCounter.values())
        {
            counters.put(each.name(), node.counters().getOrDefault(each, 0L));
            perSecond.put(each.name(), rates.perSecond(each));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("domain", node.domain());
        fields.put("node", node.endpoint());
        fields.put("name", node.name());
        fields.put("pid", node.pid());
        fields.put("state", node.vitality().name().toLowerCase(Locale.ROOT));
        fields.put("waitingBytes", LsCommand.waitingBytes(node));
        fields.put("counters", counters);
        fields.put("perSecond", perSecond);
        return fields;
    }
}
