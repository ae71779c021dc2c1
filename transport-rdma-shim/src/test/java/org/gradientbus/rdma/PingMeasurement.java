package org.gradientbus.rdma;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.rdma.emulated.EmulatedProvider;
import org.gradientbus.rdma.emulated.Mischief;
import org.gradientbus.rdma.ucx.UcxProvider;
import org.gradientbus.rdma.verbs.Endpoint;
import org.gradientbus.rdma.verbs.MemoryRegion;
import org.gradientbus.rdma.verbs.PostStatus;
import org.gradientbus.rdma.verbs.ProtectionDomain;
import org.gradientbus.rdma.verbs.RemoteKey;
import org.gradientbus.rdma.verbs.VerbsProvider;
import org.gradientbus.spi.FrameClaim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What docs/adr/0022 was decided by: round trips over the same wire of a bare write whose last bytes are waited for, of
 * a record with a fence and a word behind it, and of rings. One thread does the work of both ends by turns, so what is
 * measured is work and wire, and not who gets a core.
 *
 * <p>Run it as a program; the arguments are the provider, {@code ucx} or {@code emulated}, the round trips, and the
 * lengths unless it is to be all.
 */
final class PingMeasurement
{
    private static final int[] LENGTHS = { 32, 256, 1024, 65_536 };
    private static final int LONGEST = 65_536;
    private static final int REPEATS = 5;

    private final VerbsProvider provider;
    private final int roundTrips;
    private final int[] lengths;

    private PingMeasurement(VerbsProvider provider, int roundTrips, int[] lengths)
    {
        this.provider = provider;
        this.lengths = lengths;
        this.roundTrips = roundTrips;
    }

    /** One way of going there and back. */
    @FunctionalInterface
    private interface Trip
    {
        void go(int length, long number);
    }

    public static void main(String[] arguments) throws IOException
    {
        Path folder = Files.createTempDirectory(Path.of("/dev/shm"), "gradient-ping");
        VerbsProvider provider = "ucx".equals(arguments[0]) ?
            UcxProvider.over("tcp", "lo") : new EmulatedProvider(folder, Mischief.none());
        try
        {
            int[] lengths = arguments.length == 2 ? LENGTHS :
                Arrays.stream(arguments).skip(2).mapToInt(Integer::parseInt).toArray();
            new PingMeasurement(provider, Integer.parseInt(arguments[1]), lengths).run();
        }
        finally
        {
            Files.delete(folder);
        }
    }

    private void run()
    {
        try (Ends ends = new Ends(provider); RingPair rings = new RingPair(provider, LONGEST))
        {
            RingTrip ring = new RingTrip(rings);
            System.out.printf("%-10s %8s %10s %10s %10s   round trip, p50 and p99 in us%n",
                provider.name(), "bytes", "bare", "fenced", "ring");
            for (int length : lengths)
            {
                double[] bare = best(length, ends::bare);
                double[] fenced = best(length, ends::fenced);
                double[] ringed = best(length, ring::go);
                System.out.printf("%-10s %8d %5.1f %5.1f %5.1f %5.1f %5.1f %5.1f%n", provider.name(), length,
                    bare[0], bare[1], fenced[0], fenced[1], ringed[0], ringed[1]);
            }
            checks();
        }
    }

    private double[] best(int length, Trip trip)
    {
        double[] best = { Double.MAX_VALUE, Double.MAX_VALUE };
        long[] samples = new long[roundTrips];
        for (int repeat = 0; repeat < REPEATS; repeat++)
        {
            for (int n = 0; n < roundTrips; n++)
            {
                long startNs = System.nanoTime();
                trip.go(length, 1 + n + (long)repeat * roundTrips + ((long)length << 32));
                samples[n] = System.nanoTime() - startNs;
            }
            Arrays.sort(samples);
            best[0] = Math.min(best[0], samples[roundTrips / 2] / 1e3);
            best[1] = Math.min(best[1], samples[(int)(roundTrips * 0.99)] / 1e3);
        }
        return best;
    }

    private void checks()
    {
        ProtectionDomain domain = provider.open();
        UnsafeBuffer memory = domain.register(1 << 17).buffer();
        RecordCheck check = new RecordCheck(memory);
        for (int length : lengths)
        {
            long best = Long.MAX_VALUE;
            long sum = 0;
            for (int repeat = 0; repeat < 50; repeat++)
            {
                int times = Math.max(10, (1 << 20) / length);
                long startNs = System.nanoTime();
                for (int n = 0; n < times; n++)
                {
                    sum += check.of(n, 0, length);
                }
                best = Math.min(best, (System.nanoTime() - startNs) / times);
            }
            System.out.printf("check of %6d bytes: %6d ns (%x)%n", length, best, sum);
        }
        domain.close();
    }

    /** Both ends of two ways, one there and one back. */
    private static final class Ends implements AutoCloseable
    {
        private static final int LENGTH = 1 << 17;
        private static final int WORD_OFFSET = LENGTH - 64;

        private final ProtectionDomain[] domains = new ProtectionDomain[2];
        private final MemoryRegion[] sources = new MemoryRegion[2];
        private final MemoryRegion[] targets = new MemoryRegion[2];
        private final Endpoint[] endpoints = new Endpoint[2];
        private final RemoteKey[] keys = new RemoteKey[2];

        Ends(VerbsProvider provider)
        {
            for (int end = 0; end < 2; end++)
            {
                domains[end] = provider.open();
                sources[end] = domains[end].register(LENGTH);
                targets[end] = domains[end].register(LENGTH);
            }
            for (int end = 0; end < 2; end++)
            {
                endpoints[end] = domains[end].connect(domains[1 - end].address());
                keys[end] = endpoints[end].unpack(targets[1 - end].remoteKey());
            }
        }

        void bare(int length, long number)
        {
            for (int end = 0; end < 2; end++)
            {
                sources[end].buffer().putLong(length - Long.BYTES, number);
                post(end, 0, length);
                await(end, length - Long.BYTES, number);
            }
        }

        void fenced(int length, long number)
        {
            for (int end = 0; end < 2; end++)
            {
                sources[end].buffer().putLong(0, number);
                sources[end].buffer().putLong(WORD_OFFSET, number);
                post(end, 0, length);
                endpoints[end].fence();
                post(end, WORD_OFFSET, Long.BYTES);
                await(end, WORD_OFFSET, number);
            }
        }

        private void post(int end, int offset, int length)
        {
            while (endpoints[end].write(sources[end], offset, keys[end], offset, length) != PostStatus.POSTED)
            {
                endpoints[end].flush();
                progress();
            }
        }

        private void await(int end, int offset, long number)
        {
            while (targets[1 - end].buffer().getLongVolatile(offset) != number)
            {
                progress();
            }
        }

        private void progress()
        {
            domains[0].progress();
            domains[1].progress();
        }

        @Override
        public void close()
        {
            domains[0].close();
            domains[1].close();
        }
    }

    /** There and back by rings. */
    private static final class RingTrip
    {
        private final RingPair pair;
        private final FrameClaim claim = new FrameClaim();
        private final IgnoringHandler handler = new IgnoringHandler();

        RingTrip(RingPair pair)
        {
            this.pair = pair;
        }

        void go(int length, long number)
        {
            send(pair.near, length, number);
            receive(pair.far);
            send(pair.far, length, number);
            receive(pair.near);
        }

        private void send(PeerRings from, int length, long number)
        {
            while (from.writer().tryClaim(RingLayout.NO_TAG, length, Importance.MEDIUM, claim) != SendStatus.ACCEPTED)
            {
                pair.drive();
            }
            claim.buffer().putLong(claim.offset(), number);
            from.writer().commit(claim);
        }

        private void receive(PeerRings to)
        {
            while (to.reader().poll(handler, 1) == 0)
            {
                pair.drive();
            }
        }
    }
}
