package org.gradientbus.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The words themselves.
 */
class LoopWordsFields extends Padded
{
    Thread owner;
    RealMailbox running;
    long batch;
}

/**
 * What a loop's thread writes for each batch of messages, and others look at now and then: who polls, whose handler
 * runs, and how many batches have begun and ended.
 */
final class LoopWords extends LoopWordsFields
{
    private static final VarHandle OWNER;
    private static final VarHandle RUNNING;
    private static final VarHandle BATCH;

    long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15;

    static
    {
        try
        {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            OWNER = lookup.findVarHandle(LoopWordsFields.class, "owner", Thread.class);
            RUNNING = lookup.findVarHandle(LoopWordsFields.class, "running", RealMailbox.class);
            BATCH = lookup.findVarHandle(LoopWordsFields.class, "batch", long.class);
        }
        catch (final ReflectiveOperationException cause)
        {
            throw new ExceptionInInitializerError(cause);
        }
    }

    /** The thread that polls now, or null. */
    Thread owner()
    {
        return (Thread)OWNER.getAcquire(this);
    }

    boolean acquire(Thread thread)
    {
        return OWNER.compareAndSet(this, null, thread);
    }

    void release()
    {
        OWNER.setRelease(this, null);
    }

    /** The mailbox whose handler runs, or ran last in this batch; null between batches. Seen late by other threads. */
    RealMailbox running()
    {
        return (RealMailbox)RUNNING.getOpaque(this);
    }

    void running(RealMailbox mailbox)
    {
        if (running != mailbox)
        {
            RUNNING.setOpaque(this, mailbox);
        }
    }

    /** Odd while handlers may run; a batch that ends and one that begins each add 1. */
    long batch()
    {
        return (long)BATCH.getVolatile(this);
    }

    /** Volatile, so that whatever a thread stored before it read an older number is seen by this batch's handlers. */
    void beginBatch()
    {
        BATCH.setVolatile(this, batch + 1);
    }

    void endBatch()
    {
        BATCH.setRelease(this, batch + 1);
    }
}
