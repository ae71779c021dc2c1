package org.gradientbus.cli.tools;

import org.gradientbus.Address;
import org.gradientbus.Binding;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.DirectoryListener;
import org.gradientbus.IdleProfile;
import org.gradientbus.NumberedAddress;
import org.gradientbus.Peer;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * {@code gradient ls}.
 */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description =
    {
        "Lists the nodes of this host, without joining anything.",
        "With --bindings it joins the domain for a moment, as a node of its own, and lists the peers that it met " +
            "there, with rung and measured round trip, and what is bound: every name and pattern, and the numbers " +
            "of each --type. Bindings whose scope is 'process' are told to nobody.",
        "With --seed it does so over the network, and lists peers of other hosts as well."
    })
public final class LsCommand implements Callable<Integer>
{
    private static final Address EVERY_NAME = Address.named("**");

    /** Several of them fit into the shortest stay that makes sense. */
    private static final Duration PING_INTERVAL = Duration.ofMillis(100);
    private static final Duration DEFAULT_VISIT = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final Function<BusConfig, Bus> opener;

    @Mixin
    private final HostOptions host;

    @Mixin
    private final NetworkOptions network = new NetworkOptions();

    @Parameters(arity = "0..1", paramLabel = "DOMAIN", description = "The domain to look at; all if none is given.")
    private Optional<String> domain = Optional.empty();

    @Option(
        names = {"-b", "--bindings"},
        paramLabel = "DURATION",
        arity = "0..1",
        fallbackValue = "1s",
        description = "Join the domain for so long, ${FALLBACK-VALUE} unless given, and list who is in it and what " +
            "is bound there.")
    private Optional<Duration> listening = Optional.empty();

    @Option(
        names = {"-t", "--type"},
        paramLabel = "TYPE",
        description = "With --bindings: list what is bound to numbers of this service type, too. May be given again.")
    private List<Long> types = new ArrayList<>();

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
        if (network.areGiven() && listening.isEmpty())
        {
            listening = Optional.of(DEFAULT_VISIT);
        }
        if (listening.isPresent() && domain.isEmpty())
        {
            throw new CommandException(ExitStatus.USAGE, "name the domain whose bindings are wanted");
        }
        if (listening.isEmpty() && !types.isEmpty())
        {
            throw new CommandException(ExitStatus.USAGE, "--type says which --bindings are wanted: give that, too");
        }
        List<Address> wanted = wanted();
        List<NodeView> nodes = host.nodes(domain);
        Visit visit = listening.isPresent() ? visit(listening.get(), wanted) : Visit.NONE;
        if (isJson)
        {
            terminal.out().println(Json.write(json(nodes, visit)));
        }
        else
        {
            print(nodes, visit);
        }
        boolean isAlone = nodes.isEmpty() && visit.peers().isEmpty() && visit.bindings().isEmpty();
        return isAlone ? ExitStatus.NOBODY : ExitStatus.RIGHT;
    }

    /**
     * What was seen from inside.
     *
     * @param peers    that were met
     * @param bindings that match what was wanted, once each
     */
    private record Visit(List<Peer> peers, List<Binding> bindings)
    {
        private static final Visit NONE = new Visit(List.of(), List.of());

        /** Bound, and not to be seen without {@code --type}. */
        private long unlisted()
        {
            return Math.max(0, peers.stream().mapToLong(Peer::bindings).sum() - bindings.size());
        }
    }

    private List<Address> wanted()
    {
        List<Address> wanted = new ArrayList<>();
        wanted.add(EVERY_NAME);
        for (long each : types)
        {
            try
            {
                wanted.add(Address.range(each, 0, NumberedAddress.MAX_NUMBER));
            }
            catch (IllegalArgumentException outOfRange)
            {
                throw new CommandException(ExitStatus.USAGE, outOfRange.getMessage());
            }
        }
        return wanted;
    }

    private Visit visit(Duration duration, List<Address> wanted) throws InterruptedException
    {
        BusConfig config = BusConfig.domain(domain.orElseThrow())
            .withNodeName("gradient command")
            .withIdle(IdleProfile.QUIET)
            .withPingInterval(PING_INTERVAL);
        Set<Binding> bindings = Collections.synchronizedSet(new LinkedHashSet<>());
        try (OpenBus open = OpenBus.of(
            opener, network.addTo(host.directory().map(config::withHostDirectory).orElse(config))))
        {
            DirectoryListener listener = new DirectoryListener()
            {
                @Override
                public void onUp(Binding binding)
                {
                    bindings.add(binding);
                }

                @Override
                public void onDown(Binding binding)
                {
                    bindings.remove(binding);
                }
            };
            List<Watch> watches = wanted.stream().map((each) -> open.bus().watch(each, listener)).toList();
            // Nobody can say when there will be no more: those who have not spoken yet may still do.
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
            watches.forEach(Watch::close);
            return new Visit(open.bus().gradient(), List.copyOf(bindings));
        }
    }

    private void print(List<NodeView> nodes, Visit visit)
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
        if (!visit.peers().isEmpty())
        {
            terminal.out().println("met there:");
            terminal.out().print(peers(visit.peers()));
        }
        if (!visit.bindings().isEmpty())
        {
            terminal.out().println("bound there:");
            terminal.out().print(bindings(visit.bindings()));
        }
        if (visit.unlisted() > 0)
        {
            terminal.out().println("and " + visit.unlisted() + " more by number: --type lists those of a service type");
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
                .remark(remark(each));
        }
        return table;
    }

    private static String remark(NodeView node)
    {
        long lost = node.counters().getOrDefault(BusCounter.LOST_ON_THE_WAY, 0L);
        String own = Text.name(node.remark());
        return lost == 0 ? own : (own.isEmpty() ? "" : own + "; ") + lost + " messages of best effort lost on the way";
    }

    private static Table peers(List<Peer> peers)
    {
        Table table = Table.ofWords("node", "rung", "round trip us", "p99", "mailboxes", "bindings", "name");
        for (Peer each : peers)
        {
            boolean isMeasured = each.roundTrip().samples() > 0;
            table.row(Text.node(each.nodeId()), each.rung().toString(),
                isMeasured ? Text.micros(each.roundTrip().averageNs()) : "-",
                isMeasured ? Text.micros(each.roundTrip().p99Ns()) : "-",
                Integer.toString(each.mailboxes()), Integer.toString(each.bindings()), Text.name(each.name()))
                .remark(each.isUnresponsive() ? "does not answer" : "");
        }
        return table;
    }

    private static Table bindings(List<Binding> bindings)
    {
        Table table = Table.ofWords("address", "mailbox", "rung");
        bindings.forEach((each) ->
            table.row(each.address().toString(), each.port().toString(), each.rung().toString()));
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

    private static Map<String, Object> json(List<NodeView> nodes, Visit visit)
    {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("nodes", nodes.stream().map(LsCommand::json).toList());
        document.put("bindings", visit.bindings().stream().map(LsCommand::json).toList());
        document.put("peers", visit.peers().stream().map(LsCommand::json).toList());
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

    private static Map<String, Object> json(Peer peer)
    {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("node", Text.node(peer.nodeId()));
        fields.put("name", peer.name());
        fields.put("rung", peer.rung().name());
        fields.put("isUnresponsive", peer.isUnresponsive());
        fields.put("roundTripNs", peer.roundTrip().averageNs());
        fields.put("roundTripP50Ns", peer.roundTrip().p50Ns());
        fields.put("roundTripP99Ns", peer.roundTrip().p99Ns());
        fields.put("roundTripSamples", peer.roundTrip().samples());
        fields.put("mailboxes", peer.mailboxes());
        fields.put("bindings", peer.bindings());
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
