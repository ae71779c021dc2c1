package org.gradientbus.engine;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes routes out of the ref table when nobody can send by them any more.
 *
 * <p>A route outlives its bindings: a port may have cached it, and frames that name it may wait in a loop's source. The
 * ports hold the {@link RouteSet}, the ref table holds the routes; once the garbage collector says that no port holds
 * the set, no new frame can name its routes, and when the loop has consumed what was claimed by then, none waits
 * either. So senders pay nothing for it. A peer that knows a list of such a route is told that it is gone.
 */
final class RetiredRoutes
{
    private final RefTable refs;
    private final ReferenceQueue<RouteSet> unreachable = new ReferenceQueue<>();
    private final Set<Retired> watched = ConcurrentHashMap.newKeySet();

    RetiredRoutes(RefTable refs)
    {
        this.refs = refs;
    }

    void watch(RouteSet set)
    {
        if (set.routes.length > 0)
        {
            watched.add(new Retired(set, unreachable));
        }
    }

    /** Called now and then; does nothing mostly. */
    void sweep()
    {
        Reference<? extends RouteSet> next = unreachable.poll();
        while (next != null)
        {
            final Retired retired = (Retired)next;
            watched.remove(retired);
            for (final Route each : retired.routes)
            {
                if (each.isRemote())
                {
                    each.retire();
                }
                else
                {
                    each.loop.afterWhatIsClaimed(() -> refs.remove(each.ref));
                }
            }
            next = unreachable.poll();
        }
    }

    private static final class Retired extends PhantomReference<RouteSet>
    {
        private final Route[] routes;

        private Retired(RouteSet set, ReferenceQueue<RouteSet> queue)
        {
            super(set, queue);
            routes = set.routes;
        }
    }
}
