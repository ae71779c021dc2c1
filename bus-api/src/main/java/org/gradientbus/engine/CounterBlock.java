package org.gradientbus.engine;

import org.agrona.BitUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.BusCounter;

/**
 * The counters of one writer: a port, or a loop. One thread at a time adds, any thread reads; the bus's counters are
 * the sums over all blocks. So counting costs no atomic operation and no shared cache line.
 *
 * <pre>
 *   0            128                                  128 + 8 * counters
 *   +------------+----------+----------+-- ... --+-----------+
 *   | padding    | id 0     | id 1     |         | padding   |
 *   +------------+----------+----------+-- ... --+-----------+
 * </pre>
 */
final class CounterBlock
{
    private static final int PADDING = 2 * BitUtil.CACHE_LINE_LENGTH;
    private static final int COUNT = BusCounter.values().length;
    private static final int LENGTH = PADDING + COUNT * BitUtil.SIZE_OF_LONG + PADDING;

    private final AtomicBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);

    void increment(BusCounter counter)
    {
        add(counter, 1);
    }

    /** By the one writer. */
    void add(BusCounter counter, long amount)
    {
        final int index = index(counter);
        buffer.putLongRelease(index, buffer.getLong(index) + amount);
    }

    /** By one of several writers that share the block. */
    void addShared(BusCounter counter, long amount)
    {
        buffer.getAndAddLong(index(counter), amount);
    }

    long get(BusCounter counter)
    {
        return buffer.getLongVolatile(index(counter));
    }

    /** Adds all of a block that nobody writes any more. */
    void addAllShared(CounterBlock other)
    {
        for (int id = 0; id < COUNT; id++)
        {
            final int index = PADDING + id * BitUtil.SIZE_OF_LONG;
            buffer.getAndAddLong(index, other.buffer.getLongVolatile(index));
        }
    }

    private static int index(BusCounter counter)
    {
        return PADDING + counter.id() * BitUtil.SIZE_OF_LONG;
    }
}
