package org.gradientbus.cli.tools;

import org.gradientbus.Bus;
import org.gradientbus.BusCounter;
import org.gradientbus.BusException;
import org.gradientbus.cli.Captured;
import org.gradientbus.cli.ExitStatus;
import org.gradientbus.cli.JsonReader;
import org.gradientbus.ipc.LaneView;
import org.gradientbus.ipc.NodeView;
import org.gradientbus.ipc.Vitality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The tools that look at the nodes of a host from outside, on hosts that are made up.
 */
class HostToolsTest
{
    private static final NodeView PRICING = node(0x2a, "trading", "pricing", Vitality.ALIVE, 1_000);
    private static final NodeView RISK = node(-1, "trading", "risk", Vitality.DEAD, 10);
    private static final NodeView OTHER = node(7, "reporting", "", Vitality.UNRESPONSIVE, 0);

    private final Captured captured = Captured.piped();
    private final MadeUpHost host = new MadeUpHost();

    @Test
    void shouldListNodesByDomain()
    {
        host.nodes = List.of(RISK, OTHER, PRICING);

        assertEquals(ExitStatus.RIGHT, run("ls"));
        assertEquals(List.of(
            "domain reporting:",
            "  node              pid   state         started               loops  lanes  waiting  name",
            "  0000000000000007  4711  unresponsive  2026-11-22T00:00:00Z  2      1      64 B",
            "domain trading:",
            "  node              pid   state  started               loops  lanes  waiting  name",
            "  ffffffffffffffff  4711  dead   2026-11-22T00:00:00Z  2      1      64 B     risk",
            "  000000000000002a  4711  alive  2026-11-22T00:00:00Z  2      1      64 B     pricing"),
            captured.out().lines().toList());
    }

    @Test
    void shouldListOneDomainWhenItIsNamed() throws IOException
    {
        host.nodes = List.of(RISK, OTHER, PRICING);

        assertEquals(ExitStatus.RIGHT, run("ls reporting --json"));
        List<?> nodes = (List<?>)((Map<?, ?>)JsonReader.read(captured.out())).get("nodes");
        assertEquals(1, nodes.size());
        Map<?, ?> node = (Map<?, ?>)nodes.get(0);
        assertEquals("0000000000000007", node.get("node"));
        assertEquals("unresponsive", node.get("state"));
        assertEquals("000000000000002b", ((Map<?, ?>)((List<?>)node.get("lanes")).get(0)).get("from"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls", "top -n 1 -i 1ms"})
    void shouldTellWhatWasLostOnTheWay(String line)
    {
        host.nodes = List.of(new NodeView(9, "trading", "ticker", 4711, Instant.EPOCH, Vitality.ALIVE, List.of(0),
            Map.of(BusCounter.LOST_ON_THE_WAY, 8_642L), 0, List.of(), ""));

        assertEquals(ExitStatus.RIGHT, run(line));
        assertTrue(captured.out().contains("8642"), captured.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls", "ls trading", "top -n 1 -i 1ms"})
    void shouldSayByStatusWhenThereIsNobody(String line)
    {
        assertEquals(ExitStatus.NOBODY, run(line));
        assertTrue(captured.out().contains("no node") || captured.out().contains("0 nodes"), captured.out());
    }

    @Test
    void shouldListBindingsWhenWanted()
    {
        try (Bus bus = Bus.open())
        {
            bus.subscribe("prices/*", (buffer, offset, length, envelope) ->
            {
            });
            assertEquals(ExitStatus.RIGHT, captured.run(
                List.of(new LsCommand(captured.terminal(), host::at, (config) -> bus)),
                "ls", "trading", "--bindings", "1ms"));
        }
        assertTrue(captured.out().contains("prices/*"), captured.out());
        assertTrue(captured.out().contains("PROCESS"), captured.out());
    }

    @Test
    void shouldListNumbersOfATypeWhenItIsNamed()
    {
        try (Bus bus = Bus.open())
        {
            bus.subscribe("{7000,1-5}", (buffer, offset, length, envelope) ->
            {
            });
            bus.subscribe("printer@{7000,9}", (buffer, offset, length, envelope) ->
            {
            });
            assertEquals(ExitStatus.RIGHT, captured.run(
                List.of(new LsCommand(captured.terminal(), host::at, (config) -> bus)),
                "ls", "trading", "--bindings", "1ms", "--type", "7000"));
        }
        assertTrue(captured.out().contains("{7000,1-5}"), captured.out());
        assertEquals(1, captured.out().lines().filter((line) -> line.contains("printer")).count(), captured.out());
    }

    @Test
    void shouldExplainInOneLineWhenTheTypeIsNone()
    {
        assertEquals(ExitStatus.USAGE, run("ls trading --type 7000"));
        assertEquals(ExitStatus.USAGE, run("ls trading --bindings 1ms --type -1"));
        assertEquals(2, captured.err().lines().count(), captured.err());
    }

    @Test
    void shouldAskForDomainWhenBindingsAreWantedOfNone()
    {
        assertEquals(ExitStatus.USAGE, run("ls --bindings"));
        assertEquals("gradient: name the domain whose bindings are wanted", captured.err().strip());
    }

    @Test
    void shouldShowRatesBetweenLooks()
    {
        host.nodes = List.of(PRICING);
        host.later = List.of(node(0x2a, "trading", "pricing", Vitality.ALIVE, 6_000), RISK);

        assertEquals(ExitStatus.RIGHT, run("top trading -n 1 -i 1ms"));
        assertEquals(List.of(
            "              node   pid  sent/s  handled/s  refused/s  waiting B  lost  errors  state",
            "  ffffffffffffffff  4711       0          0          0         64     0       0   dead  risk",
            "  000000000000002a  4711   2,500          0          0         64     0       0  alive  pricing",
            "2 nodes in trading"), captured.out().lines().toList());
    }

    @Test
    void shouldShowRatesBetweenTheMomentsOfCountingWhenTheseAreKnown()
    {
        long second = TimeUnit.SECONDS.toNanos(1);
        host.nodes = List.of(node(0x2a, "trading", "pricing", Vitality.ALIVE, 1_000, 7 * second));
        host.later = List.of(node(0x2a, "trading", "pricing", Vitality.ALIVE, 6_000, 11 * second));

        assertEquals(ExitStatus.RIGHT, run("top trading -n 1 -i 1ms"));
        assertTrue(captured.out().contains("4711   1,250 "), captured::out);
    }

    @Test
    void shouldPrintALineOfJsonForEachLookWhenWanted() throws IOException
    {
        host.nodes = List.of(PRICING);

        assertEquals(ExitStatus.RIGHT, run("top -n 3 -i 1ms --json"));
        List<String> lines = captured.out().lines().toList();
        assertEquals(3, lines.size());
        Map<?, ?> node = (Map<?, ?>)((List<?>)((Map<?, ?>)JsonReader.read(lines.get(2))).get("nodes")).get(0);
        assertEquals(1_000.0, ((Map<?, ?>)node.get("counters")).get("ACCEPTED"));
        assertEquals(0.0, ((Map<?, ?>)node.get("perSecond")).get("ACCEPTED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"top -n 0", "top -i 0s", "top -i x", "ls a b", "clean now"})
    void shouldExplainInOneLineWhenCommandLineIsNotUnderstood(String line)
    {
        assertEquals(ExitStatus.USAGE, run(line));
        assertEquals(1, captured.err().lines().count(), captured.err());
        assertEquals("", captured.out());
    }

    @Test
    void shouldLetNoNameWriteToTheTerminalWhatItLikes()
    {
        host.nodes = List.of(node(1, "a\nb", "\u001b[2J", Vitality.ALIVE, 0));

        run("ls");
        run("top -n 1 -i 1ms");
        assertTrue(captured.out().contains("domain a?b:"), captured.out());
        assertTrue(captured.out().contains("?[2J"), captured.out());
        assertEquals(-1, captured.out().indexOf('\u001b'));
    }

    @Test
    void shouldSayWhatWasRemoved()
    {
        host.leftovers = List.of("removed the dead node /base/1", "removed the dead node /base/2");

        assertEquals(ExitStatus.RIGHT, run("clean"));
        assertEquals(host.leftovers, captured.out().lines().toList());
    }

    @Test
    void shouldSayWhenThereWasNothingToRemove() throws IOException
    {
        assertEquals(ExitStatus.RIGHT, run("clean --directory /elsewhere"));
        assertEquals("nothing to remove below /elsewhere", captured.out().strip());

        Captured json = Captured.piped();
        assertEquals(ExitStatus.RIGHT,
            json.run(List.of(new CleanCommand(json.terminal(), host::at)), "clean", "--json"));
        assertEquals(Map.of("removed", List.of()), JsonReader.read(json.out()));
    }

    @Test
    void shouldExplainInOneLineWhenTheDirectoryIsNotOurs()
    {
        Function<Optional<Path>, HostView> refusing = (directory) ->
        {
            throw new BusException("/dev/shm/gradient-1 belongs to somebody else");
        };

        assertEquals(ExitStatus.WRONG, captured.run(List.of(new CleanCommand(captured.terminal(), refusing)), "clean"));
        assertEquals("gradient: /dev/shm/gradient-1 belongs to somebody else", captured.err().strip());
    }

    private int run(String line)
    {
        return captured.run(
            List.of(
                new LsCommand(captured.terminal(), host::at, Bus::open),
                new TopCommand(captured.terminal(), host::at, host::twoSecondsLater),
                new CleanCommand(captured.terminal(), host::at)),
            line.split(" "));
    }

    private static NodeView node(long id, String domain, String name, Vitality vitality, long accepted)
    {
        return node(id, domain, name, vitality, accepted, 0);
    }

    private static NodeView node(
        long id, String domain, String name, Vitality vitality, long accepted, long countedNs)
    {
        return new NodeView(id, domain, name, 4711, Instant.parse("2026-11-22T00:00:00.5Z"), vitality, List.of(0, 1),
            Map.of(BusCounter.ACCEPTED, accepted), countedNs, List.of(new LaneView(0x2b, 0, 1 << 20, 64, 1_024)), "");
    }

    private static final class MadeUpHost
    {
        private List<NodeView> nodes = List.of();
        private List<NodeView> later = new ArrayList<>();
        private List<String> leftovers = List.of();
        private long nowNs;
        private int looks;

        private long twoSecondsLater()
        {
            nowNs += TimeUnit.SECONDS.toNanos(2);
            return nowNs;
        }

        private HostView at(Optional<Path> directory)
        {
            return new HostView()
            {
                @Override
                public Path base()
                {
                    return directory.orElse(Path.of("/base"));
                }

                @Override
                public List<NodeView> nodes(Optional<String> domain)
                {
                    looks++;
                    return (looks > 1 && !later.isEmpty() ? later : nodes).stream()
                        .filter((each) -> domain.isEmpty() || domain.get().equals(each.domain()))
                        .toList();
                }

                @Override
                public Optional<String> objection()
                {
                    return Optional.empty();
                }

                @Override
                public List<String> sweep()
                {
                    return leftovers;
                }
            };
        }
    }
}
