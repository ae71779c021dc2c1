package org.gradientbus.engine;

import org.gradientbus.Selection;
import org.gradientbus.SendStatus;

/**
 * Picks one of several routes: what a sender and a requester share.
 */
final class Picker
{
    private final Selection selection;
    private int turn;
    private long randomState;
    private boolean isKeyed;
    private long key;

    Picker(Selection selection, long seed)
    {
        this.selection = selection;
        randomState = seed == 0 ? 1 : seed;
    }

    /** The next message goes to the owner of a key; until {@link #unkeyed}. */
    void keyed(long newKey)
    {
        isKeyed = true;
        key = newKey;
    }

    void unkeyed()
    {
        isKeyed = false;
    }

    /**
     * Claims room in one route.
     *
     * @return its index, or -1 - index of the first choice when all that may be tried are full
     */
    int claim(RouteSet set, int length, FrameFields fields, RealClaim claim)
    {
        final Route[] routes = set.routes;
        final int first = first(set);
        final int tries = isKeyed ? 1 : routes.length;
        int index = first;
        for (int i = 0; i < tries; i++)
        {
            final Route route = routes[index];
            if (route.tryClaim(length, fields, claim.nextRoom()) == SendStatus.ACCEPTED)
            {
                claim.addRoom(route);
                PortCore.flows(route);
                return index;
            }
            index = index + 1 == routes.length ? 0 : index + 1;
        }
        return -1 - first;
    }

    private int first(RouteSet set)
    {
        final int count = set.routes.length;
        if (isKeyed)
        {
            return RendezvousHash.pick(key, set.members, count);
        }
        return switch (selection)
        {
            case NEAREST -> nextTurn(set.nearest);
            case ROUND_ROBIN -> nextTurn(count);
            case RANDOM -> (int)((nextRandom() >>> 33) % count);
            case LEAST_LOADED -> leastLoaded(set.routes);
            case FURTHEST -> count - set.furthest + nextTurn(set.furthest);
        };
    }

    private int nextTurn(int count)
    {
        turn = turn + 1 >= count ? 0 : turn + 1;
        return turn;
    }

    private int leastLoaded(Route[] routes)
    {
        int least = nextTurn(routes.length);
        long leastBytes = routes[least].link.backlogBytes();
        for (int i = 0; i < routes.length; i++)
        {
            final long bytes = routes[i].link.backlogBytes();
            if (bytes < leastBytes)
            {
                least = i;
                leastBytes = bytes;
            }
        }
        return least;
    }

    /** Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003), triple 13, 7, 17. */
    private long nextRandom()
    {
        randomState ^= randomState << 13;
        randomState ^= randomState >>> 7;
        randomState ^= randomState << 17;
        return randomState;
    }
}
