package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.SplittableRandom;

/**
 * Dies at every store of a lane, on either side, in random histories: after each death the other side goes on, nothing
 * is altered, and nothing accepted is lost.
 */
@Timeout(240)
class CrashPointTest
{
    private static final long STATES = 300_000;

    @Test
    void shouldLoseNothingWhereverTheProducerDies()
    {
        enumerate("producer", 0, LaneHistory::runUntilProducerDiesAt);
    }

    @Test
    void shouldLoseNothingWhereverTheConsumerDies()
    {
        enumerate("consumer", 1, LaneHistory::runUntilConsumerDiesAt);
    }

    /** A replay that ends in a death. */
    interface Replay
    {
        void run(LaneHistory history, long store);
    }

    private static void enumerate(String who, int side, Replay replay)
    {
        long masterSeed = new SplittableRandom().nextLong();
        System.out.println("crash points of the " + who + ": seed=" + masterSeed);
        SplittableRandom seeds = new SplittableRandom(masterSeed);
        long states = 0;
        long histories = 0;
        while (states < STATES)
        {
            states += enumerateHistory(seeds.nextLong(), side, LaneHistory.Memories.REAL, replay);
            histories++;
        }
        System.out.println("crash points of the " + who + ": states=" + states + " histories=" + histories + " bad=0");
        assertTrue(states >= STATES);
    }

    /** All the deaths of one history. */
    static long enumerateHistory(long seed, int side, LaneHistory.Memories memories, Replay replay)
    {
        long stores = new LaneHistory(seed, memories).countStores()[side];
        for (long store = 0; store <= stores; store++)
        {
            try
            {
                replay.run(new LaneHistory(seed, memories), store);
            }
            catch (AssertionError bad)
            {
                throw new AssertionError("history seed=" + seed + ", death before store " + store + ": " +
                    bad.getMessage(), bad);
            }
        }
        return stores + 1;
    }
}
