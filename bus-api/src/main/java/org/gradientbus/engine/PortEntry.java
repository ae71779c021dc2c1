package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.Importance;

/**
 * What ports with one address and importance share: the routes that were resolved for them. Guarded by the directory's
 * lock.
 */
final class PortEntry
{
    final Address address;
    final Importance importance;
    RouteSet toAll;
    RouteSet toOne;
    int ports;

    PortEntry(Address address, Importance importance)
    {
        this.address = address;
        this.importance = importance;
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
