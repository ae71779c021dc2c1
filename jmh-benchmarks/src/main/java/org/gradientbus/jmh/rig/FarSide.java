package org.gradientbus.jmh.rig;

import org.gradientbus.jmh.RunDelay;
import org.gradientbus.jmh.Threads;
import org.gradientbus.jmh.peer.Common;
import org.gradientbus.jmh.peer.PeerEnd;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The far end and the thread that polls it, always the same, in whichever process.
 */
final class FarSide implements AutoCloseable
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final Job job;
    private final FarReceiver receiver;
    private final PeerEnd end;
    private final ExecutorService thread = Threads.single("far");
    private Future<Long> serving;

    FarSide(Job job, Common common)
    {
        this.job = job;
        receiver = new FarReceiver(job.idle());
        end = job.peer().open(job.ground(false, common), receiver);
        receiver.answerBy(end);
    }

    /** Waits until the near end is there. */
    void awaitOther()
    {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!end.isConnected())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException(job.peer().title() + ": the far end does not meet the near one");
            }
            Threads.pause(LOOK_NS);
        }
    }

    /** Drives the end for a near one that has still to meet it, and which may be gone. */
    void driveUntil(BooleanSupplier isOver)
    {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!isOver.getAsBoolean() && System.nanoTime() - deadlineNs < 0)
        {
            end.isConnected();
            Threads.pause(LOOK_NS);
        }
    }

    void serve(boolean shouldAnswer)
    {
        receiver.begin(shouldAnswer);
        serving = thread.submit(this::poll);
    }

    /** Returns how long its thread waited for a core. */
    private long poll()
    {
        final RunDelay delay = new RunDelay();
        final Waiting waiting = new Waiting(job.idle());
        while (receiver.isServing())
        {
            if (!end.isPolled())
            {
                Threads.pause(LOOK_NS);
            }
            else if (end.poll() > 0)
            {
                waiting.reset();
            }
            else
            {
                waiting.idle(Waiting.NOTHING_DUE);
            }
        }
        return delay.ns();
    }

    /** Waits until so many have come, unless they do not come. */
    Received stop(long expected)
    {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (receiver.count() < expected && System.nanoTime() - deadlineNs < 0 && !serving.isDone())
        {
            Threads.pause(LOOK_NS);
        }
        receiver.end();
        final long delayNs = Threads.join(serving);
        return receiver.received(delayNs);
    }

    @Override
    public void close()
    {
        end.close();
        thread.shutdown();
    }
}
