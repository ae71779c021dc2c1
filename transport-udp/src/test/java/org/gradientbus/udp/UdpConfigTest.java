package org.gradientbus.udp;

import org.gradientbus.BusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a user sets, and what he is told when it cannot be. */
class UdpConfigTest
{
    private static final UdpConfig CONFIG = UdpConfig.listen("10.0.0.5:40123");

    @Test
    void shouldKeepEverythingElseWhenOneThingIsChanged()
    {
        UdpConfig changed = CONFIG.seeds("10.0.0.6:40123", "bus.example.internal:40123")
            .sources("10.0.0.0/8", "192.0.2.7")
            .withDriverMode(DriverMode.SHARED)
            .driver(Path.of("/dev/shm/aeron"))
            .withWindow(256 * 1024)
            .withMtu(8192)
            .withSocketBuffer(512 * 1024)
            .withPeerTimeout(Duration.ofSeconds(3))
            .withConnectTimeout(Duration.ofSeconds(4));

        assertEquals(new UdpConfig("10.0.0.5:40123", List.of("10.0.0.6:40123", "bus.example.internal:40123"),
            List.of("10.0.0.0/8", "192.0.2.7"),
            DriverMode.SHARED, Optional.of(Path.of("/dev/shm/aeron")), 256 * 1024, 8192, 512 * 1024,
            Duration.ofSeconds(3), Duration.ofSeconds(4)), changed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.5", ":40123", "10.0.0.5:", "10.0.0.5:65536", "10.0.0.5:-1", "fe80::1:40123",
        "a|mtu=64:1", "a?b:1", "a b:1", "10.0.0.5:4012x", "[]:1"})
    void shouldSayHowToWriteItWhenAnAddressIsNone(String text)
    {
        String refusal = assertThrows(IllegalArgumentException.class, () -> UdpConfig.listen(text)).getMessage();

        assertTrue(refusal.startsWith("listenAt=" + text + " has "), refusal);
        assertTrue(refusal.endsWith("write host:port as in 10.0.0.5:40123, bus.example.internal:40123 or " +
            "[fe80::1]:40123"), refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.5:40123", "0.0.0.0:0", "[fe80::1%eth0]:40123", "bus-1.example_x.internal:65535"})
    void shouldPrintWhatItHasReadWhenAnAddressIsOne(String text)
    {
        assertEquals(text, HostPort.parse("any", text).toString());
    }

    @Test
    void shouldNameValueLimitAndRemedyWhenAValueIsRefused()
    {
        assertRefused("mtuBytes=255 must be 256 to 65504", () -> CONFIG.withMtu(255));
        assertRefused("mtuBytes=1500 must be a multiple of 32: 1472 is the next lower", () -> CONFIG.withMtu(1500));
        assertRefused("windowBytes=100 must be 4096 to 536870912", () -> CONFIG.withWindow(100));
        assertRefused("windowBytes=4096 is less than mtuBytes=8192: a datagram would never be admitted",
            () -> CONFIG.withMtu(8192).withWindow(4096));
        assertRefused("socketBufferBytes=65536 is less than windowBytes=131072: the kernel would drop what the " +
            "window admits; raise the one or lower the other", () -> CONFIG.withSocketBuffer(65536));
        assertRefused("peerTimeout=PT0.4S must be PT0.5S at least: heartbeats are a quarter of a second apart",
            () -> CONFIG.withPeerTimeout(Duration.ofMillis(400)));
        assertRefused("connectTimeout=PT0S must be longer than zero", () -> CONFIG.withConnectTimeout(Duration.ZERO));
        assertRefused("seed=10.0.0.6:0 has port 0: name the port it listens at", () -> CONFIG.seeds("10.0.0.6:0"));
    }

    @Test
    void shouldNameTheLimitWhenMessagesAreLongerThanTheRungCarries()
    {
        BusException refusal = assertThrows(BusException.class, () -> new StreamSizes((16 << 20) + 48, 1408));

        assertEquals("maxFrameLength=16777264 exceeds 16777192, the longest that NETWORK carries: set " +
            "BusConfig.maxMessageLength at least 72 lower", refusal.getMessage());
    }

    @Test
    void shouldHoldSeveralOfTheLongestFrameWhateverItsLength()
    {
        for (int length : new int[]{64, 1376, 1377, 8 * 1024, 128 * 1024 + 48, (16 << 20) - SentNumbers.LENGTH})
        {
            StreamSizes sizes = new StreamSizes(length, 1408);
            int required = sizes.requiredBytes(SentNumbers.LENGTH + length);

            assertTrue(required > length && required % 32 == 0);
            assertTrue(length <= sizes.termBytes() / 8, "Aeron carries at most an eighth of a term");
            assertTrue(sizes.fillLimitBytes(org.gradientbus.Importance.LOW) >= required);
            assertTrue(sizes.capacityBytes() + required <= sizes.termBytes() / 2);
        }
    }

    private static void assertRefused(String message, org.junit.jupiter.api.function.Executable change)
    {
        assertEquals(message, assertThrows(IllegalArgumentException.class, change).getMessage());
    }
}
