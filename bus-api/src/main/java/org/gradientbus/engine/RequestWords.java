package org.gradientbus.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The numbers that a {@link RequestTable} changes with each request, on cache lines of their own: who replies reads
 * the rest of the table.
 */
final class RequestWords extends Padded
{
    private static final VarHandle INSERTED;
    private static final VarHandle ENDED;
    private static final VarHandle SENDING;

    /** By the requester's thread alone. */
    long lastId;
    int reserved;
    long lastDeadlineNs;

    private long inserted;
    private long ended;
    private long sending;

    long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15;

    static
    {
        try
        {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            INSERTED = lookup.findVarHandle(RequestWords.class, "inserted", long.class);
            ENDED = lookup.findVarHandle(RequestWords.class, "ended", long.class);
            SENDING = lookup.findVarHandle(RequestWords.class, "sending", long.class);
        }
        catch (final ReflectiveOperationException cause)
        {
            throw new ExceptionInInitializerError(cause);
        }
    }

    int pending()
    {
        return (int)((long)INSERTED.getAcquire(this) - (long)ENDED.getAcquire(this));
    }

    /** Inserted, but on its way to a peer only once its commit says so; 0 when there is none. */
    long sending()
    {
        return (long)SENDING.getAcquire(this);
    }

    /** By the requester's thread alone. */
    void sending(long id)
    {
        SENDING.setRelease(this, id);
    }

    /** By the requester's thread alone, which must make a fence before it reads what the loop wrote. */
    void countInserted()
    {
        INSERTED.setRelease(this, inserted + 1);
    }

    /** By the loop's thread alone. */
    void countEnded()
    {
        ENDED.setRelease(this, ended + 1);
    }

    /** By whoever comes after it. */
    void countEndedShared()
    {
        ENDED.getAndAdd(this, 1L);
    }
}
