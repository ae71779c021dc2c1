package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.ReturnCode;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

class NoticeQueueTest
{
    private static final int CAPACITY = 1024;
    private static final ReturnCode[] CODES = ReturnCode.values();

    private final NoticeQueue queue = new NoticeQueue();

    @Test
    void shouldGiveBackWhatWasAddedInOrderWhenItWrapsManyTimes()
    {
        final long seed = System.nanoTime();
        System.out.println("NoticeQueueTest: seed=" + seed);
        final SplittableRandom random = new SplittableRandom(seed);
        int added = 0;
        int removed = 0;
        while (removed < 10 * CAPACITY)
        {
            if (random.nextInt(100) < 55)
            {
                assertEquals(added - removed < CAPACITY, add(added));
                added += added - removed < CAPACITY ? 1 : 0;
            }
            else if (queue.size() > 0)
            {
                assertFirst(removed++);
            }
            assertEquals(added - removed, queue.size());
        }
    }

    @Test
    void shouldRefuseWhenFull()
    {
        for (int i = 0; i < CAPACITY; i++)
        {
            assertTrue(add(i));
        }
        assertFalse(add(CAPACITY));
        assertEquals(CAPACITY, queue.size());
        assertFirst(0);
        assertTrue(add(CAPACITY));
    }

    private boolean add(int i)
    {
        return queue.add(7, 200, i, 3L * i, CODES[i % CODES.length], (i & 1) == 0);
    }

    private void assertFirst(int i)
    {
        assertEquals(i, queue.ref());
        assertEquals(3L * i, queue.correlationId());
        assertEquals(CODES[i % CODES.length], queue.code());
        assertEquals((i & 1) == 0, queue.endsMessage());
        queue.removeFirst();
    }
}
