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
 * @param lossTimeout     after which a message that has not come is lost
 * @param piPoints        of the Monte-Carlo program, all workers together; a quarter of that by processes
 * @param piDigits        of the hexadecimal program
 */
record Plan(
    Duration roundTripWarmUp,
    Duration roundTrip,
    Duration oneWayWarmUp,
    Duration oneWayRun,
    int oneWayRuns,
    int wakeUps,
    Duration lossTimeout,
    long piPoints,
    int piDigits)
{
    static Plan full()
    {
        return new Plan(
            Duration.ofMillis(1500), Duration.ofMillis(1500),
            Duration.ofMillis(800), Duration.ofMillis(400), 5,
            500, Duration.ofSeconds(5), 400_000_000, 1_000);
    }

    /** Long enough to see that it works, too short for the figures to mean anything. */
    static Plan quick()
    {
        return new Plan(
            Duration.ofMillis(20), Duration.ofMillis(20),
            Duration.ofMillis(20), Duration.ofMillis(10), 3,
            20, Duration.ofSeconds(1), 1_000_000, 50);
    }
}
