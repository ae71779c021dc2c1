package org.gradientbus.engine;

import org.gradientbus.Address;

/**
 * All routes to an address, as ports cache them: valid until {@link #isStale}, which costs a port one read a message.
 */
final class RouteSet extends Padded
{
    /** What ports are left with when their bus closes. */
    static final RouteSet CLOSED = new RouteSet(Address.named("closed"), new Route[0]);

    final Address address;
    final Route[] routes;

    /** The first so many are on the nearest rung. */
    final int nearest;

    /** The last so many are on the furthest rung. */
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
        for (int i = 0; i < routes.length; i++)
        {
            final RealMailbox mailbox = routes[i].mailboxes[0];
            members[i] = RendezvousHash.member(mailbox.port().node(), mailbox.ref());
            equalToFirst += routes[i].rung() == routes[0].rung() ? 1 : 0;
            equalToLast += routes[i].rung() == routes[routes.length - 1].rung() ? 1 : 0;
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
