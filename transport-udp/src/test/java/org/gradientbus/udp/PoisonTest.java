package org.gradientbus.udp;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Publisher;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The few datagrams of a stranger that stop an Aeron driver with all its streams, with our guard and without it. The
 * latter are tests of the former.
 */
class PoisonTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SESSION = 4711;
    private static final int FRAME = 64;

    private final String domain = "poison-" + Long.toHexString(new Random().nextLong());
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final AtomicLong received = new AtomicLong();

    /** A frame that is right, and behind it one of 2 GB. */
    @Test
    void shouldGoOnWhenTheSecondFrameOfADatagramLies() throws IOException
    {
        attack(Guard::new, false, longFrame());
    }

    @Test
    void shouldStopWithoutTheGuardWhenTheSecondFrameOfADatagramLies() throws IOException
    {
        attack(Unguarded::new, true, longFrame());
    }

    /** Two that are right, but the second begins within the first, and its payload lies where the next length is. */
    @Test
    void shouldGoOnWhenFramesOverlap() throws IOException
    {
        attack(Guard::new, false, overlap());
    }

    @Test
    void shouldStopWithoutTheGuardWhenFramesOverlap() throws IOException
    {
        attack(Unguarded::new, true, overlap());
    }

    private static List<byte[]> longFrame()
    {
        byte[] frames = Arrays.copyOf(Forger.data(Endpoint.CONTROL_STREAM, SESSION, 0, FRAME), 2 * FRAME);
        System.arraycopy(Forger.data(Endpoint.CONTROL_STREAM, SESSION, FRAME, FRAME), 0, frames, FRAME, FRAME);
        new UnsafeBuffer(frames).putInt(FRAME, Integer.MAX_VALUE - 31, ByteOrder.LITTLE_ENDIAN);
        return List.of(frames);
    }

    private static List<byte[]> overlap()
    {
        return List.of(Forger.data(Endpoint.CONTROL_STREAM, SESSION, FRAME - 32, 3 * FRAME),
            Forger.data(Endpoint.CONTROL_STREAM, SESSION, 0, FRAME));
    }

    private void attack(BiFunction<UdpConfig, TransportContext, Guard> guards, boolean stops, List<byte[]> poison)
        throws IOException
    {
        try (DatagramSocket forger = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            int port = freePort();
            UdpConfig config = UdpConfig.listen("127.0.0.1:" + port).withPeerTimeout(Duration.ofSeconds(30));
            try (Bus bus = Bus.open(config(guarded(config, guards)));
                Bus other = Bus.open(config(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port)));
                Publisher publisher = bus.publisher("flow"))
            {
                other.subscribe("flow", (buffer, offset, length, envelope) -> received.incrementAndGet());
                bus.awaitService("flow", PATIENCE);
                send(publisher, 1000);
                Await.untilEquals("messages before", PATIENCE, 1000L, received::get);

                // Until the driver has answered, data of a session is nobody's.
                forger.send(packet(Forger.setup(Endpoint.CONTROL_STREAM, SESSION, StreamSizes.LEAST_TERM, 0), port));
                forger.setSoTimeout((int)PATIENCE.toMillis());
                forger.receive(new DatagramPacket(new byte[64], 64));
                for (byte[] each : poison)
                {
                    forger.send(packet(each, port));
                }

                if (stops)
                {
                    Await.until("Aeron stumbles", PATIENCE,
                        () -> errors.stream().anyMatch((each) -> each.getCause() instanceof IndexOutOfBoundsException));
                    requireStandstill(publisher);
                }
                else
                {
                    send(publisher, 1000);
                    Await.untilEquals("messages after", PATIENCE, 2000L, received::get);
                    assertEquals(1, errors.size(), errors::toString);
                    assertTrue(errors.get(0).getMessage().startsWith("the NETWORK rung refused datagrams "),
                        errors::toString);
                }
            }
        }
    }

    /** What fits half a term still goes out. */
    private void requireStandstill(Publisher publisher)
    {
        UnsafeBuffer message = new UnsafeBuffer(new byte[32]);
        AtomicLong lastNs = new AtomicLong(System.nanoTime());
        AtomicLong last = new AtomicLong();
        Await.until("a second in which nothing comes", PATIENCE, () ->
        {
            while (publisher.offer(message, 0, 32) == SendStatus.ACCEPTED)
            {
                Thread.onSpinWait();
            }
            if (last.getAndSet(received.get()) != received.get())
            {
                lastNs.set(System.nanoTime());
            }
            return System.nanoTime() - lastNs.get() > Duration.ofSeconds(1).toNanos();
        });
        assertEquals(SendStatus.BACK_PRESSURED, publisher.offer(message, 0, 32));
    }

    private static void send(Publisher publisher, int count)
    {
        UnsafeBuffer message = new UnsafeBuffer(new byte[32]);
        for (int i = 0; i < count; i++)
        {
            publisher.send(message, 0, 32, PATIENCE);
        }
    }

    private static DatagramPacket packet(byte[] bytes, int port)
    {
        return new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port);
    }

    static int freePort() throws IOException
    {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            return probe.getLocalPort();
        }
    }

    private BusConfig config(TransportProvider provider)
    {
        return BusConfig.domain(domain).withoutRung(Rung.HOST).withErrorHandler(errors::add).with(provider)
            .withCloseTimeout(Duration.ofMillis(100));
    }

    /** The rung with a guard of the test's. */
    static TransportProvider guarded(UdpConfig config, BiFunction<UdpConfig, TransportContext, Guard> guards)
    {
        return new TransportProvider()
        {
            @Override
            public Rung rung()
            {
                return Rung.NETWORK;
            }

            @Override
            public Transport open(TransportContext context)
            {
                return new UdpTransport(config, context, guards.apply(config, context));
            }
        };
    }

    /** Lets Aeron read what comes. */
    private static final class Unguarded extends Guard
    {
        Unguarded(UdpConfig config, TransportContext context)
        {
            super(config, context);
        }

        @Override
        void install(MediaDriver.Context settings, Selector selector)
        {
            super.install(settings, selector);
            settings.receiveChannelEndpointSupplier((channel, dispatcher, status, context) ->
                new ReceiveChannelEndpoint(channel, dispatcher, status, context)
                {
                    @Override
                    public void openChannel()
                    {
                        super.openChannel();
                        Keeper.register(receiveDatagramChannel, selector);
                    }
                });
        }
    }
}
