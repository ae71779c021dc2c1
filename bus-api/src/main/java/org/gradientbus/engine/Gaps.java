package org.gradientbus.engine;

import org.gradientbus.BusEvent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What of a peer's best effort never came, loop by loop. Loops note it, the conductor tells it: the first of it soon,
 * what follows together, once a second.
 */
final class Gaps
{
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Untold> untoldByLoop = new LinkedHashMap<>();
    private long missed;
    private volatile boolean isUntold;
    private volatile long nextNs = System.nanoTime();

    private static final class Untold
    {
        private long from;
        private long to;
        private long lost;
        private long dropped;

        private boolean isNone()
        {
            return lost + dropped == 0;
        }

        private BusEvent.Gap take(RealPeer peer, String loop)
        {
            final BusEvent.Gap gap = new BusEvent.Gap(peer.nodeId(), peer.name(), loop, from, to, lost, dropped);
            lost = 0;
            dropped = 0;
            return gap;
        }
    }

    /** By a loop: allocates only once. */
    synchronized void note(String loop, long from, long lost, long dropped)
    {
        Untold untold = untoldByLoop.get(loop);
        if (untold == null)
        {
            untold = new Untold();
            untoldByLoop.put(loop, untold);
        }
        if (untold.isNone())
        {
            untold.from = from;
        }
        untold.to = from + lost;
        untold.lost += lost;
        untold.dropped += dropped;
        missed += lost + dropped;
        isUntold = true;
    }

    /** Is there something to tell, and was nothing told for a while? */
    boolean areDue(long nowNs)
    {
        return isUntold && nowNs - nextNs >= 0;
    }

    void tell(RealPeer peer, long nowNs, Consumer<BusEvent> listener)
    {
        nextNs = nowNs + PAUSE_NS;
        for (final BusEvent.Gap each : take(peer))
        {
            listener.accept(each);
        }
    }

    private synchronized BusEvent.Gap[] take(RealPeer peer)
    {
        isUntold = false;
        return untoldByLoop.entrySet().stream().filter((each) -> !each.getValue().isNone())
            .map((each) -> each.getValue().take(peer, each.getKey())).toArray(BusEvent.Gap[]::new);
    }

    synchronized long missed()
    {
        return missed;
    }
}
