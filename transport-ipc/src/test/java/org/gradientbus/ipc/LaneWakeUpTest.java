package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A loop that goes to sleep just when a frame comes is woken, each of many times, by one sender or by two. */
class LaneWakeUpTest
{
    private static final int FRAMES = 400_000;

    /** A loop at its simplest, that counts as asleep until somebody rings. */
    private static final class SleepyLoop extends Doorbell
    {
        private volatile boolean isSleeping;

        @Override
        boolean isSleeping()
        {
            return isSleeping;
        }

        @Override
        void ring()
        {
            isSleeping = false;
        }
    }

    @Test
    void shouldMissNoWakeUpOfOneSender()
    {
        missNone(1);
    }

    @Test
    void shouldMissNoWakeUpOfTwoSenders()
    {
        missNone(2);
    }

    private static void missNone(int senders)
    {
        SleepyLoop loop = new SleepyLoop();
        LaneRig rig = new LaneRig(LaneSpec.of(1, 2, 3, 64), loop);
        AtomicLong handled = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        AtomicBoolean isOver = new AtomicBoolean();
        Thread receiver = new Thread(() -> receive(rig, loop, handled, isOver));
        List<Thread> threads = new ArrayList<>(List.of(receiver));
        for (int i = 0; i < senders; i++)
        {
            threads.add(new Thread(() -> send(rig, handled, sent, isOver)));
        }
        threads.forEach(Thread::start);
        try
        {
            long[] last = new long[1];
            while (handled.get() < FRAMES)
            {
                Await.until("another frame after " + last[0], () -> handled.get() != last[0]);
                last[0] = handled.get();
            }
        }
        finally
        {
            isOver.set(true);
            Await.until("the end of the threads", () -> threads.stream().noneMatch(Thread::isAlive));
        }
        assertEquals(sent.get(), handled.get() + rig.writer.unconsumedFrames());
    }

    /** Never more than one frame for each sender is on its way, so that the loop is always about to sleep. */
    private static void send(LaneRig rig, AtomicLong handled, AtomicLong sent, AtomicBoolean isOver)
    {
        FrameClaim claim = new FrameClaim();
        while (!isOver.get())
        {
            long before = handled.get();
            if (rig.writer.tryClaim(0, Importance.CRITICAL, claim).isAccepted())
            {
                rig.writer.commit(claim);
                sent.incrementAndGet();
            }
            while (handled.get() == before && !isOver.get())
            {
                Thread.onSpinWait();
            }
        }
    }

    private static void receive(LaneRig rig, SleepyLoop loop, AtomicLong handled, AtomicBoolean isOver)
    {
        FrameHandler handler = (buffer, offset, length) -> handled.lazySet(handled.get() + 1);
        while (!isOver.get())
        {
            if (rig.reader.poll(handler, 10) == 0)
            {
                loop.isSleeping = true;
                if (rig.reader.hasWork())
                {
                    loop.isSleeping = false;
                }
                while (loop.isSleeping && !isOver.get())
                {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
