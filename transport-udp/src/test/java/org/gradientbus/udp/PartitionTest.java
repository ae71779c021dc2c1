package org.gradientbus.udp;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Five hosts that are parted and joined again, in one round after another; CONTRIBUTING.md says how many.
 * Meanwhile each asks all the others something, and some bind and unbind names.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class PartitionTest
{
    private static final int HOSTS = 5;
    private static final int ROUNDS = Integer.getInteger("network.partitions", 20);

    /** In {@code verify} there is less time than by the profile {@code network}. */
    private static final boolean IS_SHORT = ROUNDS <= 20;
    private static final int FLAPS = IS_SHORT ? 2 : 5;
    private static final int PEER_TIMEOUT_MS = IS_SHORT ? 1_000 : 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_SAID = 60;

    /** How hosts are parted. */
    private enum Kind
    {
        /** Some from the others. */
        FULL,
        /** What one sends does not reach another. */
        ONE_WAY,
        /** Again and again, for shorter and for longer than peers wait. */
        FLAPPING
    }

    private final long seed = new Random().nextInt(Integer.MAX_VALUE);
    private final Random random = new Random(seed);
    private final String domain = "partition-" + Long.toHexString(new Random().nextLong());
    private final List<ChildJvm> children = new ArrayList<>();
    private final Set<String> bound = new TreeSet<>();
    private final Map<Kind, List<Long>> tookByKind = new EnumMap<>(Kind.class);

    @BeforeAll
    static void requireNamespaces()
    {
        assumeTrue(TwoHosts.arePossible(), "network namespaces need root and iproute2");
    }

    @Test
    void shouldKnowTheSameAndOweNothingWhenThePartsOfANetworkAreJoined() throws Exception
    {
        try (BridgedHosts hosts = new BridgedHosts(HOSTS))
        {
            start(hosts);
            Await.until("the same names everywhere", PATIENCE, this::doAllKnowAll);
            for (int round = 0; round < ROUNDS; round++)
            {
                Kind kind = kindOf(round);
                String what = "round " + round + " " + kind + " seed=" + seed;
                long startNs = System.nanoTime();
                long tookMs = round(hosts, kind, round, what);
                System.out.printf("%s: the same everywhere %d ms after the heal; the round took %d ms%n", what, tookMs,
                    (System.nanoTime() - startNs) / 1_000_000);
                tookByKind.computeIfAbsent(kind, (any) -> new ArrayList<>()).add(tookMs);
            }
            for (ChildJvm each : children)
            {
                each.end();
            }
        }
        catch (Throwable failure)
        {
            sayWhatTheySaid();
            throw failure;
        }
        finally
        {
            children.forEach(ChildJvm::close);
            tookByKind.forEach(PartitionTest::sayHowLong);
        }
    }

    private static void sayHowLong(Kind kind, List<Long> tookMs)
    {
        tookMs.sort(null);
        int rounds = tookMs.size();
        System.out.printf("%d rounds %s: the same everywhere p50=%d p99=%d max=%d ms after the heal%n", rounds, kind,
            tookMs.get(rounds / 2), tookMs.get(rounds * 99 / 100), tookMs.get(rounds - 1));
    }

    /** A round that does not heal is rare: what there is to know of it has to be known from this one. */
    private void sayWhatTheySaid()
    {
        for (int i = 0; i < children.size(); i++)
        {
            List<String> said = List.copyOf(children.get(i).lines());
            System.out.println("host " + i + " said at last");
            said.subList(Math.max(0, said.size() - MOST_SAID), said.size())
                .forEach((each) -> System.out.println("    " + each));
        }
    }

    private static Kind kindOf(int round)
    {
        return Kind.values()[round % Kind.values().length];
    }

    private void start(BridgedHosts hosts) throws IOException
    {
        List<String> addresses = IntStream.range(0, HOSTS).mapToObj((i) -> BridgedHosts.address(i) + ":40123").toList();
        for (int i = 0; i < HOSTS; i++)
        {
            List<String> arguments = new ArrayList<>(List.of(
                domain, Integer.toString(PEER_TIMEOUT_MS), Integer.toString(i)));
            arguments.addAll(addresses);
            children.add(new ChildJvm(hosts.on(i), PartitionedProgram.class, arguments.toArray(new String[0])));
            bound.add("part/" + i);
        }
    }

    private long round(BridgedHosts hosts, Kind kind, int round, String what) throws Exception
    {
        Runnable heal = part(hosts, kind, round, what);
        Set<String> unbound = new TreeSet<>();
        for (int i = 0; i < HOSTS; i++)
        {
            if (random.nextBoolean())
            {
                rebind(i, round, unbound);
            }
        }
        int[] saidBefore = children.stream().mapToInt((each) -> each.lines().size()).toArray();
        heal.run();
        long healedNs = System.nanoTime();
        Await.until(what + ": the same names everywhere: " + bound, PATIENCE, this::doAllKnowAll);
        long sameNs = System.nanoTime();
        balance(round, what);
        if (!doAllKnowAll())
        {
            // The last parting was so short that somebody only noticed it after the heal.
            Await.until(what + ": the same names everywhere again: " + bound, PATIENCE, this::doAllKnowAll);
            sameNs = System.nanoTime();
        }
        for (int i = 0; i < HOSTS; i++)
        {
            List<String> said = List.copyOf(children.get(i).lines());
            if (kind != Kind.FLAPPING)
            {
                assertNothingCameBack(said.subList(saidBefore[i], said.size()), unbound, what);
            }
            assertEquals(List.of(), said.stream().filter((each) -> each.startsWith("error")).toList(), what);
        }
        return (sameNs - healedNs) / 1_000_000;
    }

    /**
     * Those who had lost each other before a name was unbound never hear of it again. Who has flapped may have met just
     * before, and then hears first that the name is bound, and after the heal that it is not.
     */
    private void assertNothingCameBack(List<String> said, Set<String> unbound, String what)
    {
        for (String each : said)
        {
            assertTrue(!each.startsWith("up ") || bound.contains(each.substring(3)),
                () -> what + ": a binding came back from the dead: " + each + " of " + unbound);
        }
    }

    /** Returns what heals it. */
    private Runnable part(BridgedHosts hosts, Kind kind, int round, String what) throws Exception
    {
        switch (kind)
        {
            case FULL ->
            {
                List<Integer> part = someHosts();
                for (int each : part)
                {
                    hosts.part(each);
                }
                Await.until(what + ": parts that know themselves alone: " + part, PATIENCE, () -> IntStream
                    .range(0, HOSTS).allMatch((i) -> IntStream.range(0, HOSTS).noneMatch(
                        (j) -> part.contains(i) != part.contains(j) && doesKnow(i, j))));
                return () -> part.forEach((each) -> attempt(() -> hosts.unpart(each)));
            }
            case ONE_WAY ->
            {
                int from = random.nextInt(HOSTS);
                int to = (from + 1 + random.nextInt(HOSTS - 1)) % HOSTS;
                hosts.muffle(from, to);
                Await.until(what + ": hosts that have lost each other: " + from + " and " + to, PATIENCE,
                    () -> !doesKnow(from, to) && !doesKnow(to, from));
                return () -> attempt(() -> hosts.unmuffle(from, to));
            }
            case FLAPPING ->
            {
                int host = random.nextInt(HOSTS);
                for (int i = 0; i < FLAPS; i++)
                {
                    hosts.part(host);
                    awaitPassing(Duration.ofMillis(100 + random.nextInt(PEER_TIMEOUT_MS + 500)));
                    hosts.unpart(host);
                    awaitPassing(Duration.ofMillis(50 + random.nextInt(500)));
                }
                hosts.part(host);
                return () -> attempt(() -> hosts.unpart(host));
            }
        }
        throw new AssertionError(kind);
    }

    private List<Integer> someHosts()
    {
        int mask = 1 + random.nextInt((1 << HOSTS) - 2);
        return IntStream.range(0, HOSTS).filter((i) -> (mask & 1 << i) != 0).boxed().toList();
    }

    private void rebind(int host, int round, Set<String> unbound) throws IOException
    {
        String prefix = "part/" + host + "/";
        for (String each : List.copyOf(bound))
        {
            if (each.startsWith(prefix))
            {
                children.get(host).tell("unbind " + each);
                bound.remove(each);
                unbound.add(each);
            }
        }
        children.get(host).tell("bind " + prefix + round);
        bound.add(prefix + round);
        Await.until("a host that knows its own names", PATIENCE,
            () -> names(host).contains(prefix + round) && unbound.stream().noneMatch(
                (each) -> each.startsWith(prefix) && names(host).contains(each)));
    }

    /** Nobody asks any more: nothing is under way then, and what was sent was received or is counted as lost. */
    private void balance(int round, String what) throws IOException
    {
        for (ChildJvm each : children)
        {
            each.tell("rest");
        }
        int[] turn = {0};
        Await.until(what + ": ledgers that balance", PATIENCE, () -> isBalanced(round + "." + turn[0]++));
        for (ChildJvm each : children)
        {
            each.tell("work");
        }
    }

    private boolean isBalanced(String word)
    {
        long sent = 0;
        long accounted = 0;
        boolean isAtRest = true;
        for (int i = 0; i < HOSTS; i++)
        {
            ChildJvm child = children.get(i);
            attempt(() -> child.tell("ledger " + word));
            Await.until("a ledger", PATIENCE, () -> lastOf(child, "ledger " + word + " ").length() > 0);
            String[] words = lastOf(child, "ledger " + word + " ").split(" ");
            isAtRest &= words[0].equals("0") && words[1].equals("0") && words[2].equals("0");
            sent += Long.parseLong(words[3]);
            accounted += Long.parseLong(words[4]) + Long.parseLong(words[5]);
        }
        return isAtRest && sent <= accounted;
    }

    private boolean doAllKnowAll()
    {
        return IntStream.range(0, HOSTS).allMatch((i) -> names(i).equals(bound));
    }

    private boolean doesKnow(int host, int other)
    {
        return names(host).contains("part/" + other);
    }

    private Set<String> names(int host)
    {
        String list = lastOf(children.get(host), "names ");
        return list.length() <= 2 ? Set.of() : Set.of(list.substring(1, list.length() - 1).split(", "));
    }

    private static String lastOf(ChildJvm child, String prefix)
    {
        List<String> lines = child.lines();
        for (int i = lines.size() - 1; i >= 0; i--)
        {
            if (lines.get(i).startsWith(prefix))
            {
                return lines.get(i).substring(prefix.length());
            }
        }
        return "";
    }

    private static void awaitPassing(Duration time)
    {
        long startNs = System.nanoTime();
        Await.until("time to pass", PATIENCE, () -> System.nanoTime() - startNs > time.toNanos());
    }

    /** What may throw what a lambda may not. */
    private interface Action
    {
        void run() throws Exception;
    }

    private static void attempt(Action action)
    {
        try
        {
            action.run();
        }
        catch (Exception failed)
        {
            throw new AssertionError(failed);
        }
    }
}
