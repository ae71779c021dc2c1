package org.gradientbus.udp;

import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Hosts whose wire carries short frames, and drops long ones without a word. */
class NarrowWireTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String AT_A = TwoHosts.ADDRESS_A + ":40123";
    private static final String AT_B = TwoHosts.ADDRESS_B + ":40123";

    private final String domain = "narrow-" + Long.toHexString(new Random().nextLong());

    @BeforeAll
    static void requireNamespaces()
    {
        assumeTrue(TwoHosts.arePossible(), "network namespaces need root and iproute2");
    }

    @Test
    void shouldSayThatDatagramsAreTooLongAndMeetWhenTheWireCarriesThem() throws Exception
    {
        try (TwoHosts hosts = new TwoHosts())
        {
            hosts.narrowForB(1280);
            try (ChildJvm a = new ChildJvm(hosts.onA(), MeetProgram.class, domain, "1408", AT_A, AT_B);
                ChildJvm b = new ChildJvm(hosts.onB(), MeetProgram.class, domain, "1408", AT_B))
            {
                String complaint = "error peer=" + AT_B + " cannot be met: short datagrams get there, those of " +
                    "mtuBytes=1408 do not.";
                Await.until("a complaint", PATIENCE, () -> hasSaid(a, complaint));
                assertFalse(hasSaid(a, "met") || hasSaid(b, "met"), "nobody is half met");

                hosts.narrowForB(1500);

                Await.until("a meeting", PATIENCE, () -> hasSaid(a, "met") && hasSaid(b, "met"));
                assertTrue(a.lines().stream().filter((each) -> each.startsWith(complaint)).count() == 1, "once");
                a.end();
                b.end();
            }
        }
    }

    @Test
    void shouldMeetWhenDatagramsAreAsShortAsTheWireNeeds() throws Exception
    {
        try (TwoHosts hosts = new TwoHosts())
        {
            hosts.narrowForB(1280);
            try (ChildJvm a = new ChildJvm(hosts.onA(), MeetProgram.class, domain, "1216", AT_A, AT_B);
                ChildJvm b = new ChildJvm(hosts.onB(), MeetProgram.class, domain, "1216", AT_B))
            {
                Await.until("a meeting", PATIENCE, () -> hasSaid(a, "met") && hasSaid(b, "met"));
                a.end();
                b.end();
            }
        }
    }

    private static boolean hasSaid(ChildJvm who, String what)
    {
        return who.lines().stream().anyMatch((each) -> each.startsWith(what));
    }
}
