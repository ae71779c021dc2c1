package org.gradientbus.jmh.rig;

import org.gradientbus.jmh.Threads;
import org.gradientbus.jmh.peer.Common;

import java.util.concurrent.FutureTask;

/**
 * A far end in the same process.
 */
final class FarThread implements Far
{
    private final FarSide side;
    private final FutureTask<Void> driving;
    private volatile boolean isNearReady;

    FarThread(Job job, Common common)
    {
        side = new FarSide(job, common);
        driving = Threads.start("far", () ->
        {
            side.driveUntil(() -> isNearReady);
            return null;
        });
    }

    @Override
    public void awaitOther()
    {
        isNearReady = true;
        Threads.join(driving);
        side.awaitOther();
    }

    @Override
    public void serve(boolean shouldAnswer)
    {
        side.serve(shouldAnswer);
    }

    @Override
    public Received stop(long expected, Runnable meanwhile)
    {
        final FutureTask<Received> stopping = Threads.start("stop", () -> side.stop(expected));
        while (!stopping.isDone())
        {
            meanwhile.run();
        }
        return Threads.join(stopping);
    }

    @Override
    public void close()
    {
        isNearReady = true;
        Threads.join(driving);
        side.close();
    }
}
