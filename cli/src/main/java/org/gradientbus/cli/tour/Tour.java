package org.gradientbus.cli.tour;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusEvent;
import org.gradientbus.BusException;
import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.cli.Gradient;
import org.gradientbus.cli.Machine;
import org.gradientbus.cli.Progress;
import org.gradientbus.samples.pi.MonteCarloPi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Goes through what this build can do: each rung, then the programs.
 */
final class Tour
{
    /** Two threads of the measurement, and one core each for the compiler and for everything else on the machine. */
    static final int LEAST_CORES_TO_SPIN = 4;

    private static final int[] SIZES = {32, 256, 1024};
    static final int LARGEST = SIZES[SIZES.length - 1];
    private static final int STEPS_OF_RUNG = 2 * SIZES.length + 1;
    private static final int STEPS_OF_PI = 2;

    /** Of all points, as processes take a while to start. */
    private static final int SHARE_BY_PROCESSES = 4;

    /** Of all points: over a network each message has a datagram of its own. */
    private static final int SHARE_BY_HOSTS = 20;

    private final Plan plan;
    private final List<Reach> rungs;
    private final PiPrograms programs;
    private final Optional<Path> directory;
    private final Machine machine = Machine.here();
    private final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();

    /**
     * A way to open two ends.
     *
     * @param rung between them
     * @param ends opened with a configuration; throws {@link RungUnavailableException} where that rung cannot work
     */
    record Reach(Rung rung, Function<BusConfig, Ends> ends)
    {
    }

    Tour(Plan plan, List<Reach> rungs, PiPrograms programs, Optional<Path> directory)
    {
        this.directory = directory;
        this.plan = plan;
        this.rungs = rungs;
        this.programs = programs;
    }

    /** How many steps of progress there will be. */
    int steps()
    {
        long beyondThisProcess =
            rungs.stream().map(Reach::rung).filter((each) -> each == Rung.HOST || each == Rung.NETWORK).count();
        return rungs.size() * STEPS_OF_RUNG + STEPS_OF_PI + (int)beyondThisProcess;
    }

    /** Runs the whole tour. Returns true when everything was right. */
    boolean run(TourReport report, Progress progress)
    {
        long startNs = System.nanoTime();
        List<String> problems = new ArrayList<>();
        report.begin(Gradient.version(), machine);
        Set<Rung> there = EnumSet.noneOf(Rung.class);
        for (Reach rung : rungs)
        {
            if (visit(rung, report, problems, progress))
            {
                there.add(rung.rung());
            }
        }
        PiFigures figures = computePi(there, progress);
        problems.addAll(figures.problems());
        progress.clear();
        report.pi(figures);
        errors.forEach((error) -> problems.add("an error in the background: " + error));
        report.end(problems, Duration.ofNanos(System.nanoTime() - startNs));
        return problems.isEmpty();
    }

    /** A rung that fails says why, and does not keep the others from being measured. Returns true if it is there. */
    private boolean visit(Reach rung, TourReport report, List<String> problems, Progress progress)
    {
        try
        {
            RungFigures figures = measure(rung, progress);
            problems.addAll(figures.problems());
            progress.clear();
            report.rung(figures);
            return true;
        }
        catch (RungUnavailableException reason)
        {
            progress.clear();
            report.unavailable(rung.rung(), reason.getMessage());
        }
        catch (BusException failure)
        {
            progress.clear();
            problems.add(rung.rung() + ": " + failure.getMessage());
        }
        return false;
    }

    private RungFigures measure(Reach rung, Progress progress)
    {
        try (Ends ends = rung.ends().apply(config(rung.rung())))
        {
            return measure(ends, progress);
        }
    }

    private RungFigures measure(Ends ends, Progress progress)
    {
        IdleProfile idle =
            machine.cores() < LEAST_CORES_TO_SPIN ? IdleProfile.BALANCED : IdleProfile.SPIN;
        try
        {
            List<RoundTrip.Result> roundTrips = roundTrips(ends, idle, progress);
            List<OneWay.Result> oneWays = oneWays(ends, idle, progress);
            WakeUp.Result wakeUp = wakeUp(ends, progress);
            List<RungFigures.Row> rows = new ArrayList<>();
            for (int i = 0; i < SIZES.length; i++)
            {
                rows.add(new RungFigures.Row(SIZES[i], roundTrips.get(i), oneWays.get(i)));
            }
            return new RungFigures(ends.rung(), ends.place(), idle, rows, wakeUp, ends.health());
        }
        catch (BusException failure)
        {
            throw new BusException(String.join("; ", failure.getMessage(), ends.far().fate()), failure);
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
            return wakeUp.measure(plan.wakeUps(), plan.wakeUpTime());
        }
    }

    private PiFigures computePi(Set<Rung> there, Progress progress)
    {
        int workers = Math.max(2, machine.cores());
        List<String> failures = new ArrayList<>();
        try (Bus bus = Bus.open(config(Rung.PROCESS)))
        {
            progress.begin("pi by random points");
            var monteCarlo = attempt("Monte-Carlo pi", failures,
                () -> programs.monteCarlo(bus, workers, plan.piPoints() / workers));
            progress.begin("hexadecimal digits of pi");
            var hexDigits = attempt("hexadecimal digits of pi", failures,
                () -> programs.hexDigits(bus, workers, plan.piDigits()));
            Optional<MonteCarloPi.Result> acrossProcesses = Optional.empty();
            if (there.contains(Rung.HOST))
            {
                progress.begin("pi by processes");
                acrossProcesses = attempt("pi by processes", failures,
                    () -> programs.acrossProcesses(ownDomain(), workers,
                        plan.piPoints() / SHARE_BY_PROCESSES / workers));
            }
            Optional<MonteCarloPi.Result> acrossHosts = Optional.empty();
            if (there.contains(Rung.NETWORK))
            {
                progress.begin("pi by two hosts");
                acrossHosts = attempt("pi by two hosts", failures,
                    () -> programs.acrossHosts(ownDomain(), workers, plan.piPoints() / SHARE_BY_HOSTS / workers));
            }
            return new PiFigures(monteCarlo, hexDigits, acrossProcesses, acrossHosts, failures, Ends.inFlight(bus));
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

    private BusConfig config(Rung rung)
    {
        BusConfig config = BusConfig.domain(ownDomain()).withNodeName("tour").withRungs(rung)
            .withErrorHandler(errors::add)
            .withEventHandler(Tour::onEvent);
        return directory.map(config::withHostDirectory).orElse(config);
    }

    private static void onEvent(BusEvent event)
    {
        // What events tell of rungs and peers, the tour says in its own words.
    }

    /** Two tours at a time must not meet. */
    private static String ownDomain()
    {
        return "tour-" + UUID.randomUUID();
    }
}
