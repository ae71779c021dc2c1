package org.gradientbus.udp;

import io.aeron.protocol.HeaderFlyweight;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.Publisher;
import org.gradientbus.Rung;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Two buses with traffic all the time, and a forger: datagrams that he made up, that he heard and altered, and that he
 * repeats, half of them from a socket of his own, half of them as if from that of the peer. The traffic goes on, each
 * message once and in order; no error of Aeron's comes up, and no memory goes.
 *
 * <p>What the forger on the wire leaves alone is what nobody can tell from the truth without authentication: a place in
 * the stream, or its end, told in the name of the peer.
 */
class HostileDatagramsTest
{
    private static final int DATAGRAMS = Integer.getInteger("hostile.datagrams", 30_000);
    private static final int PER_SECOND = Integer.getInteger("hostile.perSecond", 20_000);
    private static final int TURNS_PER_SECOND = 4;
    private static final int BURST = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long MOST_GROWTH_BYTES = 1 << 20;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final String domain = "hostile-" + Long.toHexString(new Random().nextLong());
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<BusEvent> events = new CopyOnWriteArrayList<>();
    private final long seed = Long.getLong("hostile.seed", new Random().nextLong());
    private final Forger forger = new Forger(seed);
    private Path folder;
    private TappedGuard ofReceiver;
    private TappedGuard ofSender;

    @Test
    @Timeout(600)
    void shouldGoOnExactlyAndInOrderWhenDatagramsAreForged() throws Exception
    {
        folder = Files.createTempDirectory(Path.of("/dev/shm"), "gradient-hostile-");
        System.out.println("hostile datagrams: seed=" + seed);
        int port = PoisonTest.freePort();
        UdpConfig receiving = UdpConfig.listen("127.0.0.1:" + port);
        UdpConfig sending = UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port);
        try (Bus receiver = Bus.open(config().with(PoisonTest.guarded(receiving, (config, context) ->
                ofReceiver = new TappedGuard(config, context))));
            Bus sender = Bus.open(config().with(PoisonTest.guarded(sending, (config, context) ->
                ofSender = new TappedGuard(config, context))));
            Publisher publisher = sender.publisher("flow");
            SteadyFlow flow = new SteadyFlow(publisher))
        {
            receiver.subscribe("flow", flow::onMessage);
            sender.awaitService("flow", PATIENCE);
            flow.start();
            Await.until("traffic", PATIENCE, () -> flow.received() > 50_000 && ofSender.sending.count() > 300);
            long usedBytes = MemoryUse.now(folder);

            Rates rates = forge(port, flow);
            long grownBytes = MemoryUse.now(folder) - usedBytes;

            long before = flow.received();
            Await.until("traffic still", PATIENCE, () -> flow.received() > before + 10_000);
            flow.end();
            Await.until("all of it", PATIENCE, flow::isComplete);
            Await.until("what was forged to be forgotten", PATIENCE,
                () -> MemoryUse.now(folder) - usedBytes < MOST_GROWTH_BYTES);
            assertEquals(List.of(), flow.faults());
            assertEquals(0, receiver.counters().ofRung(Rung.NETWORK).get("driver errors"));
            assertEquals(0, sender.counters().ofRung(Rung.NETWORK).get("driver errors"));
            assertTrue(errors.stream().allMatch((each) ->
                each.getMessage().startsWith("the NETWORK rung refused datagrams ")), errors::toString);
            assertEquals(0, events.stream().filter((each) -> each instanceof BusEvent.PeerGone).count(),
                events::toString);
            report(rates, flow, grownBytes);
        }
    }

    @AfterEach
    void removeFolder() throws IOException
    {
        if (!Files.exists(folder))
        {
            // The last bus to close has removed it, as nothing was left there.
            return;
        }
        try (Stream<Path> files = Files.walk(folder))
        {
            files.sorted(Comparator.reverseOrder()).forEach((each) -> each.toFile().delete());
        }
    }

    /**
     * What came through by turns: while all datagrams went to a socket that nobody reads, and while they went to the
     * buses. So what the forger takes of the machine for himself is the same.
     */
    private record Rates(long quietPerSecond, long hostilePerSecond, int forged)
    {
    }

    private Rates forge(int port, SteadyFlow flow) throws IOException
    {
        int forged = 0;
        long[] received = new long[2];
        long[] passedNs = new long[2];
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
            DatagramSocket nobody = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            ofReceiver.receiving.ignoredPort = socket.getLocalPort();
            for (int turn = 0; forged < DATAGRAMS; turn = 1 - turn)
            {
                boolean isHostile = turn == 1;
                long beganNs = System.nanoTime();
                long before = flow.received();
                for (int i = 0; i < PER_SECOND / TURNS_PER_SECOND; i += BURST)
                {
                    for (int n = 0; n < BURST; n++)
                    {
                        forgeOne(socket, isHostile ? port : nobody.getLocalPort(), isHostile);
                    }
                    forged += isHostile ? BURST : 0;
                    awaitTime(beganNs + TimeUnit.SECONDS.toNanos(i) / PER_SECOND);
                }
                received[turn] += flow.received() - before;
                passedNs[turn] += System.nanoTime() - beganNs;
            }
        }
        return new Rates(received[0] * 1_000_000_000 / passedNs[0], received[1] * 1_000_000_000 / passedNs[1], forged);
    }

    private static void awaitTime(long deadlineNs)
    {
        while (deadlineNs - System.nanoTime() > 0)
        {
            LockSupport.parkNanos(Math.min(deadlineNs - System.nanoTime(), 200_000));
        }
    }

    private void forgeOne(DatagramSocket socket, int port, boolean isHeard) throws IOException
    {
        boolean isToReceiver = forger.nextInt(4) != 0;
        TappedGuard.Tap tap = isToReceiver ? ofReceiver.receiving : ofSender.sending;
        TappedGuard.Datagram heard = tap.any(forger.nextInt(1 << 30));
        if (heard == null)
        {
            return;
        }
        switch (forger.nextInt(4))
        {
            case 0 -> send(socket, port, forger.make(stream(heard)));
            case 1 -> send(socket, port, forger.nextInt(4) == 0 ? heard.bytes() : forger.mutate(heard.bytes()));
            case 2 -> whisper(tap, isHeard, forger.make(stream(heard)), heard.source());
            default -> whisper(tap, isHeard, leaveAlone(heard.bytes(), forger.mutate(heard.bytes())), heard.source());
        }
    }

    private static void whisper(TappedGuard.Tap tap, boolean isHeard, byte[] bytes, InetSocketAddress source)
    {
        if (isHeard)
        {
            tap.toHear.add(new TappedGuard.Datagram(bytes, source));
        }
    }

    private int stream(TappedGuard.Datagram heard)
    {
        boolean isAnswer = heard.bytes()[HeaderFlyweight.TYPE_FIELD_OFFSET] == HeaderFlyweight.HDR_TYPE_SM ||
            heard.bytes()[HeaderFlyweight.TYPE_FIELD_OFFSET] == HeaderFlyweight.HDR_TYPE_NAK;
        return forger.nextInt(2) == 0 ? Endpoint.CONTROL_STREAM :
            new UnsafeBuffer(heard.bytes()).getInt(isAnswer ? 12 : Forger.STREAM, ORDER);
    }

    private static void send(DatagramSocket socket, int port, byte[] bytes) throws IOException
    {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    /** Puts back what is the peer's alone to say: where in the stream it is, and that the stream is over. */
    private static byte[] leaveAlone(byte[] genuine, byte[] forged)
    {
        int type = genuine[HeaderFlyweight.TYPE_FIELD_OFFSET];
        byte endFlag = (byte)(type == HeaderFlyweight.HDR_TYPE_SM ? 0x40 : 0x20);
        if (forged.length > HeaderFlyweight.FLAGS_FIELD_OFFSET)
        {
            forged[HeaderFlyweight.FLAGS_FIELD_OFFSET] &= (byte)~endFlag;
        }
        if (type == HeaderFlyweight.HDR_TYPE_SM)
        {
            copy(genuine, forged, 16, 24);
        }
        else
        {
            copy(genuine, forged, 8, 12);
            copy(genuine, forged, 20, 24);
        }
        return forged;
    }

    private static void copy(byte[] genuine, byte[] forged, int from, int to)
    {
        int end = Math.min(to, Math.min(genuine.length, forged.length));
        if (end > from)
        {
            System.arraycopy(genuine, from, forged, from, end - from);
        }
    }

    private void report(Rates rates, SteadyFlow flow, long growthBytes)
    {
        System.out.printf("forged %,d; messages %,d; %,d/s meanwhile, %,d/s in between (%.0f %%); grown by %,d bytes%n",
            rates.forged(), flow.received(), rates.hostilePerSecond(), rates.quietPerSecond(),
            100.0 * rates.hostilePerSecond() / rates.quietPerSecond(), growthBytes);
        System.out.println("receiver: " + ofReceiver.refusals().counts());
        System.out.println("sender: " + ofSender.refusals().counts());
    }

    private BusConfig config()
    {
        return BusConfig.domain(domain).withoutRung(Rung.HOST).withErrorHandler(errors::add)
            .withHostDirectory(folder).withEventHandler(events::add);
    }
}
