package org.gradientbus.udp;

import io.aeron.driver.media.UdpChannel;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusException;
import org.gradientbus.Rung;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a user of a bus sees of datagrams that it refused. */
class RefusedDatagramsTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ANY_SESSION = 4711;

    private final String domain = "refused-" + Long.toHexString(new Random().nextLong());
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @Test
    void shouldCountByReasonAndReportOnceWhenDatagramsAreRefused() throws Exception
    {
        int port = PoisonTest.freePort();
        try (Bus bus = Bus.open(config().with(UdpConfig.listen("127.0.0.1:" + port)));
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            for (int i = 0; i < 10; i++)
            {
                send(socket, port, new byte[]{1, 2, 3});
                send(socket, port, Forger.setup(Endpoint.CONTROL_STREAM, i, 1 << 30, 0));
            }

            Await.until("refusals", PATIENCE, () -> count(bus, Refusal.MALFORMED) == 10 &&
                count(bus, Refusal.TERM_LENGTH) == 10);
            Await.until("word of them", PATIENCE, () -> errors.size() >= 2);
            assertTrue(errors.stream().anyMatch((each) -> each.getMessage().matches("the NETWORK rung refused " +
                "datagrams malformed: \\d+, the last from /127.0.0.1:" + socket.getLocalPort())), errors::toString);
            assertEquals(0, bus.counters().ofRung(Rung.NETWORK).get("driver errors"));
            assertEquals(Map.of(), bus.counters().ofRung(Rung.HOST));
        }
    }

    @Test
    void shouldReadNothingWhenTheSourceIsNotAllowed() throws Exception
    {
        int port = PoisonTest.freePort();
        try (Bus bus = Bus.open(config().with(UdpConfig.listen("127.0.0.1:" + port).sources("127.0.0.77")));
            Bus outsider = Bus.open(config().with(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port))))
        {
            Await.until("refusals", PATIENCE, () -> count(bus, Refusal.SOURCE) > 5);

            assertEquals(List.of(), bus.gradient());
            assertEquals(List.of(), outsider.gradient());
            assertTrue(errors.stream().anyMatch((each) -> each.getMessage().endsWith(
                ". If that is a bus of yours, add its address to UdpConfig.sources")), errors::toString);
        }
    }

    @Test
    void shouldHearAFewStrangersAndNoMoreWhenManyBeginAtOnce() throws Exception
    {
        int port = PoisonTest.freePort();
        try (Bus bus = Bus.open(config().with(UdpConfig.listen("127.0.0.1:" + port)));
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            for (int i = 0; i < 200; i++)
            {
                send(socket, port, Forger.setup(Endpoint.CONTROL_STREAM, ANY_SESSION + i, StreamSizes.LEAST_TERM, 0));
            }

            Await.until("refusals", PATIENCE,
                () -> count(bus, Refusal.SESSION_LIMIT) + count(bus, Refusal.SETUP_RATE) > 100);
        }
    }

    @Test
    void shouldMeetAnotherHostWhenStrangersOfOneHostFillItsPlaces() throws Exception
    {
        int port = PoisonTest.freePort();
        try (Bus bus = Bus.open(config().with(UdpConfig.listen("127.0.0.1:" + port)));
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            for (int i = 0; i < 100; i++)
            {
                send(socket, port, Forger.setup(Endpoint.CONTROL_STREAM, ANY_SESSION + i, StreamSizes.LEAST_TERM, 0));
            }
            try (Bus other = Bus.open(config().with(UdpConfig.listen("127.0.0.2:0").seeds("127.0.0.1:" + port))))
            {
                Await.until("a meeting", PATIENCE, () -> other.gradient().size() == 1 && bus.gradient().size() == 1);
            }
        }
    }

    @Test
    void shouldHaveNoDestinationsThatOthersChoose()
    {
        for (String channel : new String[]{"aeron:udp?control=127.0.0.1:0|control-mode=dynamic",
            "aeron:udp?control-mode=manual", "aeron:udp?endpoint=224.20.30.39:40123|interface=localhost"})
        {
            BusException refusal = assertThrows(BusException.class,
                () -> Guard.requirePlain(UdpChannel.parse(channel)), channel);

            assertTrue(refusal.getMessage().startsWith("channel=" + channel + " has more than one destination, "));
        }
    }

    private static long count(Bus bus, Refusal reason)
    {
        return bus.counters().ofRung(Rung.NETWORK).get("datagrams refused, " + reason.label());
    }

    private static void send(DatagramSocket socket, int port, byte[] bytes) throws Exception
    {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    private BusConfig config()
    {
        return BusConfig.domain(domain).withoutRung(Rung.HOST).withErrorHandler(errors::add);
    }
}
