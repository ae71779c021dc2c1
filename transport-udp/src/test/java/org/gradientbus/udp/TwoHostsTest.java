package org.gradientbus.udp;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Buses on hosts of their own, with nothing between them but a wire. */
class TwoHostsTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String AT_A = TwoHosts.ADDRESS_A + ":40123";
    private static final String AT_B = TwoHosts.ADDRESS_B + ":40123";

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
}
