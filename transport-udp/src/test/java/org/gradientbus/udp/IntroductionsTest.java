package org.gradientbus.udp;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Hosts that know each other through a third. */
class IntroductionsTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String MTU = "1408";

    private final String domain = "introductions-" + Long.toHexString(new Random().nextLong());

    @BeforeAll
    static void requireNamespaces()
    {
        assumeTrue(TwoHosts.arePossible(), "network namespaces need root and iproute2");
    }

    @Test
    void shouldMeetWhenEachKnowsAThirdAloneAndGoOnWithoutIt() throws Exception
    {
        try (BridgedHosts hosts = new BridgedHosts(3);
            ChildJvm third = meet(hosts, 2);
            ChildJvm one = meet(hosts, 0, at(2));
            ChildJvm other = meet(hosts, 1, at(2)))
        {
            Await.until("all to have met", PATIENCE, () -> hasMet(one, other) && hasMet(other, one) &&
                hasMet(one, third) && hasMet(third, other));

            third.kill();
            Await.until("the third to be gone", PATIENCE, () -> !hasMet(one, third) && !hasMet(other, third));
            hosts.part(0);
            Await.until("a parting", PATIENCE, () -> !hasMet(one, other) && !hasMet(other, one));
            hosts.unpart(0);

            Await.until("a meeting without the third", PATIENCE, () -> hasMet(one, other) && hasMet(other, one));
            one.end();
            other.end();
        }
    }

    private ChildJvm meet(BridgedHosts hosts, int host, String... seeds) throws Exception
    {
        String[] arguments = new String[3 + seeds.length];
        arguments[0] = domain;
        arguments[1] = MTU;
        arguments[2] = at(host);
        System.arraycopy(seeds, 0, arguments, 3, seeds.length);
        return new ChildJvm(hosts.on(host), MeetProgram.class, arguments);
    }

    private static String at(int host)
    {
        return BridgedHosts.address(host) + ":40123";
    }

    private static boolean hasMet(ChildJvm who, ChildJvm whom)
    {
        Set<String> there = new TreeSet<>();
        for (String each : who.lines())
        {
            String[] words = each.split(" ");
            if (words[0].equals("met"))
            {
                there.add(words[1]);
            }
            else if (words[0].equals("gone"))
            {
                there.remove(words[1]);
            }
        }
        String node = whom.lines().stream().filter((each) -> each.startsWith("open ")).map((each) -> each.substring(5))
            .collect(Collectors.joining());
        return !node.isEmpty() && there.contains(node);
    }
}
