package org.gradientbus.rdma.verbs;

import org.gradientbus.testkit.Await;

import java.util.function.Supplier;

/**
 * A record is written, then a fence, then a word that says it is there: the simplest thing that a fence is for. Counts
 * how often the word is seen without the whole record.
 */
public final class FenceCheck
{
    private static final int RECORD_LENGTH = 96;
    private static final int SLOT_LENGTH = 128;
    private static final int SLOTS = 250;
    private static final int WORDS_OFFSET = SLOTS * SLOT_LENGTH;

    private final MemoryRegion source;
    private final Endpoint endpoint;
    private final RemoteKey key;
    private final MemoryRegion target;
    private final Runnable progress;
    private final boolean[] isSeen = new boolean[SLOTS];

    /**
     * Uses the first 34,000 bytes of both regions.
     *
     * @param source   to write from
     * @param endpoint to write by
     * @param key      of the target
     * @param target   to look at
     * @param progress of both domains
     */
    public FenceCheck(MemoryRegion source, Endpoint endpoint, RemoteKey key, MemoryRegion target, Runnable progress)
    {
        this.source = source;
        this.endpoint = endpoint;
        this.key = key;
        this.target = target;
        this.progress = progress;
    }

    /**
     * Writes records, 250 at a time, and looks after each progress.
     *
     * @param records how many, a multiple of 250
     * @param check   makes a check whose regions are all zeroes, or the same with what was written before
     * @return how often a word was there and not its record
     */
    public static int unfencedOf(int records, Supplier<FenceCheck> check)
    {
        int unfenced = 0;
        for (int n = 1; n <= records / SLOTS; n++)
        {
            unfenced += check.get().round(n);
        }
        return unfenced;
    }

    private int round(int value)
    {
        for (int i = 0; i < WORDS_OFFSET; i++)
        {
            source.buffer().putByte(i, (byte)value);
        }
        int unfenced = 0;
        for (int slot = 0; slot < SLOTS; slot++)
        {
            source.buffer().putLong(WORDS_OFFSET + slot * Long.BYTES, value * 0x0101_0101_0101_0101L);
            post(slot * SLOT_LENGTH, RECORD_LENGTH);
            endpoint.fence();
            post(WORDS_OFFSET + slot * Long.BYTES, Long.BYTES);
            progress.run();
            unfenced += look(value);
        }
        endpoint.flush();
        int[] late = new int[1];
        Await.until("complete", () ->
        {
            progress.run();
            late[0] += look(value);
            return endpoint.completed() == endpoint.posted();
        });
        return unfenced + late[0];
    }

    private void post(int offset, int length)
    {
        Await.until("posted", () ->
        {
            PostStatus status = endpoint.write(source, offset, key, offset, length);
            if (status == PostStatus.FULL)
            {
                progress.run();
            }
            return status == PostStatus.POSTED;
        });
    }

    private int look(int value)
    {
        int unfenced = 0;
        for (int slot = 0; slot < SLOTS; slot++)
        {
            byte word = (byte)target.buffer().getLongVolatile(WORDS_OFFSET + slot * Long.BYTES);
            if (!isSeen[slot] && word == (byte)value)
            {
                isSeen[slot] = true;
                unfenced += isWhole(slot * SLOT_LENGTH, (byte)value) ? 0 : 1;
            }
        }
        return unfenced;
    }

    private boolean isWhole(int offset, byte value)
    {
        for (int i = 0; i < RECORD_LENGTH; i++)
        {
            if (target.buffer().getByte(offset + i) != value)
            {
                return false;
            }
        }
        return true;
    }
}
