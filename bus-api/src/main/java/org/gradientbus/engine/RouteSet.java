package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.PortAddress;

/**
 * All routes to an address, as ports cache them: valid until {@link #isStale}, which costs a port one read a message.
 */
final class RouteSet extends Padded
{
    /** What ports are left with when their bus closes. */
    static final RouteSet CLOSED = new RouteSet(Address.named("closed"), new Route[0]);

    final Address address;
    final Route[] routes;

    /** The first so many are nearest. */
    final int nearest;

    /** The last so many are furthest. */
    final int furthest;

    /** What stands for each route's mailbox when a key picks one. */
    final long[] members;

    private volatile boolean stale;

    /**
     * @param address of the routes
     * @param routes  nearest first
     */
    RouteSet(Address address, Route[] routes)
    {
        this.address = address;
        this.routes = routes;
        int equalToFirst = 0;
        int equalToLast = 0;
        members = new long[routes.length];
        final int[] distances = new int[routes.length];
        for (int i = 0; i < routes.length; i++)
        {
            final PortAddress first = routes[i].members[0].port();
            members[i] = RendezvousHash.member(first.node(), first.ref());
            distances[i] = routes[i].distance();
        }
        for (final int each : distances)
        {
            equalToFirst += each == distances[0] ? 1 : 0;
            equalToLast += each == distances[routes.length - 1] ? 1 : 0;
        }
        nearest = equalToFirst;
        furthest = equalToLast;
    }

    boolean isStale()
    {
        return stale;
    }

    void makeStale()
    {
        stale = true;
    }
}
