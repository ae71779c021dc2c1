package org.gradientbus.jmh.rig;

import org.HdrHistogram.Histogram;
import org.gradientbus.jmh.RunDelay;
import org.gradientbus.jmh.peer.Common;
import org.gradientbus.jmh.peer.PeerEnd;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The near end: sends by the schedule, times what comes back, and checks every byte. All on the calling thread.
 */
final class Near implements AutoCloseable
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    /** For the far thread to get going. */
    private static final long HEAD_START_NS = TimeUnit.MILLISECONDS.toNanos(2);

    /** A schedule that is not kept is given up after as much time again, but not before this. */
    private static final long SHORTEST_GRACE_NS = TimeUnit.SECONDS.toNanos(1);

    /** Of a warm-up's round trips: many, but not so many that nothing keeps up. */
    private static final long WARM_UP_RATE = 20_000;
    private static final int BATCH = 64;

    private final Job job;
    private final Far far;
    private final NearReceiver receiver = new NearReceiver();
    private final Waiting waiting;
    private final PeerEnd end;

    /** Opens the near end of a far one that is open, and waits until both have met. */
    Near(Job job, Far far, Common common) throws IOException
    {
        this.job = job;
        this.far = far;
        waiting = new Waiting(job.idle());
        end = job.peer().open(job.ground(true, common), receiver);
        awaitOther();
        far.awaitOther();
    }

    private void awaitOther()
    {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!end.isConnected())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException(job.peer().title() + ": the near end does not meet the far one");
            }
            Thread.yield();
        }
    }

    /** Measures all of a schedule. */
    void measure(Schedule schedule, Consumer<Measured> to) throws IOException
    {
        final boolean isOneWay = schedule.isOneWay() && !job.peer().isRequest();
        final long warmUpRate = schedule.rates().stream().mapToLong(Long::longValue).max().orElse(WARM_UP_RATE);
        roundTrips(Math.min(WARM_UP_RATE, warmUpRate), schedule.warmUpNs() / 2);
        if (isOneWay)
        {
            oneWay(schedule.warmUpNs() / 2);
        }
        for (final long rate : schedule.rates())
        {
            to.accept(roundTrips(rate, schedule.runNs()));
        }
        if (isOneWay)
        {
            to.accept(oneWay(schedule.runNs()));
        }
    }

    /** Round trips, so many a second, whatever becomes of them. */
    Measured roundTrips(long rate, long durationNs) throws IOException
    {
        final RunDelay delay = new RunDelay();
        final long secondNs = TimeUnit.SECONDS.toNanos(1);
        final long total = Math.max(1, Math.min(mostMessages(), durationNs * rate / secondNs));
        far.serve(true);
        final long startNs = System.nanoTime() + HEAD_START_NS;
        final long giveUpNs = startNs + total * secondNs / rate + Math.max(durationNs, SHORTEST_GRACE_NS);
        receiver.begin(startNs, (double)secondNs / rate);
        long sent = 0;
        while (sent < total && System.nanoTime() - giveUpNs < 0)
        {
            sent += sendIfDue(sent) ? 1 : 0;
        }
        while (receiver.count() < sent && System.nanoTime() - giveUpNs < 0)
        {
            pollUntil(Waiting.NOTHING_DUE);
        }
        final long tookNs = System.nanoTime() - startNs;
        final long delayNs = settle(sent, delay.ns());
        receiver.recordMissing(total);
        return new Measured(rate, sent, tookNs, delayNs, receiver.histogram());
    }

    /**
     * What is late still comes, to be counted, checked, and out of the way of what is measured next.
     *
     * @return the longer of the two threads' waits for a core
     */
    private long settle(long sent, long nearDelayNs) throws IOException
    {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (receiver.count() < sent && System.nanoTime() - deadlineNs < 0)
        {
            pollUntil(Waiting.NOTHING_DUE);
        }
        final Received atFar = far.stop(sent, this::drive);
        atFar.check("the far end", job.length(), sent);
        receiver.received(nearDelayNs).check("the near end", job.length(), sent);
        return Math.max(nearDelayNs, atFar.delayNs());
    }

    /** As many as there is room for, until the last one is received. */
    Measured oneWay(long durationNs) throws IOException
    {
        far.serve(false);
        final RunDelay delay = new RunDelay();
        final long startNs = System.nanoTime();
        final long most = mostMessages();
        long sent = 0;
        while (sent < most && System.nanoTime() - startNs < durationNs)
        {
            final long batchEnd = Math.min(most, sent + BATCH);
            while (sent < batchEnd)
            {
                if (end.send(sent))
                {
                    sent++;
                    waiting.reset();
                }
                else
                {
                    end.poll();
                    waiting.idle(Waiting.NOTHING_DUE);
                }
            }
            end.poll();
        }
        final Received received = far.stop(sent, this::drive);
        final long tookNs = System.nanoTime() - startNs;
        received.check("the far end", job.length(), sent);
        final long delayNs = Math.max(delay.ns(), received.delayNs());
        return new Measured(0, sent, tookNs, delayNs, new Histogram(NearReceiver.LONGEST_NS, 1));
    }

    private long mostMessages()
    {
        return job.peer().mostBytes() / job.length();
    }

    private boolean sendIfDue(long value)
    {
        final long dueNs = receiver.dueNs(value);
        if (System.nanoTime() - dueNs >= 0 && end.send(value))
        {
            waiting.reset();
            end.poll();
            return true;
        }
        pollUntil(dueNs);
        return false;
    }

    private void pollUntil(long dueNs)
    {
        if (end.poll() > 0)
        {
            waiting.reset();
        }
        else
        {
            waiting.idle(dueNs == Waiting.NOTHING_DUE ? dueNs : Math.max(0, dueNs - System.nanoTime()));
        }
    }

    /** While the far end is waited for. */
    private void drive()
    {
        end.poll();
        Thread.onSpinWait();
    }

    @Override
    public void close()
    {
        end.close();
    }
}
