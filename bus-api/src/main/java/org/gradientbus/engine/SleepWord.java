package org.gradientbus.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Keeps the word that every sender reads off the cache lines of what others write.
 */
class SleepWordBefore
{
    long b00, b01, b02, b03, b04, b05, b06, b07, b08, b09, b10, b11, b12, b13, b14, b15;
}

/**
 * The word itself.
 */
class SleepWordField extends SleepWordBefore
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
