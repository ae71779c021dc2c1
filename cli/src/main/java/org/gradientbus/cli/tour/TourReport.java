package org.gradientbus.cli.tour;

import org.gradientbus.cli.Machine;

import java.time.Duration;
import java.util.List;

/**
 * Gets what the tour finds, in the order of the methods.
 */
interface TourReport
{
    void begin(String version, Machine machine);

    /** Once for each rung. */
    void rung(RungFigures figures);

    void pi(PiFigures figures);

    /** With everything that was wrong, in words; empty when all was right. */
    void end(List<String> problems, Duration took);
}
