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
    private final Line line;

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
        synchronized (line)
        {
            long sleeps = file.sleeps(slot);
            if ((sleeps & 1) != 0 && sleeps != sleepRung)
            {
                try
                {
                    line.ring();
                }
                catch (IOException ignore)
                {
                    // The process at the other end is gone, which is noticed by another line.
                }
                sleepRung = sleeps;
            }
        }
    }

    @Override
    public void close()
    {
        line.close();
    }
}
