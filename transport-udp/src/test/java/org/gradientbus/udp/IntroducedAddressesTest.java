package org.gradientbus.udp;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.spi.TransportContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Where a peer may say that others are. */
class IntroducedAddressesTest
{
    private static final Peer REMOTE = peer("10.0.0.6");
    private static final Peer LOCAL = peer("127.0.0.1");

    private final Introductions introductions = new Introductions(new Guard(UdpConfig.listen("10.0.0.5:40123"),
        new TransportContext("introduced", 5, 1024, System::nanoTime, Throwable::printStackTrace)));

    @Test
    void shouldBeBelievedWhenItsDatagramsAreRead()
    {
        assertEquals(new HostPort("10.0.0.9", 40123), introductions.ofOther(told("10.0.0.9", 40123), REMOTE));
        assertEquals(new HostPort("127.0.0.1", 7), introductions.ofOther(told("127.0.0.1", 7), LOCAL));
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.9,40123", "10.0.0.9,0", "0.0.0.0,40123", "::,40123", "127.0.0.1,40123", "::1,40123",
        "224.20.30.39,40123", "somewhere.example,40123", "10.0.0.9|x=y,40123", "'',40123"})
    void shouldNotBeBelievedWhenItCannotBeOrIsNotAllowed(String host, int port)
    {
        assertNull(introductions.ofOther(told(host, port), REMOTE));
    }

    @Test
    void shouldNotBeBelievedWhenWhoeverIsOnThisHostTellsOfAnother()
    {
        assertNull(introductions.ofOther(told("10.0.0.9", 40123), LOCAL));
    }

    private static Peer peer(String host)
    {
        return new Peer(new HostPort(host, 40123), null, 1, 1);
    }

    private static ControlMessage told(String host, int port)
    {
        ControlMessage out = new ControlMessage();
        out.from(1, 2, new HostPort("10.0.0.6", 40123)).heard(3, 4, 5).introducing(6, new HostPort(host, port));
        ControlMessage in = new ControlMessage();
        assertTrue(in.read(new UnsafeBuffer(out.buffer()), 0, out.length()));
        return in;
    }
}
