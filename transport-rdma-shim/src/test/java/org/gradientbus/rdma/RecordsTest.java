package org.gradientbus.rdma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.gradientbus.rdma.emulated.EmulatedProvider;
import org.gradientbus.rdma.emulated.Mischief;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * Many records over a provider that reorders, splits and delays what it may: none torn, lost, doubled or out of turn.
 * How many, the profiles say; see CONTRIBUTING.md.
 */
class RecordsTest
{
    private static final int SEEDS = Integer.getInteger("fabric.seeds", 10);
    private static final int RECORDS = Integer.getInteger("fabric.records", 100_000);
    private static final int MAX_FRAME_LENGTH = 2000;

    @TempDir
    private Path folder;

    @Test
    @Timeout(7200)
    void shouldBringEveryRecordOnceAndInOrderWhenWritesAreReorderedSplitAndDelayed()
    {
        long tornLooks = 0;
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            try (RingPair pair = new RingPair(new EmulatedProvider(folder, Mischief.much(seed)), MAX_FRAME_LENGTH))
            {
                Numbered frames = new Numbered(MAX_FRAME_LENGTH);
                run(pair, frames, seed);
                assertEquals(0, frames.wrong(), "seed=" + seed + ": " + frames.firstWrong());
                assertEquals(RECORDS, frames.received(), "seed=" + seed);
                tornLooks += pair.far.reader().tornLooks();
            }
        }
        // Otherwise nothing was proved.
        assertNotEquals(0, tornLooks);
    }

    @Test
    void shouldBringTornRecordsWhenNobodyChecks()
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            try (RingPair pair = new RingPair(new EmulatedProvider(folder, Mischief.much(seed)), MAX_FRAME_LENGTH))
            {
                Numbered frames = new Numbered(MAX_FRAME_LENGTH);
                TrustingReader reader = new TrustingReader(pair.far.memory(), pair.far.offer().spec());
                long wrong = 0;
                for (long sent = 0; sent < 100_000 && wrong == 0; sent++)
                {
                    frames.offer(pair.near.writer(), sent);
                    pair.drive();
                    reader.poll(frames);
                    wrong = frames.wrong();
                }
                assertNotEquals(0, wrong, "seed=" + seed);
            }
        }
    }

    private static void run(RingPair pair, Numbered frames, int seed)
    {
        long sent = 0;
        long idle = 0;
        while (frames.received() < RECORDS)
        {
            for (int n = 0; n < 20 && sent < RECORDS && frames.offer(pair.near.writer(), sent); n++)
            {
                sent++;
            }
            pair.drive();
            idle = pair.far.reader().poll(frames, 50) == 0 ? idle + 1 : 0;
            assertNotEquals(1_000_000, idle, "nothing comes after " + frames.received() + " with seed=" + seed);
        }
    }
}
