package org.gradientbus.samples.pi;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.Requester;
import org.gradientbus.codecs.verify.Verdict;
import org.gradientbus.process.Child;
import org.gradientbus.process.Exit;
import org.gradientbus.process.Output;
import org.gradientbus.process.Signal;
import org.gradientbus.process.Supervisor;
import org.gradientbus.samples.Messages;
import org.gradientbus.samples.messages.MessageHeaderDecoder;
import org.gradientbus.samples.messages.MessageHeaderEncoder;
import org.gradientbus.samples.messages.PointsSummedDecoder;
import org.gradientbus.samples.messages.SumPointsEncoder;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@link MonteCarloPi} with a process for each of its parts, found by name wherever they run.
 *
 * <pre>
 *   this process                                the others
 *     spawn the printer             -----&gt;      printer@{8080,1,1}  &lt;--+
 *     spawn n workers               -----&gt;      worker 1            ---+ PointsCounted
 *     wait for any to end,                      worker n            ---+
 *       spawn another in its place
 *       until enough are complete
 *     SumPoints to the printer      &lt;----&gt;      PointsSummed
 *     kill the printer
 * </pre>
 *
 * <p>The points of a worker that failed half-way count: each is as good as any other. Between processes of one host
 * messages need the HOST rung: have {@code transport-ipc} on the class path. Where else processes run a {@link PiCrew}
 * says.
 */
public final class PiAcrossProcesses
{
    private static final Duration PATIENCE_WITH_WORKERS = Duration.ofMinutes(2);

    private final PiPlan plan;
    private final PiCrew crew;
    private final Bus bus;
    private final Supervisor supervisor;
    private final Output output;

    private PiAcrossProcesses(PiPlan plan, PiCrew crew, Bus bus, Supervisor supervisor, Output output)
    {
        this.output = output;
        this.plan = plan;
        this.crew = crew;
        this.bus = bus;
        this.supervisor = supervisor;
    }

    /**
     * Computes π.
     *
     * @param plan with how many processes, and how long
     * @return the estimate
     * @throws IllegalStateException when a message was lost, workers fail again and again, or nothing goes on
     */
    public static MonteCarloPi.Result run(PiPlan plan)
    {
        return run(plan, Output.inherited());
    }

    /**
     * Computes π.
     *
     * @param plan   with how many processes, and how long
     * @param output where the printer prints
     * @return as {@link #run(PiPlan)}
     */
    public static MonteCarloPi.Result run(PiPlan plan, Output output)
    {
        return run(plan, PiCrew.onThisHost(plan), output);
    }

    /**
     * Computes π.
     *
     * @param plan   with how many processes, and how long
     * @param crew   where they run
     * @param output where the printer prints
     * @return as {@link #run(PiPlan)}
     */
    public static MonteCarloPi.Result run(PiPlan plan, PiCrew crew, Output output)
    {
        BusConfig config = crew.starter().withEventHandler(PiAcrossProcesses::onEvent);
        try (Bus bus = Bus.open(config); Supervisor supervisor = Supervisor.open())
        {
            return new PiAcrossProcesses(plan, crew, bus, supervisor, output).compute();
        }
    }

    private static void onEvent(BusEvent event)
    {
        // That the printer dies is planned, and how each process ended the supervisor tells.
    }

    private MonteCarloPi.Result compute()
    {
        Child printer = supervisor.spawn(crew.printer().withOutput(output));
        int failed = completeWorkers(printer);
        MonteCarloPi.Result result = askForSums(bus, plan, failed == 0);
        printer.kill(Signal.KILL);
        Optional<Exit> end = printer.awaitExit(MonteCarloPi.PATIENCE);
        if (!end.equals(Optional.of(new Exit.Killed(Signal.KILL))))
        {
            throw new IllegalStateException("the printer was to be killed: " + printer);
        }
        return result;
    }

    /** Waits for whichever ends first, until enough have completed. Returns how many failed. */
    private int completeWorkers(Child printer)
    {
        int running = 0;
        int complete = 0;
        int failed = 0;
        while (running < Math.min(plan.workersAtATime(), plan.workersInAll()))
        {
            supervisor.spawn(crew.worker());
            running++;
        }
        requirePrinter();
        while (complete < plan.workersInAll())
        {
            Child ended = supervisor.awaitAny(PATIENCE_WITH_WORKERS).orElseThrow(() ->
                new IllegalStateException("no worker has ended within " + PATIENCE_WITH_WORKERS));
            boolean isComplete = ended.exit().orElseThrow().isSuccess();
            if (ended == printer || !isComplete && failed == plan.workersInAll())
            {
                throw new IllegalStateException(ended + ", with " + complete + " workers complete, " + failed + " not");
            }
            running--;
            complete += isComplete ? 1 : 0;
            failed += isComplete ? 0 : 1;
            if (complete + running < plan.workersInAll())
            {
                supervisor.spawn(crew.worker());
                running++;
            }
        }
        return failed;
    }

    private void requirePrinter()
    {
        if (!bus.awaitService(MonteCarloPi.PRINTER, MonteCarloPi.PATIENCE))
        {
            throw new IllegalStateException("no " + MonteCarloPi.PRINTER + " within " + MonteCarloPi.PATIENCE +
                ": is transport-ipc on the class path?");
        }
    }

    /** The reports of workers that have ended may still be on their way: the printer answers when it has them all. */
    static MonteCarloPi.Result askForSums(Bus bus, PiPlan plan, boolean isExact)
    {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        MessageHeaderEncoder header = new MessageHeaderEncoder();
        SumPointsEncoder question = new SumPointsEncoder();
        question.wrapAndApplyHeader(buffer, 0, header).points(plan.points());
        try (Requester printer = bus.requester(MonteCarloPi.PRINTER))
        {
            DirectBuffer reply = printer.call(
                buffer, 0, header.encodedLength() + question.encodedLength(), MonteCarloPi.PATIENCE);
            Verdict verdict = Messages.verifier().verify(reply, 0, reply.capacity());
            if (verdict != Verdict.OK)
            {
                throw new IllegalStateException("the printer's answer is malformed: " + verdict);
            }
            PointsSummedDecoder sums = new PointsSummedDecoder();
            sums.wrapAndApplyHeader(reply, 0, new MessageHeaderDecoder());
            return result(plan, sums, isExact);
        }
    }

    private static MonteCarloPi.Result result(PiPlan plan, PointsSummedDecoder sums, boolean isExact)
    {
        if (isExact && sums.total() != plan.points())
        {
            throw new IllegalStateException("the printer has total=" + sums.total() + " of points=" + plan.points());
        }
        double pi = 4.0 * sums.inside() / sums.total();
        double seconds = sums.elapsedNs() / (double)TimeUnit.SECONDS.toNanos(1);
        return new MonteCarloPi.Result(pi, Math.abs(pi - Math.PI), sums.messages(), sums.messages() / seconds,
            plan.workersInAll(), sums.total());
    }

    /**
     * Eight workers, two at a time, five million points each.
     *
     * @param args none, or the plan's six values
     */
    public static void main(String[] args)
    {
        String ownDomain = "pi-" + ProcessHandle.current().pid();
        PiPlan plan = args.length == 0 ?
            new PiPlan(ownDomain, Optional.empty(), 2, 8, 5_000_000, 314) : PiPlan.parse(args);
        MonteCarloPi.Result result = run(plan);
        System.out.printf("pi = %.6f, off by %.6f%n", result.pi(), result.error());
        System.out.printf("%,d points in %,d messages between processes, %,.0f messages/s%n",
            result.points(), result.messages(), result.messagesPerSecond());
    }
}
