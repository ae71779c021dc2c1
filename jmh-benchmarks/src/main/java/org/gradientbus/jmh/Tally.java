package org.gradientbus.jmh;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a consumer has received: how many messages, and the sum over all their bytes. Written by the consumer's thread,
 * read by any. It has its cache lines to itself.
 */
public final class Tally
{
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PADDING = 16;
    private static final int COUNT = PADDING;
    private static final int SUM = PADDING + 1;

    private final long[] longs = new long[PADDING + 2 + PADDING];

    public void add(long sum)
    {
        longs[COUNT]++;
        longs[SUM] += sum;
    }

    public void add(long count, long sum)
    {
        LONGS.setRelease(longs, COUNT, longs[COUNT] + count);
        longs[SUM] += sum;
    }

    public long count()
    {
        return (long)LONGS.getAcquire(longs, COUNT);
    }

    public long sum()
    {
        return (long)LONGS.getAcquire(longs, SUM);
    }
}
