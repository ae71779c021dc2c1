package org.gradientbus.jmh.rig;

import org.gradientbus.IdleProfile;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Place;

/**
 * What the figures of several runs have in common.
 *
 * @param rung   the distance
 * @param place  which way it was gone
 * @param idle   how those waited who waited
 * @param length of every payload
 * @param peer   its title
 * @param rate   of round trips a second; 0 one way
 */
public record Cell(Rung rung, Place.Kind place, IdleProfile idle, int length, String peer, long rate)
{
    /** Are messages a second measured? */
    public boolean isOneWay()
    {
        return rate == 0;
    }

    /** The rung, and what stands in for it where it could not be had. */
    public String where()
    {
        return place == Place.Kind.LOOPBACK ? rung + " (loopback)" : rung.toString();
    }

    /** One word that no other cell has. */
    String tag()
    {
        return String.join("_", rung.name(), place.name(), idle.name(), Integer.toString(length), peer,
            Long.toString(rate));
    }
}
