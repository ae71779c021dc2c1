package org.gradientbus.cli.tour;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.cli.Gradient;
import org.gradientbus.cli.Machine;
import org.gradientbus.cli.Progress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Goes through what this build can do: each rung, then the two programs.
 */
final class Tour
{
    /** Two threads of the measurement, and one core each for the compiler and for everything else on the machine. */
    static final int LEAST_CORES_TO_SPIN = 4;

    private static final int[] SIZES = {32, 256, 1024};
    private static final int LARGEST = SIZES[SIZES.length - 1];
    private static final int STEPS_OF_RUNG = 2 * SIZES.length + 1;
    private static final int STEPS_OF_PI = 2;

    private final Plan plan;
    private final List<Function<BusConfig, Ends>> rungs;
    private final PiPrograms programs;
    private final Machine machine = Machine.here();
    private final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();

    Tour(Plan plan, List<Function<BusConfig, Ends>> rungs, PiPrograms programs)
    {
        this.plan = plan;
        this.rungs = rungs;
        this.programs = programs;
    }

    /** How many steps of progress there will be. */
    int steps()
    {
        return rungs.size() * STEPS_OF_RUNG + STEPS_OF_PI;
    }

    /** Runs the whole tour. Returns true when everything was right. */
    boolean run(TourReport report, Progress progress)
    {
        long startNs = System.nanoTime();
        List<String> problems = new ArrayList<>();
        report.begin(Gradient.version(), machine);
        for (Function<BusConfig, Ends> rung : rungs)
        {
            RungFigures figures = measure(rung, progress);
            problems.addAll(figures.problems());
            progress.clear();
            report.rung(figures);
        }
        PiFigures figures = computePi(progress);
        problems.addAll(figures.problems());
        progress.clear();
        report.pi(figures);
        errors.forEach((error) -> problems.add("an error in the background: " + error));
        report.end(problems, Duration.ofNanos(System.nanoTime() - startNs));
        return problems.isEmpty();
    }

    private RungFigures measure(Function<BusConfig, Ends> rung, Progress progress)
    {
        IdleProfile idle =
            machine.cores() < LEAST_CORES_TO_SPIN ? IdleProfile.BALANCED : IdleProfile.SPIN;
        try (Ends ends = rung.apply(config()))
        {
            List<RoundTrip.Result> roundTrips = roundTrips(ends, idle, progress);
            List<OneWay.Result> oneWays = oneWays(ends, idle, progress);
            WakeUp.Result wakeUp = wakeUp(ends, progress);
            List<RungFigures.Row> rows = new ArrayList<>();
            for (int i = 0; i < SIZES.length; i++)
            {
                rows.add(new RungFigures.Row(SIZES[i], roundTrips.get(i), oneWays.get(i)));
            }
            return new RungFigures(ends.rung(), idle, rows, wakeUp, ends.inFlight(), ends.handlerErrors());
        }
    }

    private List<RoundTrip.Result> roundTrips(Ends ends, IdleProfile idle, Progress progress)
    {
        List<RoundTrip.Result> results = new ArrayList<>();
        try (RoundTrip roundTrip = new RoundTrip(ends, idle, LARGEST, plan.lossTimeout()))
        {
            for (int size : SIZES)
            {
                progress.begin(ends.rung() + ": round trips of " + size + " bytes");
                results.add(roundTrip.measure(size, plan.roundTripWarmUp(), plan.roundTrip()));
            }
        }
        return results;
    }

    private List<OneWay.Result> oneWays(Ends ends, IdleProfile idle, Progress progress)
    {
        List<OneWay.Result> results = new ArrayList<>();
        try (OneWay oneWay = new OneWay(ends, idle, LARGEST, plan.lossTimeout()))
        {
            for (int size : SIZES)
            {
                progress.begin(ends.rung() + ": " + size + " bytes one way");
                results.add(oneWay.measure(size, plan.oneWayWarmUp(), plan.oneWayRun(), plan.oneWayRuns()));
            }
        }
        return results;
    }

    private WakeUp.Result wakeUp(Ends ends, Progress progress)
    {
        progress.begin(ends.rung() + ": waking a sleeping loop");
        try (WakeUp wakeUp = new WakeUp(ends, plan.lossTimeout()))
        {
            return wakeUp.measure(plan.wakeUps());
        }
    }

    private PiFigures computePi(Progress progress)
    {
        int workers = Math.max(2, machine.cores());
        List<String> failures = new ArrayList<>();
        try (Bus bus = Bus.open(config()))
        {
            progress.begin("pi by random points");
            var monteCarlo = attempt("Monte-Carlo pi", failures,
                () -> programs.monteCarlo(bus, workers, plan.piPoints() / workers));
            progress.begin("hexadecimal digits of pi");
            var hexDigits = attempt("hexadecimal digits of pi", failures,
                () -> programs.hexDigits(bus, workers, plan.piDigits()));
            return new PiFigures(monteCarlo, hexDigits, failures, Ends.inFlight(bus));
        }
    }

    /** A program that fails says why, and does not keep the others from running. */
    private static <T> Optional<T> attempt(String what, List<String> failures, Supplier<T> program)
    {
        try
        {
            return Optional.of(program.get());
        }
        catch (RuntimeException failure)
        {
            failures.add(what + ": " + failure);
            return Optional.empty();
        }
    }

    private BusConfig config()
    {
        // Two tours at a time must not meet: the HOST rung is on the class path of the command.
        return BusConfig.domain("tour").withRungs(Rung.PROCESS).withErrorHandler(errors::add);
    }
}
