package org.gradientbus.cli.doctor;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Rung;
import org.gradientbus.udp.UdpConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;

import static org.gradientbus.cli.doctor.Finding.Verdict.RIGHT;
import static org.gradientbus.cli.doctor.Finding.Verdict.WRONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * By loopback, which is a network as good as any for what is right and what is wrong here.
 */
@Timeout(60)
class SeedTest
{
    @Test
    void shouldMeetTheBusThatListensThere() throws IOException
    {
        String seed = freePort();
        try (Bus bus = open(seed, "clinic"))
        {
            List<Finding> findings = new Seed(seed, "clinic").look();

            assertEquals(4, findings.size(), findings::toString);
            assertTrue(findings.stream().allMatch((each) -> each.verdict() == RIGHT), findings::toString);
            assertTrue(findings.get(3).found().contains("patient"), findings::toString);
            assertTrue(bus.nodeId() != 0);
        }
    }

    @Test
    void shouldSayThatNobodyListensWhenTheHostSaysSo() throws IOException
    {
        Finding last = last(new Seed(freePort(), "clinic").look());

        assertEquals("127.0.0.1, port", last.subject());
        assertEquals(WRONG, last.verdict());
        assertTrue(last.found().startsWith("127.0.0.1 says that nobody listens at port "), last.found());
    }

    @Test
    void shouldSayThatNobodyAnswersWhenTheDomainIsAnother() throws IOException
    {
        String seed = freePort();
        try (Bus bus = open(seed, "ward"))
        {
            Finding last = last(new Seed(seed, "clinic").look());

            assertEquals("127.0.0.1, meeting", last.subject());
            assertEquals(WRONG, last.verdict());
            assertTrue(last.remedy().contains("in this domain"), last.remedy());
            assertEquals(List.of(), bus.gradient());
        }
    }

    @Test
    void shouldStopAtTheNameWhenNobodyKnowsIt()
    {
        List<Finding> findings = new Seed("no-such-host.invalid:40123", "clinic").look();

        assertEquals(1, findings.size());
        assertEquals("nobody knows the name no-such-host.invalid", findings.get(0).found());
    }

    @Test
    void shouldRefuseWhatIsNoAddress()
    {
        assertThrows(IllegalArgumentException.class, () -> new Seed("40123", "clinic"));
        assertThrows(IllegalArgumentException.class, () -> new Seed("10.0.0.1:0", "clinic"));
    }

    private static Bus open(String at, String domain)
    {
        return Bus.open(BusConfig.domain(domain).withNodeName("patient").withRungs(Rung.NETWORK)
            .with(UdpConfig.listen(at)));
    }

    private static String freePort() throws IOException
    {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress()))
        {
            return "127.0.0.1:" + free.getLocalPort();
        }
    }

    private static Finding last(List<Finding> findings)
    {
        return findings.get(findings.size() - 1);
    }
}
