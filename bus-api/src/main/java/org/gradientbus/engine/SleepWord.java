package org.gradientbus.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The word itself.
 */
class SleepWordField extends Padded
{
    volatile boolean isSleeping;
}

/**
 * Does a loop sleep? Written when it falls asleep or wakes, read by senders at each message.
 */
final class SleepWord extends SleepWordField
{
    private static final VarHandle IS_SLEEPING;

    long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15;

    static
    {
        try
        {
            IS_SLEEPING = MethodHandles.lookup().findVarHandle(SleepWordField.class, "isSleeping", boolean.class);
        }
        catch (final ReflectiveOperationException cause)
        {
            throw new ExceptionInInitializerError(cause);
        }
    }

    boolean isSet()
    {
        return isSleeping;
    }

    void set()
    {
        isSleeping = true;
    }

    void clear()
    {
        isSleeping = false;
    }

    /** Clears it for one caller alone. */
    boolean tryClear()
    {
        return IS_SLEEPING.compareAndSet(this, true, false);
    }
}
