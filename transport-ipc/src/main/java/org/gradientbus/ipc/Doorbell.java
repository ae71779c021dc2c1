package org.gradientbus.ipc;

/**
 * Wakes the loop at the far end of a lane. For all threads. A class, not an interface: a sender asks it for each
 * message, and a call to the one class there is costs nothing.
 */
abstract class Doorbell
{
    /** Rings nothing: for a consumer that never sleeps. */
    static final Doorbell NONE = new Doorbell()
    {
        @Override
        boolean isSleeping()
        {
            return false;
        }

        @Override
        void ring()
        {
        }
    };

    /** Has the loop announced its sleep? A volatile read. */
    abstract boolean isSleeping();

    /** Wakes the loop; called when it has announced its sleep. Never blocks, never throws. */
    abstract void ring();
}
