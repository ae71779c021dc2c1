package org.gradientbus.udp;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The whole suite, as for every rung, with each datagram between sender and receiver over wires and through another
 * network namespace: see {@link DetourHost}.
 */
@Timeout(400)
class WireConformanceTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(360);
    private static final String WIRES = System.getProperty("network.wires", "all");
    private static final int FEWEST_TESTS = 36;
    private static final long FEWEST_DATAGRAMS = 10_000;

    @BeforeAll
    static void requireNamespaces()
    {
        assumeTrue(!WIRES.equals("none"), "takes minutes: the profiles rounds and network run it");
        String obstacle = DetourHost.obstacle();
        assumeTrue(obstacle.isEmpty(), "network namespaces need root, iproute2 and nftables: " + obstacle);
    }

    @Test
    void shouldPassTheSuiteWhenEachDatagramCrossesWires() throws Exception
    {
        assumeTrue(WIRES.equals("all"), "lossy wires do for most days: the profile network runs it");
        try (DetourHost host = new DetourHost(0))
        {
            pass(host, ConformanceProgram.OverWires.class);
            assertEquals(0, host.lost());
        }
    }

    @Test
    void shouldPassTheSuiteWhenWiresLoseATwentieth() throws Exception
    {
        try (DetourHost host = new DetourHost(50))
        {
            pass(host, ConformanceProgram.OverLossyWires.class);
            double lost = (double)host.lost() / (host.lost() + host.crossed());
            assertEquals(0.05, lost, 0.01);
        }
    }

    private static void pass(DetourHost host, Class<?> suite) throws Exception
    {
        // Compiled in full before it goes on, as the suite asks what a frame allocates then.
        try (ChildJvm child = new ChildJvm(
            host.prefix(), List.of("-Xbatch"), ConformanceProgram.class, suite.getName()))
        {
            Await.until("the end of the suite", PATIENCE, () -> child.lines().contains("over") || !child.isAlive());
            child.end();
            List<String> lines = child.lines();
            assertEquals(List.of(), lines.stream().filter((each) -> each.startsWith("failed")).toList());
            assertTrue(lines.contains("over"), () -> "the process ended early: " + lines);
            long passed = lines.stream().filter((each) -> each.startsWith("successful")).count();
            assertTrue(passed >= FEWEST_TESTS, () -> passed + " tests: " + lines);
        }
        assertTrue(host.crossed() > FEWEST_DATAGRAMS, "crossed=" + host.crossed());
    }
}
