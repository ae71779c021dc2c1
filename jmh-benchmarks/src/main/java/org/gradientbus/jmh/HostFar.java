package org.gradientbus.jmh;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The far process of a cell: {@link HostNear} starts it and tells it, line by line, what to do. It ends with its
 * input, whatever became of the one who wrote there.
 *
 * <pre>
 *   far                              near
 *   open             ->                              its ends are made
 *   connected        ->                              and have met those of the other
 *                    <-   serve 2                    the third contender's
 *   serving          ->
 *                    <-   stop 1000                  when that many have come
 *   1000 4711 220    ->                              so many came, their sum, nanoseconds without a core
 * </pre>
 */
final class HostFar
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final BufferedReader commands;
    private final PrintStream answers;

    private HostFar(BufferedReader commands, PrintStream answers)
    {
        this.commands = commands;
        this.answers = answers;
    }

    /** Arguments: the plan. */
    public static void main(String[] args) throws IOException
    {
        final PrintStream answers = System.out;
        // Whatever else is printed must not pass for an answer.
        System.setOut(System.err);
        try (HostEnds ends = new HostEnds(HostPlan.of(List.of(args)), false))
        {
            answers.println("open");
            ends.awaitOthers();
            answers.println("connected");
            final BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            // The near end may still be about to meet this one; and if it is gone, nothing comes.
            final long deadlineNs = System.nanoTime() + PATIENCE_NS;
            while (!commands.ready() && System.nanoTime() - deadlineNs < 0)
            {
                ends.drive();
            }
            new HostFar(commands, answers).serve(ends);
        }
    }

    private void serve(HostEnds ends) throws IOException
    {
        for (String line = commands.readLine(); line != null; line = commands.readLine())
        {
            serve(ends.get(Integer.parseInt(line.split(" ")[1])));
        }
    }

    private void serve(HostEnd end) throws IOException
    {
        final Run run = new Run();
        final long countAtStart = end.tally.count();
        final long sumAtStart = end.tally.sum();
        final FutureTask<Long> serving = Threads.start("far", () ->
        {
            final RunDelay delay = new RunDelay();
            end.serve(run);
            return delay.ns();
        });
        answers.println("serving");
        final String line = commands.readLine();
        final long expected = line == null ? 0 : Long.parseLong(line.split(" ")[1]);
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (end.tally.count() - countAtStart < expected && System.nanoTime() - deadlineNs < 0 && !serving.isDone())
        {
            Threads.pause(LOOK_NS);
        }
        run.stopConsuming();
        final long delayNs = Threads.join(serving);
        answers.println((end.tally.count() - countAtStart) + " " + (end.tally.sum() - sumAtStart) + " " + delayNs);
    }
}
