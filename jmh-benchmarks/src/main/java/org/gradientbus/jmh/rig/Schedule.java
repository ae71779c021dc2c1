package org.gradientbus.jmh.rig;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What is measured of a job, one after the other.
 *
 * @param warmUpMs before, half of it by round trips, half of it one way
 * @param runMs    one measurement
 * @param isOneWay are messages a second measured?
 * @param rates    of round trips a second
 */
record Schedule(long warmUpMs, long runMs, boolean isOneWay, List<Long> rates)
{
    long warmUpNs()
    {
        return TimeUnit.MILLISECONDS.toNanos(warmUpMs);
    }

    long runNs()
    {
        return TimeUnit.MILLISECONDS.toNanos(runMs);
    }

    long measurements()
    {
        return rates.size() + (isOneWay ? 1 : 0);
    }

    /** As arguments of a process, the last ones. */
    List<String> arguments()
    {
        final List<String> arguments = new ArrayList<>(
            List.of(Long.toString(warmUpMs), Long.toString(runMs), Boolean.toString(isOneWay)));
        rates.forEach((each) -> arguments.add(each.toString()));
        return arguments;
    }

    static Schedule of(List<String> arguments)
    {
        return new Schedule(Long.parseLong(arguments.get(0)), Long.parseLong(arguments.get(1)),
            Boolean.parseBoolean(arguments.get(2)),
            arguments.subList(3, arguments.size()).stream().map(Long::valueOf).toList());
    }
}
