package org.gradientbus.udp;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A bus that sends and closes at once, over wires that lose a twentieth: nobody sends again what it left behind. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ClosingTest
{
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ROUNDS = 5;
    private static final int LOST_PERMILLE = 50;

    @BeforeAll
    static void requireNamespaces()
    {
        String obstacle = DetourHost.obstacle();
        assumeTrue(obstacle.isEmpty(), "network namespaces need root, iproute2 and nftables: " + obstacle);
    }

    @Test
    void shouldDeliverWhatWasAcceptedWhenItsBusClosesAtOnce() throws Exception
    {
        try (DetourHost host = new DetourHost(LOST_PERMILLE);
            ChildJvm child = new ChildJvm(
                host.prefix(), List.of(), ClosingProgram.class, Integer.toString(ROUNDS)))
        {
            Await.until("the end", PATIENCE, () -> child.lines().contains("over") || !child.isAlive());
            child.end();
            List<String> rounds = child.lines().stream().filter((each) -> each.startsWith("missing")).toList();
            assertEquals(Collections.nCopies(ROUNDS, "missing 0"), rounds, () -> child.lines().toString());
            assertTrue(host.lost() > 0, "nothing was lost on the way");
        }
    }
}
