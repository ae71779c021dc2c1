package org.gradientbus.samples.pi;

import org.agrona.CloseHelper;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Publisher;
import org.gradientbus.samples.messages.CountPointsEncoder;
import org.gradientbus.samples.messages.MessageHeaderEncoder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * π by throwing points at a square: the share that falls inside the circle is π / 4.
 *
 * <pre>
 *                        CountPoints
 *   main --- publish to {8081,1-n} ---&gt; worker {8081,1}  --+
 *                                  ---&gt; worker {8081,2}  --+-- PointsCounted --&gt; printer@{8080,1,1}
 *                                  ---&gt; worker {8081,n}  --+
 * </pre>
 *
 * <p>The workers are told to begin before there is a printer: each waits for it. The points have to add up to the last
 * one, so a lost message does not stay hidden behind a result that looks right.
 */
public final class MonteCarloPi
{
    static final Address PRINTER = Address.parse("printer@{8080,1,1}");
    static final int WORKER_TYPE = 8081;
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private MonteCarloPi()
    {
    }

    /**
     * What came out.
     *
     * @param pi                the estimate
     * @param error             how far it is from π
     * @param messages          results that the printer got
     * @param messagesPerSecond of them, from the start to the last
     * @param workers           that counted
     * @param points            that they counted together
     */
    public record Result(double pi, double error, long messages, double messagesPerSecond, int workers, long points)
    {
        /**
         * Is the error one that chance explains? Each point is a Bernoulli trial of probability π / 4.
         *
         * @return true within five standard deviations: chance alone misses that once in 1.7 million seeds
         */
        public boolean isPlausible()
        {
            final double inside = Math.PI / 4;
            return error <= 5 * 4 * Math.sqrt(inside * (1 - inside) / points);
        }
    }

    /**
     * Computes π.
     *
     * @param bus             to run on; it stays open
     * @param workers         how many, each on a loop of its own
     * @param pointsPerWorker how many each counts
     * @param seed            of the points: with the same workers and points, the same seed gives the same π
     * @return the estimate
     * @throws IllegalStateException when a message was lost, or nothing came for 30 s
     */
    public static Result run(Bus bus, int workers, long pointsPerWorker, long seed)
    {
        if (workers < 1 || pointsPerWorker < 1)
        {
            throw new IllegalArgumentException(
                "workers=" + workers + " and pointsPerWorker=" + pointsPerWorker + " must be at least 1");
        }
        final long points = Math.multiplyExact(workers, pointsPerWorker);
        final List<PointCounter> crew = new ArrayList<>();
        try
        {
            final SplittableRandom seeds = new SplittableRandom(seed);
            for (int i = 1; i <= workers; i++)
            {
                crew.add(new PointCounter(bus, i, seeds.split()));
            }
            final long startNs = System.nanoTime();
            start(bus, workers, pointsPerWorker);
            try (Printer printer = new Printer(bus, points))
            {
                printer.awaitAll();
                final long elapsedNs = System.nanoTime() - startNs;
                CloseHelper.closeAll(crew);
                printer.requireAll(crew.stream().mapToLong(PointCounter::reports).sum());
                final double seconds = elapsedNs / (double)TimeUnit.SECONDS.toNanos(1);
                final double pi = 4.0 * printer.inside() / points;
                return new Result(
                    pi, Math.abs(pi - Math.PI), printer.messages(), printer.messages() / seconds, workers, points);
            }
        }
        finally
        {
            CloseHelper.closeAll(crew);
        }
    }

    private static void start(Bus bus, int workers, long pointsPerWorker)
    {
        try (Publisher toWorkers = bus.publisher("{" + WORKER_TYPE + ",1-" + workers + "}"); Claim claim = bus.claim())
        {
            final int length = MessageHeaderEncoder.ENCODED_LENGTH + CountPointsEncoder.BLOCK_LENGTH;
            if (!toWorkers.tryClaim(length, claim).isAccepted())
            {
                throw new IllegalStateException("the workers have just opened, and yet there is no room");
            }
            claim.encode(new CountPointsEncoder()).points(pointsPerWorker);
            claim.commit();
        }
    }

    /**
     * Four workers, a hundred million points.
     *
     * @param args none
     */
    public static void main(String[] args)
    {
        try (Bus bus = Bus.open())
        {
            final Result result = run(bus, 4, 25_000_000, 314);
            System.out.printf("pi = %.6f, off by %.6f%n", result.pi(), result.error());
            System.out.printf("%,d points in %,d messages, %,.0f messages/s%n",
                result.points(), result.messages(), result.messagesPerSecond());
        }
    }
}
