package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.Guarantee;
import org.gradientbus.Importance;

/**
 * What ports with one address, importance and guarantee share: the routes that were resolved for them. Guarded by the
 * directory's lock.
 */
final class PortEntry
{
    final Address address;
    final Importance importance;
    final Guarantee guarantee;
    RouteSet toAll;
    RouteSet toOne;
    int ports;

    PortEntry(Address address, Importance importance, Guarantee guarantee)
    {
        this.address = address;
        this.importance = importance;
        this.guarantee = guarantee;
    }

    /** Ports will resolve anew. */
    void makeStale()
    {
        if (toAll != null)
        {
            toAll.makeStale();
            toAll = null;
        }
        if (toOne != null)
        {
            toOne.makeStale();
            toOne = null;
        }
    }
}
