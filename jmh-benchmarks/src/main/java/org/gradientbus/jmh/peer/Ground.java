package org.gradientbus.jmh.peer;

import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Place;

import java.nio.file.Path;

/**
 * What an end stands on.
 *
 * @param rung      the distance between the two ends
 * @param place     of the two, for addresses and ports
 * @param isNear    is it the end that sends first and measures?
 * @param length    of every payload, a multiple of 8
 * @param capacity  of every ring, in bytes
 * @param idle      how those wait who wait
 * @param directory for files, removed at the end; the same for both ends
 * @param common    to the ends of this process
 */
public record Ground(Rung rung, Place place, boolean isNear, int length, int capacity, IdleProfile idle,
    Path directory, Common common)
{
    /** At which address this end receives, of those that are named rather than numbered. */
    String ownName()
    {
        return isNear ? "near" : "far";
    }

    String otherName()
    {
        return isNear ? "far" : "near";
    }
}
