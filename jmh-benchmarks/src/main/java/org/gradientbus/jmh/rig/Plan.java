package org.gradientbus.jmh.rig;

import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.jmh.peer.Peer;

import java.util.List;

/**
 * What a bench measures.
 *
 * @param rungs        distances
 * @param peers        at each of them, where they can be
 * @param lengths      of payloads
 * @param idle         how those wait who wait
 * @param runs         of everything
 * @param schedule     of each job in each run
 * @param prefix       that the command of each JVM that measures begins with
 * @param jvmArguments of each JVM that measures
 * @param isLoopback   is the NETWORK rung to be measured over loopback in any case?
 */
record Plan(List<Rung> rungs, List<Peer> peers, List<Integer> lengths, IdleProfile idle, int runs, Schedule schedule,
    List<String> prefix, List<String> jvmArguments, boolean isLoopback)
{
    private static final long START_MS = 1_500;

    /** A measurement that gives up may take so many times as long as it should, and each of its waits as long again. */
    private static final long TIMES_AS_LONG = 4;
    private static final long WAITS_S = 60;

    List<Peer> peersAt(Rung rung)
    {
        return peers.stream().filter((each) -> each.rungs().contains(rung)).toList();
    }

    /** About how long it takes. */
    long seconds()
    {
        final long jobs = (long)runs * lengths.size() *
            rungs.stream().mapToLong((each) -> peersAt(each).size()).sum();
        return jobs * jobMs() / 1000;
    }

    /** A job that takes longer hangs. */
    long patienceSeconds()
    {
        return WAITS_S * (1 + schedule.measurements()) + TIMES_AS_LONG * jobMs() / 1000;
    }

    private long jobMs()
    {
        return START_MS + schedule.warmUpMs() + schedule.measurements() * schedule.runMs();
    }
}
