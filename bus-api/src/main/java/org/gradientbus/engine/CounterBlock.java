package org.gradientbus.engine;

import org.gradientbus.BusCounter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of one writer: a port, or a loop. One thread at a time adds, any thread reads; the bus's counters are
 * the sums over all blocks. So counting costs no atomic operation and no shared cache line.
 *
 * <pre>
 *   0            16                                   16 + counters
 *   +------------+----------+----------+-- ... --+-----------+   longs
 *   | padding    | id 0     | id 1     |         | padding   |
 *   +------------+----------+----------+-- ... --+-----------+
 * </pre>
 */
final class CounterBlock
{
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** Two cache lines: processors fetch them in pairs. */
    private static final int PADDING = 16;
    private static final int COUNT = BusCounter.values().length;

    private final long[] words = new long[PADDING + COUNT + PADDING];

    void increment(BusCounter counter)
    {
        add(counter, 1);
    }

    /** By the one writer. */
    void add(BusCounter counter, long amount)
    {
        final int index = PADDING + counter.id();
        WORD.setRelease(words, index, words[index] + amount);
    }

    /** By one of several writers that share the block. */
    void addShared(BusCounter counter, long amount)
    {
        WORD.getAndAdd(words, PADDING + counter.id(), amount);
    }

    long get(BusCounter counter)
    {
        return (long)WORD.getVolatile(words, PADDING + counter.id());
    }

    /** Adds all of a block that nobody writes any more. */
    void addAllShared(CounterBlock other)
    {
        for (int index = PADDING; index < PADDING + COUNT; index++)
        {
            WORD.getAndAdd(words, index, (long)WORD.getVolatile(other.words, index));
        }
    }
}
