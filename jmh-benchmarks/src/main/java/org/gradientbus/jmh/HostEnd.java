package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;
import org.agrona.concurrent.IdleStrategy;

import java.util.concurrent.locks.LockSupport;

/**
 * One of the two ends of a way between processes: the near one measures, the far one receives and, when round trips
 * are measured, answers. Each kind has loops of its own, so that each is compiled alone.
 */
abstract class HostEnd implements AutoCloseable
{
    /** Messages between two looks at whether to stop. */
    static final int BATCH = 64;
    static final int POLL_LIMIT = Ring.POLL_LIMIT;

    final HostPlan plan;
    final int length;
    final boolean isEchoing;
    final IdleStrategy idle;
    final IdleStrategy sendIdle;

    /** What was received at this end. */
    final Tally tally = new Tally();

    /** What was sent from this end, told once a batch. */
    final Tally sent = new Tally();

    HostEnd(HostPlan plan)
    {
        this.plan = plan;
        length = plan.length();
        isEchoing = plan.cell().isRoundTrip;
        idle = plan.cell().idle();
        sendIdle = plan.cell().idle();
    }

    /** Is the other end there? */
    abstract boolean hasMetOther();

    /** At the far end, receives until told to stop. */
    abstract void serve(Run run);

    /** At the near end, makes round trips until told to stop, and records the nanoseconds of each. */
    abstract long ping(Run run, Histogram histogram);

    /** At the near end, sends 0, 1, 2 ... until told to stop; returns how many. */
    abstract long produce(Run run);

    @Override
    public abstract void close();

    /** When round trips are paced, sleeps until the next is due. */
    final void awaitTurn(long lastStartNs)
    {
        final long paceNs = plan.cell().paceNs;
        if (paceNs > 0)
        {
            final long leftNs = lastStartNs + paceNs - System.nanoTime();
            if (leftNs > 0)
            {
                LockSupport.parkNanos(leftNs);
            }
        }
    }

    static void record(Histogram histogram, long startNs)
    {
        histogram.recordValue(Math.min(System.nanoTime() - startNs, histogram.getHighestTrackableValue()));
    }
}
