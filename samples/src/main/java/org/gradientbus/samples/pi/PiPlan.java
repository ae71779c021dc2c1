package org.gradientbus.samples.pi;

import org.gradientbus.BusConfig;
import org.gradientbus.process.ProcessSpec;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@link PiAcrossProcesses} is to do; each of its processes gets it as its arguments.
 *
 * @param domain          that the processes meet in; no others may be there
 * @param directory       where the HOST rung keeps its files; empty for its default
 * @param workersAtATime  how many processes count at the same time
 * @param workersInAll    how many are to complete
 * @param pointsPerWorker how many each counts
 * @param seed            of the points, together with the worker's pid
 */
public record PiPlan(
    String domain, Optional<Path> directory, int workersAtATime, int workersInAll, long pointsPerWorker, long seed)
{
    /** How many {@link #process} writes and {@link #parse} reads. */
    public static final int ARGUMENTS = 6;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when one of them is less than 1
     */
    public PiPlan
    {
        if (workersAtATime < 1 || workersInAll < 1 || pointsPerWorker < 1)
        {
            throw new IllegalArgumentException("workersAtATime=" + workersAtATime + ", workersInAll=" + workersInAll +
                " and pointsPerWorker=" + pointsPerWorker + " must be at least 1");
        }
    }

    /** That the workers count together when none fails. */
    long points()
    {
        return Math.multiplyExact(workersInAll, pointsPerWorker);
    }

    /**
     * How one of its processes takes part.
     *
     * @param nodeName that its bus bears
     * @return the configuration
     */
    public BusConfig config(String nodeName)
    {
        BusConfig config = BusConfig.domain(domain).withNodeName(nodeName);
        return directory.map(config::withHostDirectory).orElse(config);
    }

    /**
     * One of its processes: small, as many of them share a machine.
     *
     * @param main gets the plan as its first arguments
     * @return the specification
     */
    public ProcessSpec process(Class<?> main)
    {
        return ProcessSpec.java(main,
                domain,
                directory.map(Path::toString).orElse(""),
                Integer.toString(workersAtATime),
                Integer.toString(workersInAll),
                Long.toString(pointsPerWorker),
                Long.toString(seed))
            .withJvmFlags("-Xmx64m", "-XX:+UseSerialGC");
    }

    /**
     * Reads what {@link #process} wrote.
     *
     * @param arguments of a process
     * @return the plan
     * @throws IllegalArgumentException when that is no plan
     */
    public static PiPlan parse(String[] arguments)
    {
        if (arguments.length != ARGUMENTS)
        {
            throw new IllegalArgumentException(
                "wanted: domain, directory (or ''), workers at a time, workers in all, points per worker, seed");
        }
        return new PiPlan(
            arguments[0],
            arguments[1].isEmpty() ? Optional.empty() : Optional.of(Path.of(arguments[1])),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Long.parseLong(arguments[4]),
            Long.parseLong(arguments[5]));
    }
}
