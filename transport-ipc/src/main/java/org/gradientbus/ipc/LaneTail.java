package org.gradientbus.ipc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How far the threads of a sending process have claimed: the one word that they compete for, and so it has cache lines
 * of its own. It is in this process's own memory, since no process could finish what another began there.
 */
class LaneTail extends LanePadding
{
    private static final VarHandle TAIL;

    static
    {
        try
        {
            TAIL = MethodHandles.lookup().findVarHandle(LaneTail.class, "tail", long.class);
        }
        catch (ReflectiveOperationException cause)
        {
            throw new ExceptionInInitializerError(cause);
        }
    }

    private volatile long tail;

    long q00, q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;

    LaneTail(long tail)
    {
        this.tail = tail;
    }

    final long tail()
    {
        return tail;
    }

    final boolean moveTail(long expected, long newTail)
    {
        return TAIL.compareAndSet(this, expected, newTail);
    }
}
