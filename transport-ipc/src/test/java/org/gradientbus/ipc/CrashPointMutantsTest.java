package org.gradientbus.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.ipc.LaneHistory.Memories;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The test of the test: a lane with a mistake in it does not get through the enumeration. */
class CrashPointMutantsTest
{
    private static final int HISTORIES = 2_000;

    @Test
    void shouldFindARecordThatIsCompletedBeforeTheFrame()
    {
        assertFoundAtProducer(LaneMutants.CompletesBeforeTheFrame::new);
    }

    @Test
    void shouldFindAClaimThatIsNotMarked()
    {
        assertFoundAtProducer(LaneMutants.MarksNoClaim::new);
    }

    @Test
    void shouldFindAClaimThatIsMarkedWhenTheFrameHasBegun()
    {
        assertFoundAtProducer(LaneMutants.MarksTheClaimLate::new);
    }

    @Test
    void shouldFindAProducerThatOverlooksLookalikes()
    {
        assertFoundAtProducer(LaneMutants.SeesNoLookalikes::new);
    }

    @Test
    void shouldFindAConsumerThatNeverClears()
    {
        assertFoundAtConsumer(LaneMutants.NeverClears::new);
    }

    @Test
    void shouldFindAConsumerThatClearsAfterItHasToldSo()
    {
        assertFoundAtConsumer(LaneMutants.ClearsTooLate::new);
    }

    @Test
    void shouldFindAConsumerThatClearsBeforeItTellsWhatItConsumed()
    {
        assertFoundAtConsumer(LaneMutants.ClearsTooEarly::new);
    }

    @Test
    void shouldFindAConsumerThatZeroes()
    {
        assertFoundAtConsumer(LaneMutants.ConsumerZeroes::new);
    }

    @Test
    void shouldFindAConsumerThatTellsBeforeTheHandler()
    {
        assertFoundAtConsumer(LaneMutants.ConsumedBeforeTheHandler::new);
    }

    @Test
    void shouldFindAConsumerThatIgnoresTheLap()
    {
        assertFoundAtConsumer(LaneMutants.IgnoresTheLap::new);
    }

    @Test
    void shouldCountEveryStore()
    {
        SplittableRandom seeds = new SplittableRandom(1);
        for (int i = 0; i < 100; i++)
        {
            long stores = new LaneHistory(seeds.nextLong(), Memories.REAL).storesOfALonelyProducer();
            assertTrue(stores > 0);
        }
        assertEquals(0, new DyingMemory(ByteBuffer.allocateDirect(64)).stores());
    }

    private static void assertFoundAtProducer(Function<ByteBuffer, DyingMemory> mutant)
    {
        assertFound(0, new Memories(mutant, DyingMemory::new), LaneHistory::runUntilProducerDiesAt);
    }

    private static void assertFoundAtConsumer(Function<ByteBuffer, DyingMemory> mutant)
    {
        assertFound(1, new Memories(DyingMemory::new, mutant), LaneHistory::runUntilConsumerDiesAt);
    }

    private static void assertFound(int side, Memories memories, CrashPointTest.Replay replay)
    {
        SplittableRandom seeds = new SplittableRandom(42);
        assertThrows(AssertionError.class, () ->
        {
            for (int i = 0; i < HISTORIES; i++)
            {
                CrashPointTest.enumerateHistory(seeds.nextLong(), side, memories, replay);
            }
        });
    }
}
