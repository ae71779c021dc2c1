package org.gradientbus.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Threads of a test: their failures are the test's, and none outlives it. */
final class Crew implements AutoCloseable
{
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Crew(int size, IntConsumer work)
    {
        for (int i = 0; i < size; i++)
        {
            int number = i;
            Thread thread = new Thread(() -> work.accept(number), "crew-" + i);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((who, error) -> failure.compareAndSet(null, error));
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    boolean isDone()
    {
        rethrow();
        return threads.stream().noneMatch(Thread::isAlive);
    }

    void join(Duration patience)
    {
        Await.until("the crew", patience, this::isDone);
        rethrow();
    }

    private void rethrow()
    {
        Throwable error = failure.get();
        if (error != null)
        {
            throw new AssertionError("in another thread of the test: " + error, error);
        }
    }

    /** Ends what is still at work after a failure; the work has to heed interrupts. */
    @Override
    public void close()
    {
        threads.forEach(Thread::interrupt);
        Await.until("the end of the crew", () -> threads.stream().noneMatch(Thread::isAlive));
    }
}
