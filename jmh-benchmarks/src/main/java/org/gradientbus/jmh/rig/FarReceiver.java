package org.gradientbus.jmh.rig;

import org.gradientbus.IdleProfile;
import org.gradientbus.jmh.peer.PeerEnd;
import org.gradientbus.jmh.peer.Receiver;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes the messages at the far end, and answers them with the same when round trips are measured.
 */
final class FarReceiver implements Receiver
{
    private final AtomicLong count = new AtomicLong();
    private final Waiting waiting;
    private PeerEnd end;
    private long sum;
    private volatile boolean isServing;
    private volatile boolean isAnswering;

    FarReceiver(IdleProfile idle)
    {
        waiting = new Waiting(idle);
    }

    /** Before anything comes. */
    void answerBy(PeerEnd newEnd)
    {
        end = newEnd;
    }

    /** While nothing is on its way. */
    void begin(boolean shouldAnswer)
    {
        sum = 0;
        count.set(0);
        isAnswering = shouldAnswer;
        isServing = true;
    }

    void end()
    {
        isServing = false;
    }

    boolean isServing()
    {
        return isServing;
    }

    @Override
    public void onMessage(long value, long newSum)
    {
        sum += newSum;
        if (isAnswering)
        {
            answer(value);
        }
        count.lazySet(count.getPlain() + 1);
    }

    private void answer(long value)
    {
        while (!end.send(value))
        {
            if (!isServing)
            {
                return;
            }
            waiting.idle(Waiting.NOTHING_DUE);
        }
        waiting.reset();
    }

    long count()
    {
        return count.getAcquire();
    }

    /** What has come, to a thread that waited so long for a core. */
    Received received(long delayNs)
    {
        return new Received(count(), sum, delayNs);
    }
}
