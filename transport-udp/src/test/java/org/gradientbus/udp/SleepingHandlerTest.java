package org.gradientbus.udp;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.Publisher;
import org.gradientbus.Rung;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A handler that sleeps for longer than Aeron waits for anything: 10 s for a stream, and 3 s more until it unmaps what
 * it has let go. 16 s here, 30 s by the profile {@code network}.
 */
@Timeout(120)
class SleepingHandlerTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SLEEP_MS = Long.getLong("network.sleepMs", 16_000);
    private static final int LENGTH = 1000;

    private final String domain = "sleep-" + Long.toHexString(new Random().nextLong());
    private final List<BusEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void shouldKeepThePeerWhenItsHandlerSleeps() throws Exception
    {
        int port = freePort();
        try (Bus bus = open(port); ChildJvm child = sleeper(port); Publisher sleep = bus.publisher("sleep"))
        {
            send(bus, sleep, SLEEP_MS);
            Await.until("a handler that sleeps", PATIENCE, () -> child.lines().size() == 1);
            send(bus, sleep, 0);

            Await.until("both messages", PATIENCE, () -> child.lines().size() == 4);

            assertEquals(List.of("asleep", "read " + (LENGTH - Long.BYTES), "asleep", "read " + (LENGTH - Long.BYTES)),
                child.lines());
            assertTrue(events.stream().noneMatch((each) -> each instanceof BusEvent.PeerGone), events::toString);
            child.end();
        }
    }

    @Test
    void shouldReadTheWholeMessageWhenItsSenderIsGoneBeforeTheHandlerWakes() throws Exception
    {
        int port = freePort();
        try (Bus stays = open(port); ChildJvm child = sleeper(port))
        {
            try (Bus leaves = Bus.open(config().with(UdpConfig.listen("127.0.0.1:0").seeds(addressOfPeer(stays))));
                Publisher sleep = leaves.publisher("sleep"))
            {
                send(leaves, sleep, SLEEP_MS);
                Await.until("a handler that sleeps", PATIENCE, () -> child.lines().size() == 1);
            }

            Await.until("a handler that is awake", PATIENCE, () -> child.lines().size() == 2);

            assertEquals("read " + (LENGTH - Long.BYTES), child.lines().get(1));
            child.end();
        }
    }

    @Test
    void shouldReadTheWholeMessageWhenItsBusClosesBeforeTheHandlerWakes() throws Exception
    {
        int port = freePort();
        try (Bus bus = open(port); ChildJvm child = sleeper(port); Publisher sleep = bus.publisher("sleep"))
        {
            send(bus, sleep, SLEEP_MS);
            Await.until("a handler that sleeps", PATIENCE, () -> child.lines().size() == 1);

            child.end();

            assertEquals(List.of("asleep", "read " + (LENGTH - Long.BYTES)), child.lines());
        }
    }

    private static void send(Bus bus, Publisher publisher, long ms)
    {
        assertTrue(bus.awaitService("sleep", PATIENCE));
        UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
        message.setMemory(0, LENGTH, (byte)1);
        message.putLong(0, ms);
        publisher.send(message, 0, LENGTH, PATIENCE);
    }

    private static String addressOfPeer(Bus bus)
    {
        Await.until("a peer", PATIENCE, () -> bus.gradient().size() == 1);
        return Endpoint.parse(bus.gradient().get(0).endpoint()).at().toString();
    }

    private Bus open(int port)
    {
        return Bus.open(config().with(UdpConfig.listen("127.0.0.1:" + port)));
    }

    private BusConfig config()
    {
        return BusConfig.domain(domain).withoutRung(Rung.HOST).withEventHandler(events::add);
    }

    private ChildJvm sleeper(int port) throws IOException
    {
        return new ChildJvm(SleeperProgram.class, domain, "127.0.0.1:0", "127.0.0.1:" + port);
    }

    private static int freePort() throws IOException
    {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            return probe.getLocalPort();
        }
    }
}
