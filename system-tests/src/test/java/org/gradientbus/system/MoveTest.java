package org.gradientbus.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.BusEvent;
import org.gradientbus.Envelope;
import org.gradientbus.MessageHandler;
import org.gradientbus.Peer;
import org.gradientbus.Publisher;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.ipc.IpcTransportProvider;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.gradientbus.spi.TransportProvider;
import org.gradientbus.testkit.Await;
import org.gradientbus.udp.UdpConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two buses with the rungs that users have: they meet over NETWORK, and find each other over HOST under load.
 */
@Timeout(120)
class MoveTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int[] LENGTHS = {16, 200, 5_000};

    private final String domain = "move-" + Long.toHexString(new Random().nextLong());
    private final Queue<BusEvent> events = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong longestRefusalNs = new AtomicLong();
    private volatile boolean isOver;

    @Test
    void shouldLoseDoubleAndSwapNothingWhenPeersMoveFromNetworkToHost(@TempDir Path folder) throws IOException
    {
        int port = freePort();
        HeldHost ofOne = new HeldHost();
        HeldHost ofOther = new HeldHost();
        try (Bus one = Bus.open(config(folder).withTransports(UdpConfig.listen("127.0.0.1:" + port), ofOne));
            Bus other = Bus.open(config(folder).withTransports(
                UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port), ofOther)))
        {
            Inbox atOne = new Inbox();
            Inbox atOther = new Inbox();
            one.subscribe("one", atOne);
            other.subscribe("other", atOther);
            assertTrue(one.awaitService("other", PATIENCE));
            assertTrue(other.awaitService("one", PATIENCE));
            assertRung(Rung.NETWORK, one);
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < 2; i++)
            {
                senders.add(start(one, "other", 2 * i));
                senders.add(start(other, "one", 2 * i + 1));
            }
            Await.until("traffic", PATIENCE, () -> atOne.size() > 1000 && atOther.size() > 1000);

            ofOne.release();
            ofOther.release();

            Await.untilEquals("moves", PATIENCE, 2L,
                () -> events.stream().filter(BusEvent.PeerMoved.class::isInstance).count());
            long atMove = atOne.size() + atOther.size();
            Await.until("traffic", PATIENCE, () -> atOne.size() + atOther.size() > atMove + 2000);
            isOver = true;
            senders.forEach((each) -> Await.until("end", PATIENCE, () -> !each.isAlive()));
            assertRung(Rung.HOST, one);
            assertRung(Rung.HOST, other);
            Await.untilEquals("arrived", PATIENCE, accepted.get(), () -> atOne.size() + atOther.size());
            assertEquals(0, one.counters().get(BusCounter.NO_ROUTE) + other.counters().get(BusCounter.NO_ROUTE));
            assertEquals(List.of(), List.copyOf(atOne.faults));
            assertEquals(List.of(), List.copyOf(atOther.faults));
        }
        System.out.println("MoveTest: messages=" + accepted + " longest refusal in ms=" +
            longestRefusalNs.get() / 1_000_000);
        assertEquals(List.of(), List.copyOf(errors));
    }

    private BusConfig config(Path folder)
    {
        return BusConfig.domain(domain).withHostDirectory(folder.resolve("host"))
            .withEventHandler(events::add).withErrorHandler(errors::add);
    }

    private static void assertRung(Rung rung, Bus bus)
    {
        assertEquals(List.of(rung), bus.gradient().stream().map(Peer::rung).toList());
    }

    private static int freePort() throws IOException
    {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            return probe.getLocalPort();
        }
    }

    private Thread start(Bus bus, String to, long port)
    {
        Thread thread = new Thread(() -> send(bus, to, port), "sender-" + port);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((who, error) -> errors.add(error));
        thread.start();
        return thread;
    }

    private void send(Bus bus, String to, long port)
    {
        UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTHS[LENGTHS.length - 1]]);
        message.putLong(0, port);
        long number = 0;
        long refusedSinceNs = 0;
        try (Publisher publisher = bus.publisher(to))
        {
            while (!isOver)
            {
                message.putLong(8, number);
                SendStatus status = publisher.offer(message, 0, LENGTHS[(int)(number % LENGTHS.length)]);
                long nowNs = System.nanoTime();
                if (status.isAccepted())
                {
                    number++;
                    accepted.incrementAndGet();
                    refusedSinceNs = 0;
                }
                else
                {
                    refusedSinceNs = refusedSinceNs == 0 ? nowNs : refusedSinceNs;
                    longestRefusalNs.accumulateAndGet(nowNs - refusedSinceNs, Math::max);
                }
                LockSupport.parkNanos(50_000);
            }
        }
    }

    /** Of one port, messages come in order, once and all. */
    private static final class Inbox implements MessageHandler
    {
        private final Map<Long, Long> nextOfPort = new ConcurrentHashMap<>();
        private final Queue<String> faults = new ConcurrentLinkedQueue<>();
        private final AtomicLong size = new AtomicLong();

        @Override
        public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
        {
            long port = buffer.getLong(offset);
            long number = buffer.getLong(offset + 8);
            long expected = nextOfPort.getOrDefault(port, 0L);
            if (number != expected || length != LENGTHS[(int)(number % LENGTHS.length)])
            {
                faults.add("port " + port + ": " + number + ", not " + expected);
            }
            nextOfPort.put(port, number + 1);
            size.incrementAndGet();
        }

        private long size()
        {
            return size.get();
        }
    }

    /** The HOST rung, which looks for nobody until it is told to. */
    private static final class HeldHost implements TransportProvider
    {
        private final TransportProvider host = new IpcTransportProvider();
        private volatile Runnable discovery;

        @Override
        public Rung rung()
        {
            return host.rung();
        }

        @Override
        public Transport open(TransportContext context)
        {
            Transport transport = host.open(context);
            return (Transport)Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Transport.class},
                (proxy, method, arguments) -> call(transport, method, arguments));
        }

        private Object call(Transport transport, Method method, Object[] arguments) throws Throwable
        {
            if (method.getName().equals("discover"))
            {
                discovery = () -> transport.discover((PeerListener)arguments[0]);
                return null;
            }
            try
            {
                return method.invoke(transport, arguments);
            }
            catch (InvocationTargetException thrown)
            {
                throw thrown.getCause();
            }
        }

        private void release()
        {
            discovery.run();
        }
    }
}
