package org.gradientbus.engine;

import org.gradientbus.BusException;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How a bus ends. Ports are told first; then the loops go on until nothing moves between them, or the time is over;
 * then each is stopped, and counts what it could not handle.
 */
final class Closing
{
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(50);

    /** What a loop that runs a handler still gets after the deadline, to notice that it is over. */
    private static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RealBus bus;
    private final Directory directory;
    private final Loops loops;
    private final long deadlineNs;

    Closing(RealBus bus, Directory directory, Loops loops)
    {
        this.bus = bus;
        this.directory = directory;
        this.loops = loops;
        deadlineNs = System.nanoTime() + bus.config().closeTimeout().toNanos();
    }

    void run()
    {
        directory.close();
        awaitQuiet();
        loops.forEach((each) -> stop(bus, each, deadlineNs));
    }

    /** Stops one loop: by its own thread, or by this one. */
    static void stop(RealBus bus, RealLoop loop, long deadlineNs)
    {
        final Thread owner = loop.owner();
        loop.stop(deadlineNs);
        final long limitNs = Math.max(deadlineNs, System.nanoTime()) + GRACE_NS;
        do
        {
            if (loop.config().callerRun() && loop.tryAcquire())
            {
                loop.terminateAndRelease();
            }
            else
            {
                LockSupport.parkNanos(LOOK_NS);
            }
        }
        while (!loop.isTerminated() && limitNs - System.nanoTime() > 0);
        if (!loop.isTerminated())
        {
            bus.report(new BusException("loop " + loop.name() + " still runs a handler after closeTimeout=" +
                bus.config().closeTimeout() + (owner == null ? "" : ", on thread " + owner.getName()) +
                ": what waits behind it is dropped when the handler ends"));
        }
    }

    private void awaitQuiet()
    {
        long before = -1;
        while (deadlineNs - System.nanoTime() > 0)
        {
            boolean isQuiet = true;
            long claimed = 0;
            for (final RealLoop each : loops)
            {
                pollForCaller(each);
                isQuiet &= each.isQuiet();
                claimed += each.claimedPosition();
            }
            if (isQuiet && claimed == before)
            {
                return;
            }
            before = claimed;
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /** Nobody may be left to poll a caller-run loop. */
    private static void pollForCaller(RealLoop loop)
    {
        if (loop.config().callerRun() && loop.tryAcquire())
        {
            loop.cycleAndRelease(loop.config().batchLimit());
        }
    }
}
