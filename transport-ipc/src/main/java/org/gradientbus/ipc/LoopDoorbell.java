package org.gradientbus.ipc;

import java.io.IOException;

/**
 * Wakes one loop of a peer: reads its count of sleeps in the peer's node file, and sends a byte on a line to it. One
 * for all threads of this process, so that a sleep costs it one byte.
 */
final class LoopDoorbell extends Doorbell implements AutoCloseable
{
    private final NodeFile file;
    private final int slot;

    private Line line;
    private volatile boolean isBroken;

    /** The sleep that was ended last. Stored after the byte went out, so nobody relies on a byte that never went. */
    private volatile long sleepRung;

    LoopDoorbell(NodeFile file, int slot, Line line)
    {
        this.file = file;
        this.slot = slot;
        this.line = line;
    }

    @Override
    boolean isSleeping()
    {
        long sleeps = file.sleeps(slot);
        return (sleeps & 1) != 0 && sleeps != sleepRung;
    }

    @Override
    void ring()
    {
        synchronized (this)
        {
            long sleeps = file.sleeps(slot);
            if ((sleeps & 1) != 0 && sleeps != sleepRung)
            {
                try
                {
                    line.ring();
                }
                catch (IOException ended)
                {
                    // The process at the other end is gone, as a rule; that is noticed by another line.
                    isBroken = true;
                }
                sleepRung = sleeps;
            }
        }
    }

    boolean isBroken()
    {
        return isBroken;
    }

    /** Goes on by another line, and makes up for what was not rung. */
    synchronized void replace(Line another)
    {
        line.close();
        line = another;
        isBroken = false;
        sleepRung = 0;
        if (isSleeping())
        {
            ring();
        }
    }

    @Override
    public synchronized void close()
    {
        line.close();
    }
}
