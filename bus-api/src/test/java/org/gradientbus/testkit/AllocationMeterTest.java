package org.gradientbus.testkit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class AllocationMeterTest
{
    private static final int ITERATIONS = 10_000;
    private static final int ARRAY_BYTES = 16 + 48;

    private Object escaped;
    private long sum;

    @Test
    void shouldMeasureExactlyWhenTheWorkAllocates()
    {
        long bytes = AllocationMeter.ofThisThread().bytesOf(ITERATIONS, () -> escaped = new byte[48]);
        assertEquals((long)ITERATIONS * ARRAY_BYTES, bytes);
    }

    @Test
    void shouldMeasureZeroWhenTheWorkDoesNotAllocate()
    {
        assertEquals(0, AllocationMeter.ofThisThread().bytesOf(ITERATIONS, () -> sum += 3));
    }

    @Test
    void shouldFailWhenOneIterationOfManyAllocates()
    {
        AssertionError failure = assertThrows(AssertionError.class, () ->
            AllocationMeter.assertNoAllocation("a rare array", ITERATIONS, () ->
            {
                if (++sum % 5_000 == 0)
                {
                    escaped = new byte[48];
                }
            }));
        assertTrue(failure.getMessage().startsWith("a rare array allocated 128 bytes in 10000 iterations"),
            failure.getMessage());
    }

    @Test
    void shouldPassWhenTheWorkDoesNotAllocate()
    {
        AllocationMeter.assertNoAllocation("an addition", ITERATIONS, () -> sum += 3);
    }

    @Test
    void shouldCountAnotherThreadWhenItIsWatched() throws InterruptedException
    {
        try (Worker worker = new Worker())
        {
            AllocationMeter meter = AllocationMeter.ofThreads(worker.thread, Thread.currentThread());
            assertEquals(100L * ARRAY_BYTES, meter.bytesOf(100, () -> worker.runTurn(true)));
            assertEquals(0, meter.bytesOf(100, () -> worker.runTurn(false)));
        }
    }

    @Test
    void shouldSayItWhenAWatchedThreadIsDead() throws InterruptedException
    {
        Thread dead = new Thread(() -> sum++);
        dead.start();
        dead.join();
        assertThrows(IllegalStateException.class, () -> AllocationMeter.ofThreads(dead));
    }

    /** Allocates or not, once for each turn asked for. */
    private static final class Worker implements AutoCloseable
    {
        private final AtomicLong turnsAsked = new AtomicLong();
        private final AtomicLong turnsDone = new AtomicLong();
        private final AtomicBoolean isRunning = new AtomicBoolean(true);
        private final Thread thread = new Thread(this::run);
        private volatile boolean allocates;
        private volatile Object kept;

        Worker()
        {
            thread.start();
        }

        private void run()
        {
            while (isRunning.get())
            {
                if (turnsDone.get() < turnsAsked.get())
                {
                    if (allocates)
                    {
                        kept = new byte[48];
                    }
                    turnsDone.incrementAndGet();
                }
                Thread.yield();
            }
        }

        void runTurn(boolean isAllocating)
        {
            allocates = isAllocating;
            long turn = turnsAsked.incrementAndGet();
            while (turnsDone.get() < turn)
            {
                Thread.yield();
            }
        }

        @Override
        public void close()
        {
            isRunning.set(false);
            boolean wasInterrupted = Thread.interrupted();
            try
            {
                thread.join();
            }
            catch (InterruptedException e)
            {
                wasInterrupted = true;
            }
            if (wasInterrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }
}
