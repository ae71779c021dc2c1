package org.gradientbus.udp;

import io.aeron.driver.MediaDriver;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.Envelope;
import org.gradientbus.MessageHandler;
import org.gradientbus.Rung;
import org.gradientbus.Sender;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * 10 MB over a wire that loses, repeats, swaps and delays datagrams, of data and of control alike, for one seed after
 * another; CONTRIBUTING.md says how many. Not a byte is missing, repeated or out of order.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class LossTest
{
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int SEEDS = Integer.getInteger("network.lossSeeds", 20);
    private static final long BYTES = 10_000_000;
    private static final int LONGEST = 20_000;
    private static final double LEAST_RATE = 0.001;
    private static final double MOST_RATE = 0.2;
    private static final long PRIME = 0x100000001B3L;

    @TempDir
    Path folder;

    /** Makes a driver that misbehaves. */
    private interface Maker
    {
        MediaDriver make(Path directory, double rate, long seed);
    }

    @Test
    void shouldBringEachByteOnceAndInOrderWhenFramesAreLost() throws IOException
    {
        tryAll("loss", Mischief::losing);
    }

    @Test
    void shouldBringEachByteOnceAndInOrderWhenARelayRepeatsSwapsAndDelays() throws IOException
    {
        tryAll("relay", Mischief::relayed);
    }

    private void tryAll(String kind, Maker maker) throws IOException
    {
        long first = new Random().nextInt(Integer.MAX_VALUE);
        for (int i = 0; i < SEEDS; i++)
        {
            double share = SEEDS == 1 ? 1 : (double)i / (SEEDS - 1);
            double rate = LEAST_RATE * Math.pow(MOST_RATE / LEAST_RATE, share);
            long seed = first + i;
            long beganNs = System.nanoTime();
            tryOne(maker, rate, seed);
            System.out.printf("%s seed=%d rate=%.4f: %d bytes in %d ms%n",
                kind, seed, rate, BYTES, (System.nanoTime() - beganNs) / 1_000_000);
        }
    }

    private void tryOne(Maker maker, double rate, long seed) throws IOException
    {
        String what = "seed=" + seed + " rate=" + rate;
        String domain = "loss-" + Long.toHexString(new Random().nextLong());
        int port = freePort();
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        BusConfig config = BusConfig.domain(domain).withoutRung(Rung.HOST).withErrorHandler(errors::add)
            .withCloseTimeout(PATIENCE);
        // Of ten heartbeats in a row, one comes through.
        Duration patience = Duration.ofSeconds(20);
        try (MediaDriver here = maker.make(folder.resolve("here"), rate, seed);
            MediaDriver there = maker.make(folder.resolve("there"), rate, ~seed);
            Bus receiver = Bus.open(config.with(UdpConfig.listen("127.0.0.1:" + port)
                .driver(Path.of(here.aeronDirectoryName())).withPeerTimeout(patience).withConnectTimeout(patience)));
            Bus sender = Bus.open(config.with(UdpConfig.listen("127.0.0.1:0").seeds("127.0.0.1:" + port)
                .driver(Path.of(there.aeronDirectoryName())).withPeerTimeout(patience).withConnectTimeout(patience))))
        {
            Received received = new Received();
            receiver.subscribe("bytes", received);
            Await.until("a receiver " + what, PATIENCE, () -> sender.awaitService("bytes", PATIENCE));
            long[] sent = send(sender, seed);
            Await.until(BYTES + " bytes " + what, PATIENCE, () -> received.bytes >= BYTES);
            assertEquals(sent[0], received.messages, what);
            assertEquals(BYTES, received.bytes, what);
            assertEquals(sent[1], received.hash, what);
            assertEquals(0, receiver.counters().get(BusCounter.MALFORMED), what);
            assertEquals(0, sender.counters().get(BusCounter.LOST_WITH_PEER), what);
        }
        assertEquals(List.of(), errors, what);
    }

    /** Returns how many messages that were, and the hash of all. */
    private static long[] send(Bus bus, long seed)
    {
        Random random = new Random(seed);
        byte[] bytes = new byte[LONGEST];
        UnsafeBuffer message = new UnsafeBuffer(bytes);
        long left = BYTES;
        long messages = 0;
        long hash = 0;
        try (Sender sender = bus.sender("bytes"))
        {
            while (left > 0)
            {
                // Most within a datagram, some of a few, a few of many.
                int length = (int)Math.min(left, 1 + random.nextInt(random.nextInt(8) > 0 ? 1300 : LONGEST));
                random.nextBytes(bytes);
                sender.send(message, 0, length, PATIENCE);
                hash = hash(hash, message, 0, length);
                left -= length;
                messages++;
            }
        }
        return new long[]{messages, hash};
    }

    /** Of all bytes so far and of how they were parted, in their order. */
    static long hash(long before, DirectBuffer buffer, int offset, int length)
    {
        long hash = (before ^ length) * PRIME;
        for (int i = offset; i < offset + length; i++)
        {
            hash = (hash ^ buffer.getByte(i)) * PRIME;
        }
        return hash;
    }

    private static final class Received implements MessageHandler
    {
        private long messages;
        private long hash;
        private volatile long bytes;

        @Override
        public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
        {
            hash = LossTest.hash(hash, buffer, offset, length);
            messages++;
            bytes += length;
        }
    }

    private static int freePort() throws IOException
    {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0)))
        {
            return probe.getLocalPort();
        }
    }
}
