package org.gradientbus.cli.tour;

import org.gradientbus.Rung;
import org.gradientbus.cli.Machine;

import java.time.Duration;
import java.util.List;

/**
 * Gets what the tour finds, in the order of the methods.
 */
interface TourReport
{
    void begin(String version, Machine machine);

    /** Once for each rung that was measured. */
    void rung(RungFigures figures);

    /** In place of its figures, for a rung that cannot work here. */
    void unavailable(Rung rung, String reason);

    void pi(PiFigures figures);

    /** With everything that was wrong, in words; empty when all was right. */
    void end(List<String> problems, Duration took);
}
