package org.gradientbus.cli.tour;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param roundTripWarmUp before the round trips of each size are measured: long enough for the compiler to be done
 * @param roundTrip       of each size
 * @param oneWayWarmUp    before the rates of each size are measured
 * @param oneWayRun       of each run
 * @param oneWayRuns      whose median is told
 * @param wakeUps         of a sleeping loop
 * @param wakeUpTime      after which there are no more of them
 * @param lossTimeout     after which a message that has not come is lost
 * @param piPoints        of the Monte-Carlo program, all workers together; a quarter of that by processes, a
 *                        twentieth by two hosts
 * @param piDigits        of the hexadecimal program
 */
record Plan(
    Duration roundTripWarmUp,
    Duration roundTrip,
    Duration oneWayWarmUp,
    Duration oneWayRun,
    int oneWayRuns,
    int wakeUps,
    Duration wakeUpTime,
    Duration lossTimeout,
    long piPoints,
    int piDigits)
{
    static Plan full()
    {
        return new Plan(
            Duration.ofMillis(900), Duration.ofMillis(900),
            Duration.ofMillis(500), Duration.ofMillis(200), 5,
            300, Duration.ofSeconds(2), Duration.ofSeconds(10), 200_000_000, 1_000);
    }

    /** Long enough to see that it works, too short for the figures to mean anything. */
    static Plan quick()
    {
        return new Plan(
            Duration.ofMillis(20), Duration.ofMillis(20),
            Duration.ofMillis(20), Duration.ofMillis(10), 3,
            20, Duration.ofSeconds(2), Duration.ofSeconds(10), 1_000_000, 50);
    }

    /** With another patience for messages that do not come. */
    Plan withLossTimeout(Duration newLossTimeout)
    {
        return new Plan(
            roundTripWarmUp, roundTrip, oneWayWarmUp, oneWayRun, oneWayRuns, wakeUps, wakeUpTime, newLossTimeout,
            piPoints, piDigits);
    }
}
