package org.gradientbus.cli.tools;

import org.gradientbus.Address;
import org.gradientbus.Binding;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.IdleProfile;
import org.gradientbus.Watch;
import org.gradientbus.cli.CommandException;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.Json;
import org.gradientbus.cli.Table;
import org.gradientbus.cli.Terminal;
import org.gradientbus.ipc.LaneView;
import org.gradientbus.ipc.NodeView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * {@code gradient ls}.
 */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the nodes of this host, without joining anything. With --bindings it joins the domain for a " +
        "moment, and lists the names that are bound there, too.")
public final class LsCommand implements Callable<Integer>
{
    private static final Address EVERY_NAME = Address.named("**");

    private final Terminal terminal;
    private final Function<BusConfig, Bus> opener;

    @Mixin
    private final HostOptions host;

    @Parameters(arity = "0..1", paramLabel = "DOMAIN", description = "The domain to look at; all if none is given.")
    private Optional<String> domain = Optional.empty();

    @Option(
        names = {"-b", "--bindings"},
        paramLabel = "DURATION",
        arity = "0..1",
        fallbackValue = "1s",
        description = "Join the domain for so long, ${FALLBACK-VALUE} unless given, and list the names that are " +
            "bound in it and how far away.")
    private Optional<Duration> listening = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document instead of text.")
    private boolean isJson;

    /**
     * Of this host.
     *
     * @param terminal to print to
     */
    public LsCommand(Terminal terminal)
    {
        this(terminal, HostView::of, Bus::open);
    }

    LsCommand(Terminal terminal, Function<Optional<Path>, HostView> viewer, Function<BusConfig, Bus> opener)
    {
        this.terminal = terminal;
        this.opener = opener;
        host = new HostOptions(viewer);
    }

    @Override
    public Integer call() throws InterruptedException
    {
        if (listening.isPresent() && domain.isEmpty())
        {
            throw new CommandException(ExitStatus.USAGE, "name the domain whose bindings are wanted");
        }
        List<NodeView> nodes = host.nodes(domain);
        List<Binding> bindings = listening.isPresent() ? bindings(listening.get()) : List.of();
        if (isJson)
        {
            terminal.out().println(Json.write(json(nodes, bindings)));
        }
        else
        {
            print(nodes, bindings);
        }
        return nodes.isEmpty() && bindings.isEmpty() ? ExitStatus.NOBODY : ExitStatus.RIGHT;
    }

    private List<Binding> bindings(Duration duration) throws InterruptedException
    {
        BusConfig config = BusConfig.domain(domain.orElseThrow()).withIdle(IdleProfile.QUIET);
        ConcurrentLinkedQueue<Binding> bindings = new ConcurrentLinkedQueue<>();
        try (OpenBus open = new OpenBus(opener.apply(host.directory().map(config::withHostDirectory).orElse(config))))
        {
            Watch watch = open.bus().watch(EVERY_NAME, bindings::add);
            // Nobody can say when there will be no more: those who have not spoken yet may still do.
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
            watch.close();
        }
        return List.copyOf(bindings);
    }

    private void print(List<NodeView> nodes, List<Binding> bindings)
    {
        if (nodes.isEmpty())
        {
            terminal.out().println("no node" + domain.map((name) -> " in the domain '" + name + "'").orElse("") +
                " below " + host.view().base());
        }
        for (Map.Entry<String, List<NodeView>> each : byDomain(nodes).entrySet())
        {
            terminal.out().println(each.getKey().isEmpty() ?
                "of no known domain:" : "domain " + Text.name(each.getKey()) + ":");
            terminal.out().print(table(each.getValue()));
        }
        if (!bindings.isEmpty())
        {
            Table table = Table.ofWords("bound", "mailbox", "rung");
            bindings.stream()
                .map((each) -> new String[] {
                    each.address().toString(), each.port().toString(), each.rung().toString()})
                .forEach(table::row);
            terminal.out().print(table);
        }
        terminal.out().flush();
    }

    private static Map<String, List<NodeView>> byDomain(List<NodeView> nodes)
    {
        Map<String, List<NodeView>> byDomain = new TreeMap<>();
        nodes.forEach((each) ->
            byDomain.computeIfAbsent(each.domain(), (name) -> new ArrayList<>()).add(each));
        return byDomain;
    }

    private static Table table(List<NodeView> nodes)
    {
        Table table = Table.ofWords("node", "pid", "state", "started", "loops", "lanes", "waiting", "name");
        for (NodeView each : nodes)
        {
            table.row(each.endpoint(), Long.toString(each.pid()), state(each),
                each.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(), Integer.toString(each.loops().size()),
                Integer.toString(each.lanes().size()), waitingBytes(each) + " B", Text.name(each.name()))
                .remark(Text.name(each.remark()));
        }
        return table;
    }

    private static String state(NodeView node)
    {
        return node.vitality().name().toLowerCase(Locale.ROOT);
    }

    static long waitingBytes(NodeView node)
    {
        return node.lanes().stream().mapToLong(LaneView::backlogBytes).sum();
    }

    private static Map<String, Object> json(List<NodeView> nodes, List<Binding> bindings)
    {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("nodes", nodes.stream().map(LsCommand::json).toList());
        document.put("bindings", bindings.stream().map(LsCommand::json).toList());
        return document;
    }

    private static Map<String, Object> json(NodeView node)
    {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("domain", node.domain());
        fields.put("node", node.endpoint());
        fields.put("name", node.name());
        fields.put("pid", node.pid());
        fields.put("state", state(node));
        fields.put("startedAt", node.startedAt().toString());
        fields.put("loops", node.loops());
        fields.put("waitingBytes", waitingBytes(node));
        fields.put("lanes", node.lanes().stream().map(LsCommand::json).toList());
        fields.put("remark", node.remark());
        return fields;
    }

    private static Map<String, Object> json(LaneView lane)
    {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("from", Text.node(lane.producerNodeId()));
        fields.put("loop", lane.loop());
        fields.put("capacityBytes", lane.capacityBytes());
        fields.put("waitingBytes", lane.backlogBytes());
        fields.put("receivedBytes", lane.receivedBytes());
        return fields;
    }

    private static Map<String, Object> json(Binding binding)
    {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", binding.address().toString());
        fields.put("port", binding.port().toString());
        fields.put("rung", binding.rung().name());
        return fields;
    }
}
