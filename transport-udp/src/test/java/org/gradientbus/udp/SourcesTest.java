package org.gradientbus.udp;

import org.gradientbus.BusException;
import org.gradientbus.spi.TransportContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Whose datagrams are read. */
class SourcesTest
{
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true", "10.0.0.0/8, 11.0.0.1, false",
        "10.16.0.0/12, 10.31.255.255, true", "10.16.0.0/12, 10.32.0.0, false",
        "192.0.2.7, 192.0.2.7, true", "192.0.2.7, 192.0.2.6, false",
        "192.0.2.128/25, 192.0.2.128, true", "192.0.2.128/25, 192.0.2.127, false",
        "0.0.0.0/0, 203.0.113.9, true", "0.0.0.0/0, ::1, false", "::/0, 2001:db8::1, true", "::/0, 127.0.0.1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true", "2001:db8::/33, 2001:db8:8000::1, false",
        "fe80::/10, febf::1, true", "fe80::/10, fec0::1, false", "::1, ::1, true", "::1, ::2, false"})
    void shouldAllowAddressesWithThePrefixAndNoOthers(String source, String address, boolean isAllowed)
        throws Exception
    {
        assertEquals(isAllowed, new Sources(List.of(source)).allow(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, true", "172.31.0.1, true", "172.32.0.1, false", "192.168.1.1, true", "127.0.0.1, true",
        "169.254.1.1, true", "100.64.0.1, true", "100.128.0.1, false", "8.8.8.8, false", "fd12::1, true",
        "fe80::1, true", "::1, true", "2606:4700::1, false"})
    void shouldAllowPrivateNetworksAloneWhenNothingIsSaid(String address, boolean isAllowed) throws Exception
    {
        Sources sources = new Sources(UdpConfig.listen("10.0.0.5:40123").sourceAddresses());

        assertEquals(isAllowed, sources.allow(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/33, 'has a prefix that is not 0 to 32 bits'", "10.0.0.0/, 'has a prefix that is not 0 to 32 bits'",
        "fd00::/129, 'has a prefix that is not 0 to 128 bits'", "10.0.0.0/-1, 'has a prefix that is not 0 to 32 bits'",
        "bus.example.internal, 'is no address'", "10.0.0, 'is no address'", "10.0.0.256, 'is no address'",
        "'', 'is no address'", "fe80::1%eth0, 'is no address'", "[::1], 'is no address'", "::1::2, 'is no address'"})
    void shouldSayHowToWriteItWhenASourceIsNone(String source, String why)
    {
        String refusal = assertThrows(IllegalArgumentException.class,
            () -> UdpConfig.listen("10.0.0.5:40123").sources("10.0.0.0/8", source)).getMessage();

        assertEquals("source=" + source + " " + why +
            ": write address/bits as in 10.0.0.0/8 or fd00::/8, or one address as in 192.0.2.7", refusal);
    }

    @Test
    void shouldNameBothMeaningsWhenBitsFollowThePrefix()
    {
        String refusal = assertThrows(IllegalArgumentException.class,
            () -> UdpConfig.listen("10.0.0.5:40123").sources("10.1.2.3/8")).getMessage();

        assertEquals("source=10.1.2.3/8 has bits after its prefix: write 10.0.0.0/8 for all of them, or 10.1.2.3 " +
            "for that one", refusal);
    }

    @Test
    void shouldSayThatNobodyIsAllowedWhenThereAreNoSources()
    {
        String refusal = assertThrows(IllegalArgumentException.class,
            () -> UdpConfig.listen("10.0.0.5:40123").sources(new String[0])).getMessage();

        assertTrue(refusal.startsWith("sources=[] allows nobody: "), refusal);
    }

    @Test
    void shouldNotOpenWhenASeedIsNotAmongTheSources()
    {
        UdpConfig config = UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:9", "203.0.113.7:40123");

        BusException refusal = assertThrows(BusException.class, () -> config.open(new TransportContext(
            "sources", new Random().nextLong(), 1024, System::nanoTime, (error) ->
        {
        })));

        assertTrue(refusal.getMessage().startsWith("seed=203.0.113.7:40123 is in none of sources=[127.0.0.0/8, "),
            refusal.getMessage());
        assertTrue(refusal.getMessage().endsWith("Name it in UdpConfig.sources, too"), refusal.getMessage());
    }
}
