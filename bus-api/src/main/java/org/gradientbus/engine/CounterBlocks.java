package org.gradientbus.engine;

import org.gradientbus.BusCounter;
import org.gradientbus.Counters;
import org.gradientbus.Rung;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * All counter blocks of a bus. A block that is given back keeps counting in {@link #shared()}.
 */
final class CounterBlocks implements Counters
{
    private final CounterBlock shared = new CounterBlock();
    private final Set<CounterBlock> open = new HashSet<>();
    private final Function<Rung, Map<String, Long>> ofRungs;

    /**
     * None yet.
     *
     * @param ofRungs what each rung counts by itself
     */
    CounterBlocks(Function<Rung, Map<String, Long>> ofRungs)
    {
        this.ofRungs = ofRungs;
    }

    synchronized CounterBlock allocate()
    {
        final CounterBlock block = new CounterBlock();
        open.add(block);
        return block;
    }

    synchronized void release(CounterBlock block)
    {
        if (open.remove(block))
        {
            shared.addAllShared(block);
        }
    }

    synchronized int size()
    {
        return open.size();
    }

    /** For writers without a block of their own; only {@link CounterBlock#addShared} is safe on it. */
    CounterBlock shared()
    {
        return shared;
    }

    @Override
    public Map<String, Long> ofRung(Rung rung)
    {
        return ofRungs.apply(rung);
    }

    @Override
    public synchronized long get(BusCounter counter)
    {
        long sum = shared.get(counter);
        for (final CounterBlock each : open)
        {
            sum += each.get(counter);
        }
        return sum;
    }
}
