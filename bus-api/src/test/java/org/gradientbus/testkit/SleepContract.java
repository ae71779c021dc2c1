package org.gradientbus.testkit;

import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Source;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A loop that sleeps is woken by every frame; none is left lying. */
interface SleepContract extends TransportContract
{
    int MOST_ROUNDS = 20_000;

    @Test
    default void shouldWakeTheLoopWhenItSleeps()
    {
        AtomicLong handled = new AtomicLong();
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            try (Crew receiver = new Crew(1, (thread) -> receive(rig, handled, 3)))
            {
                FrameClaim claim = new FrameClaim();
                for (int i = 1; i <= 3; i++)
                {
                    awaitSleep(rig, receiver);
                    TransportRig.send(link, claim, 100, i);
                    awaitHandled(handled, i, receiver);
                    assertEquals(i, rig.doorbell().rings());
                }
                receiver.join(patience());
            }
        }
    }

    @Test
    default void shouldWakeTheLoopWhenAnAbortReleasesAFrame()
    {
        AtomicLong handled = new AtomicLong();
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            try (Crew receiver = new Crew(1, (thread) -> receive(rig, handled, 1)))
            {
                awaitSleep(rig, receiver);
                FrameClaim first = new FrameClaim();
                FrameClaim second = new FrameClaim();
                assertTrue(link.tryClaim(100, Importance.LOW, first).isAccepted());
                assertTrue(link.tryClaim(100, Importance.LOW, second).isAccepted());
                link.commit(second);
                link.abort(first);
                receiver.join(patience());
            }
            assertEquals(1, handled.get());
        }
    }

    @Test
    default void shouldMissNoWakeUpWhenEachFrameMeetsALoopAboutToSleep()
    {
        AtomicLong handled = new AtomicLong();
        int rounds = Math.min(MOST_ROUNDS, framesUnderStress());
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            try (Crew receiver = new Crew(1, (thread) -> receive(rig, handled, rounds)))
            {
                FrameClaim claim = new FrameClaim();
                for (int i = 1; i <= rounds; i++)
                {
                    TransportRig.send(link, claim, 40, i);
                    awaitHandled(handled, i, receiver);
                }
                receiver.join(patience());
            }
        }
    }

    @Test
    default void shouldMissNoWakeUpWhenTwoThreadsSendAtWill()
    {
        long seed = new SplittableRandom().nextLong();
        System.out.println(getClass().getSimpleName() + " wake-ups at will: seed=" + seed);
        AtomicLong handled = new AtomicLong();
        int rounds = Math.min(MOST_ROUNDS, framesUnderStress());
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link[] links = {rig.connect(), rig.connect()};
            try (Crew receiver = new Crew(1, (thread) -> receive(rig, handled, rounds));
                Crew senders = new Crew(links.length, (thread) ->
                {
                    SplittableRandom random = new SplittableRandom(seed + thread);
                    FrameClaim claim = new FrameClaim();
                    for (int i = 0; i < rounds / links.length; i++)
                    {
                        TransportRig.send(links[thread], claim, 40, i);
                        for (int spins = random.nextInt(3_000); spins > 0; spins--)
                        {
                            Thread.onSpinWait();
                        }
                    }
                }))
            {
                senders.join(patience());
                receiver.join(patience());
            }
        }
    }

    /** A loop at its simplest: polls while there is work, else sleeps until it is woken. */
    private void receive(TransportRig rig, AtomicLong handled, long frames)
    {
        Source source = rig.source();
        FrameHandler handler = (buffer, offset, length) -> handled.incrementAndGet();
        while (handled.get() < frames)
        {
            if (source.poll(handler, 10) == 0)
            {
                // In this order: a sender elsewhere wakes a loop once for each sleep, and that must not be in vain.
                rig.doorbell().sleepUnless(() ->
                {
                    source.onSleep(true);
                    return source.hasWork();
                }, patience());
                source.onSleep(false);
            }
        }
    }

    private void awaitSleep(TransportRig rig, Crew receiver)
    {
        Await.until("a loop that sleeps", patience(), () -> !receiver.isDone() && rig.doorbell().isSleeping());
        settle();
    }

    private void awaitHandled(AtomicLong handled, long frames, Crew receiver)
    {
        Await.until("frame " + frames, patience().multipliedBy(2), () ->
        {
            boolean isOver = receiver.isDone();
            return handled.get() == frames || isOver;
        });
        assertEquals(frames, handled.get());
    }
}
