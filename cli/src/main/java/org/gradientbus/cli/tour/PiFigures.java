package org.gradientbus.cli.tour;

import org.gradientbus.samples.pi.HexDigitsOfPi;
import org.gradientbus.samples.pi.MonteCarloPi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the programs found.
 *
 * @param monteCarlo      empty when it failed
 * @param hexDigits       empty when it failed
 * @param acrossProcesses empty when it failed, and where processes cannot meet
 * @param acrossHosts     empty when it failed, and where hosts cannot meet
 * @param failures        why they failed
 * @param inFlight        messages that did not end in any of the ways there are
 */
record PiFigures(
    Optional<MonteCarloPi.Result> monteCarlo,
    Optional<HexDigitsOfPi.Result> hexDigits,
    Optional<MonteCarloPi.Result> acrossProcesses,
    Optional<MonteCarloPi.Result> acrossHosts,
    List<String> failures,
    long inFlight)
{
    /** What was not right, in words; empty when all was. */
    List<String> problems()
    {
        List<String> problems = new ArrayList<>(failures);
        monteCarlo.ifPresent((result) -> check(problems, "Monte-Carlo pi", result));
        acrossProcesses.ifPresent((result) -> check(problems, "pi by processes", result));
        acrossHosts.ifPresent((result) -> check(problems, "pi by two hosts", result));
        hexDigits.filter((result) -> !result.isRight()).ifPresent((result) ->
            problems.add("hexadecimal digits of pi: these are not pi's: " + result.digits()));
        if (inFlight != 0)
        {
            problems.add("pi: the counters do not add up: " + inFlight + " messages are still in flight at rest");
        }
        return problems;
    }

    private static void check(List<String> problems, String what, MonteCarloPi.Result result)
    {
        if (!result.isPlausible())
        {
            problems.add(what + ": " + result.pi() + " is further from pi than chance explains");
        }
    }
}
