package org.gradientbus.jmh;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of a round: daemons, whose failure reaches the one who joins them.
 */
public final class Threads
{
    private Threads()
    {
    }

    public static <T> FutureTask<T> start(String name, Callable<T> body)
    {
        final FutureTask<T> task = new FutureTask<>(body);
        daemon(name, task).start();
        return task;
    }

    /** One thread, the same for all that it is given. */
    public static ExecutorService single(String name)
    {
        return Executors.newSingleThreadExecutor((body) -> daemon(name, body));
    }

    public static <T> T join(Future<T> task)
    {
        try
        {
            return task.get();
        }
        catch (final InterruptedException cause)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", cause);
        }
        catch (final ExecutionException failed)
        {
            throw new IllegalStateException("a thread of the round failed", failed.getCause());
        }
    }

    public static void pause(long ns)
    {
        final long deadlineNs = System.nanoTime() + ns;
        long leftNs = ns;
        while (leftNs > 0)
        {
            LockSupport.parkNanos(leftNs);
            leftNs = deadlineNs - System.nanoTime();
        }
    }

    private static Thread daemon(String name, Runnable body)
    {
        final Thread thread = new Thread(body, "bench-" + name);
        thread.setDaemon(true);
        return thread;
    }
}
