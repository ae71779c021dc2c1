package org.gradientbus.cli.tools;

import org.gradientbus.BusCounter;
import org.gradientbus.ipc.NodeView;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How fast the counters of a node move between two looks.
 */
final class Rates
{
    private final Map<BusCounter, Long> before;
    private final Map<BusCounter, Long> now;
    private final double seconds;

    /**
     * A node that was not there before has moved since it was: its rates are zero until the next look.
     *
     * @param elapsedNs between the looks, for a node that does not say when it counted
     */
    Rates(Optional<NodeView> before, NodeView now, long elapsedNs)
    {
        NodeView former = before.orElse(now);
        this.before = former.counters();
        this.now = now.counters();
        long countedNs = now.countedNs() - former.countedNs();
        seconds = (countedNs > 0 ? countedNs : elapsedNs) / (double)TimeUnit.SECONDS.toNanos(1);
    }

    double perSecond(BusCounter counter)
    {
        long moved = now.getOrDefault(counter, 0L) - before.getOrDefault(counter, 0L);
        return moved == 0 ? 0 : moved / seconds;
    }

    String text(BusCounter counter)
    {
        return String.format(Locale.ROOT, "%,.0f", perSecond(counter));
    }
}
