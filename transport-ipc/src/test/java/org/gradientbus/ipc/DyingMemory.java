package org.gradientbus.ipc;

import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Memory whose user dies before its k-th store: from then on it stores nothing more, as a process that was killed.
 *
 * <p>A stall is the death of one thread alone: the one store throws, and the process lives on.
 */
class DyingMemory extends UnsafeBuffer
{
    static final long NEVER = Long.MAX_VALUE;

    /** The process is dead. */
    static final class Death extends Error
    {
        private static final long serialVersionUID = 1L;

        Death()
        {
            super("died before a store", null, false, false);
        }
    }

    /** One thread stands still for good. */
    static final class Stall extends Error
    {
        private static final long serialVersionUID = 1L;

        Stall()
        {
            super("stalled before a store", null, false, false);
        }
    }

    private final UnsafeBuffer mirror;
    private long stores;
    private long dieAt = NEVER;
    private long stallAt = NEVER;
    private Runnable afterStore = () ->
    {
    };

    DyingMemory(ByteBuffer shared)
    {
        super(shared);
        mirror = new UnsafeBuffer(new byte[shared.capacity()]);
        mirror.putBytes(0, shared, 0, shared.capacity());
    }

    void dieAt(long store)
    {
        dieAt = store;
    }

    /** Lets somebody look after each store of a position. */
    void afterStore(Runnable observer)
    {
        afterStore = observer;
    }

    void stallAt(long store)
    {
        stallAt = store;
    }

    long stores()
    {
        return stores;
    }

    /** Counts a store that is about to be made, or anything else that a process may die at. */
    void beforeStore()
    {
        long number = stores;
        if (number >= dieAt)
        {
            throw new Death();
        }
        stores++;
        if (number == stallAt)
        {
            throw new Stall();
        }
    }

    /** Were all stores counted? For a run in which only this memory's user stores. */
    boolean hasSeenEveryStore()
    {
        return mirror.equals(new UnsafeBuffer(this, 0, capacity()));
    }

    @Override
    public void putByte(int index, byte value)
    {
        beforeStore();
        super.putByte(index, value);
        mirror.putByte(index, value);
    }

    @Override
    public void putInt(int index, int value)
    {
        beforeStore();
        super.putInt(index, value);
        mirror.putInt(index, value);
    }

    @Override
    public void putIntRelease(int index, int value)
    {
        beforeStore();
        super.putIntRelease(index, value);
        mirror.putInt(index, value);
    }

    @Override
    public void putLong(int index, long value)
    {
        beforeStore();
        super.putLong(index, value);
        mirror.putLong(index, value);
    }

    @Override
    public void putLongRelease(int index, long value)
    {
        beforeStore();
        super.putLongRelease(index, value);
        mirror.putLong(index, value);
        afterStore.run();
    }

    @Override
    public void putIntVolatile(int index, int value)
    {
        beforeStore();
        super.putIntVolatile(index, value);
        mirror.putInt(index, value);
    }

    @Override
    public void putLongVolatile(int index, long value)
    {
        beforeStore();
        super.putLongVolatile(index, value);
        mirror.putLong(index, value);
    }

    @Override
    public boolean compareAndSetLong(int index, long expected, long value)
    {
        throw new AssertionError("interpreted, a compare-and-set ends the JVM when the file was truncated");
    }

    @Override
    public void setMemory(int index, int length, byte value)
    {
        throw new AssertionError("setMemory on a mapping ends the JVM when its file is truncated");
    }
}
