package org.gradientbus.udp;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Buses on hosts of their own, with nothing between them but a wire. */
class TwoHostsTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String AT_A = TwoHosts.ADDRESS_A + ":40123";
    private static final String AT_B = TwoHosts.ADDRESS_B + ":40123";

    /** Places of what {@link PartitionedProgram} says when it is asked for its ledger. */
    private static final int SENT = 3;
    private static final int RECEIVED = 4;
    private static final int LOST = 5;

    private int ledgers;
    private final String domain = "hosts-" + Long.toHexString(new Random().nextLong());

    @BeforeAll
    static void requireNamespaces()
    {
        assumeTrue(TwoHosts.arePossible(), "network namespaces need root and iproute2");
    }

    @Test
    void shouldAnswerWhenHostsAreJoinedByAWire() throws Exception
    {
        try (TwoHosts hosts = new TwoHosts();
            ChildJvm echo = new ChildJvm(hosts.onA(), EchoProgram.class, domain, AT_A);
            ChildJvm ask = new ChildJvm(hosts.onB(), AskProgram.class, domain, AT_B, AT_A))
        {
            Await.until("answers", PATIENCE, () -> ask.lines().contains("answered"));
            ask.end();
            echo.end();
        }
    }

    @Test
    void shouldLoseThePeerWhenTheWireIsCut() throws Exception
    {
        try (TwoHosts hosts = new TwoHosts();
            ChildJvm echo = new ChildJvm(hosts.onA(), EchoProgram.class, domain, AT_A);
            ChildJvm ask = new ChildJvm(hosts.onB(), AskProgram.class, domain, AT_B, AT_A))
        {
            Await.until("answers", PATIENCE, () -> ask.lines().contains("answered"));

            hosts.cut();

            Await.until("the end of a request", PATIENCE, () -> ask.lines().size() == 2);
            assertEquals(List.of("answered", "PEER_LOST"), ask.lines());
            ask.end();
            echo.end();
        }
    }

    @Test
    void shouldMeetAgainWhenTheWireWasCutLongerThanPeersWaitAndIsJoined() throws Exception
    {
        try (TwoHosts hosts = new TwoHosts();
            ChildJvm echo = new ChildJvm(hosts.onA(), EchoProgram.class, domain, AT_A);
            ChildJvm ask = new ChildJvm(hosts.onB(), AskProgram.class, domain, AT_B, AT_A))
        {
            Await.until("answers", PATIENCE, () -> ask.lines().contains("answered"));
            hosts.cut();
            Await.until("the end of a request", PATIENCE, () -> ask.lines().contains("PEER_LOST"));

            hosts.join();

            Await.until("an answer after the parting", PATIENCE, () -> ask.lines().size() == 3);
            assertEquals(List.of("answered", "PEER_LOST", "answered again"), ask.lines());
            ask.end();
            echo.end();
        }
    }

    @Test
    void shouldLoseNothingWhenTheWireIsCutForAMoment() throws Exception
    {
        try (TwoHosts hosts = new TwoHosts();
            ChildJvm a = new ChildJvm(hosts.onA(), PartitionedProgram.class, domain, "20000", "0", AT_A, AT_B);
            ChildJvm b = new ChildJvm(hosts.onB(), PartitionedProgram.class, domain, "20000", "1", AT_A, AT_B))
        {
            Await.until("traffic", PATIENCE, () -> ledger(a)[SENT] > 20 && ledger(b)[SENT] > 20);
            hosts.cut();
            long cutNs = System.nanoTime();
            Await.until("a second to pass", PATIENCE, () -> System.nanoTime() - cutNs > 1_000_000_000L);
            hosts.join();
            long before = ledger(a)[RECEIVED];
            Await.until("more traffic", PATIENCE, () -> ledger(a)[RECEIVED] > before + 20);

            a.tell("rest");
            b.tell("rest");

            Await.until("all that was sent, on the other side", PATIENCE,
                () -> ledger(a)[SENT] == ledger(b)[RECEIVED] && ledger(b)[SENT] == ledger(a)[RECEIVED]);
            assertEquals(0, ledger(a)[LOST] + ledger(b)[LOST]);
            assertTrue(a.lines().stream().noneMatch((each) -> each.contains("PeerGone")), a.lines()::toString);
            a.end();
            b.end();
        }
    }

    private long[] ledger(ChildJvm child)
    {
        String beginning = "ledger " + ++ledgers + " ";
        try
        {
            child.tell(beginning.trim());
        }
        catch (IOException ended)
        {
            throw new UncheckedIOException(ended);
        }
        Await.until("a ledger", PATIENCE, () -> child.lines().stream().anyMatch((each) -> each.startsWith(beginning)));
        String line = child.lines().stream().filter((each) -> each.startsWith(beginning)).findFirst().orElseThrow();
        return Arrays.stream(line.substring(beginning.length()).split(" ")).mapToLong(Long::parseLong).toArray();
    }
}
