package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The near process of a cell: starts the far one, runs the rounds of all contenders in turns, and ends the far one,
 * whatever happens.
 */
final class HostNear implements AutoCloseable
{
    private static final long PATIENCE_MS = 20_000;

    /** For the threads of a round to get going. */
    private static final long RAMP_NS = TimeUnit.MILLISECONDS.toNanos(2);

    /** For the megabytes that sockets and terms take. */
    private static final long NETWORK_RAMP_NS = TimeUnit.MILLISECONDS.toNanos(60);

    /** A round is calm when each of its threads wanted for a core at most this share of it. */
    private static final double CALM_SHARE = 0.1;

    private final HostPlan plan;
    private final Process far;
    private final BufferedReader answers;
    private final PrintStream commands;
    private HostEnds ends;
    private final Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(10), 3);

    /**
     * What one round gave.
     *
     * @param figure messages a second, or the nanoseconds of the median round trip
     * @param p99    nanoseconds, of round trips
     * @param isCalm whether its threads had a core when they wanted one
     */
    record Round(double figure, double p99, boolean isCalm)
    {
    }

    HostNear(HostPlan plan, List<String> jvmArguments) throws IOException
    {
        this.plan = plan;
        final List<String> command = Jvms.command(plan.place().prefix(false), jvmArguments, HostFar.class);
        command.addAll(plan.arguments());
        far = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = new BufferedReader(new InputStreamReader(far.getInputStream(), StandardCharsets.UTF_8));
        commands = new PrintStream(far.getOutputStream(), true, StandardCharsets.UTF_8);
        try
        {
            expect("open");
            ends = new HostEnds(plan, true);
            ends.awaitOthers();
            expect("connected");
        }
        catch (final IOException | RuntimeException failed)
        {
            if (ends != null)
            {
                ends.close();
            }
            far.destroyForcibly().onExit().join();
            throw failed;
        }
    }

    /** Arguments: pairs of rounds, ms a round, ms a warm-up round, the directory for results, then the plan. */
    public static void main(String[] args) throws IOException
    {
        Jvms.endWithInput();
        final List<String> all = List.of(args);
        final HostPlan plan = HostPlan.of(all.subList(4, all.size()));
        try (HostNear near = new HostNear(plan, jvmArguments(all.get(3))))
        {
            final HostFigures figures = new HostFigures(near, plan, Integer.parseInt(all.get(0)),
                TimeUnit.MILLISECONDS.toNanos(Long.parseLong(all.get(1))),
                TimeUnit.MILLISECONDS.toNanos(Long.parseLong(all.get(2))));
            figures.measure().forEach(System.out::println);
        }
    }

    private static List<String> jvmArguments(String joined)
    {
        return joined.isEmpty() ? List.of() : List.of(joined.split("\n"));
    }

    /** One round of one contender. Checks every byte of it. */
    Round measure(int contender, long roundNs) throws IOException
    {
        final HostEnd end = ends.get(contender);
        final Run run = new Run();
        commands.println("serve " + contender);
        expect("serving");
        return plan.cell().isRoundTrip ? measureRoundTrips(end, run, roundNs) : measureRate(end, run, roundNs);
    }

    private Round measureRoundTrips(HostEnd end, Run run, long roundNs) throws IOException
    {
        histogram.reset();
        final long countAtStart = end.tally.count();
        final long sumAtStart = end.tally.sum();
        final long[] delayNs = new long[1];
        final FutureTask<Long> pinging = Threads.start("near", () ->
        {
            final RunDelay delay = new RunDelay();
            final long count = end.ping(run, histogram);
            delayNs[0] = delay.ns();
            return count;
        });
        Threads.pause(roundNs);
        run.stopProducing();
        final long count = joinOrGiveUp(pinging, run);
        final long farDelayNs = stopFar(count);
        check("came back", count, end.tally.count() - countAtStart, end.tally.sum() - sumAtStart);
        return new Round(histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(99),
            isCalm(delayNs[0], farDelayNs, roundNs));
    }

    private Round measureRate(HostEnd end, Run run, long roundNs) throws IOException
    {
        final long[] delayNs = new long[1];
        final FutureTask<Long> producing = Threads.start("near", () ->
        {
            final RunDelay delay = new RunDelay();
            final long count = end.produce(run);
            delayNs[0] = delay.ns();
            return count;
        });
        // By then every ring is full, or never will be.
        Threads.pause(plan.place().isNetwork() ? NETWORK_RAMP_NS : RAMP_NS);
        final long startNs = System.nanoTime();
        final long startCount = end.sent.count();
        Threads.pause(roundNs);
        final long endCount = end.sent.count();
        final long endNs = System.nanoTime();
        run.stopProducing();
        final long farDelayNs = stopFar(joinOrGiveUp(producing, run));
        return new Round((double)(endCount - startCount) * TimeUnit.SECONDS.toNanos(1) / (endNs - startNs), 0,
            isCalm(delayNs[0], farDelayNs, roundNs));
    }

    @Override
    public void close()
    {
        // The far end stops when its input does, and closes what it has; the near end is there till then.
        commands.close();
        try
        {
            if (!far.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS))
            {
                far.destroyForcibly();
            }
        }
        catch (final InterruptedException interrupted)
        {
            far.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        ends.close();
    }

    private static boolean isCalm(long nearDelayNs, long farDelayNs, long roundNs)
    {
        return Math.max(nearDelayNs, farDelayNs) <= CALM_SHARE * roundNs;
    }

    private long joinOrGiveUp(FutureTask<Long> task, Run run)
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!task.isDone() && System.nanoTime() - deadlineNs < 0 && far.isAlive())
        {
            Threads.pause(RAMP_NS / 20);
        }
        if (!task.isDone())
        {
            run.stopConsuming();
            throw new IllegalStateException("the far end does not answer; is it alive: " + far.isAlive());
        }
        return Threads.join(task);
    }

    /** Returns how long the far end's thread wanted for a core. */
    private long stopFar(long count) throws IOException
    {
        commands.println("stop " + count);
        final String[] words = answer().split(" ");
        check("the far end got", count, Long.parseLong(words[0]), Long.parseLong(words[1]));
        return Long.parseLong(words[2]);
    }

    private void check(String what, long count, long received, long sum)
    {
        if (received != count || sum != Payload.sumOfFirst(plan.length(), count))
        {
            throw new IllegalStateException("sent=" + count + " with sum=" + Payload.sumOfFirst(plan.length(), count) +
                ", but " + what + "=" + received + " with sum=" + sum);
        }
    }

    private void expect(String word) throws IOException
    {
        final String line = answer();
        if (!line.equals(word))
        {
            throw new IllegalStateException("the far end says '" + line + "' instead of '" + word + "'");
        }
    }

    private String answer() throws IOException
    {
        // What was sent last may still have to leave.
        while (ends != null && !answers.ready() && far.isAlive())
        {
            ends.drive();
        }
        String line = answers.readLine();
        // What the JVM itself has to say must not pass for an answer.
        while (line != null && line.startsWith("["))
        {
            line = answers.readLine();
        }
        if (line == null)
        {
            throw new IllegalStateException("the far end is gone");
        }
        return line;
    }

    /** For tests: all about the far process. */
    ProcessHandle far()
    {
        return far.toHandle();
    }
}
