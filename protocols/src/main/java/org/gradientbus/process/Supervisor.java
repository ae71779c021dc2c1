package org.gradientbus.process;

import org.gradientbus.BusException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Starts processes on this host, tells how each ended, and lets none of them outlive it. It is for all threads.
 *
 * <pre>{@code
 * try (Supervisor supervisor = Supervisor.open())
 * {
 *     supervisor.spawn(4, ProcessSpec.java(Worker.class));
 *     for (int i = 0; i < 4; i++)
 *     {
 *         supervisor.awaitAny(Duration.ofMinutes(1)).ifPresent(System.out::println);
 *     }
 * }
 * }</pre>
 *
 * <p><b>How children end with their parent</b>, unless {@link ProcessSpec#outlivesParent()}:
 *
 * <table>
 * <caption>What happens to the children</caption>
 * <tr><th>When</th><th>Then</th></tr>
 * <tr><td>the supervisor is closed</td><td>TERM, and KILL after {@link SupervisorConfig#grace()}; when
 * {@link #close()} returns they are gone</td></tr>
 * <tr><td>this JVM ends in any way, {@code kill -9} too</td><td>TERM, and KILL a second later, by the watchdog: a
 * shell that waits for the end of a pipe from this JVM. This holds from the moment {@link #spawn} starts a child,
 * without a gap</td></tr>
 * <tr><td>this JVM is stopped (SIGSTOP)</td><td>nothing: it is not dead</td></tr>
 * <tr><td>the watchdog is killed</td><td>another is started, which knows the same children</td></tr>
 * <tr><td>the watchdog and this JVM are killed at the same instant</td><td>the children go on. Kill a whole process
 * group or a control group if you mean all of them</td></tr>
 * </table>
 *
 * <p>Children of children are theirs to look after: a child that has a supervisor of its own takes them along. The
 * watchdog needs {@code /bin/sh} and, to never mistake a process for another with the same pid, Linux's {@code /proc}.
 */
public final class Supervisor implements AutoCloseable
{
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    private final SupervisorConfig config;
    private final Watchdog watchdog;
    private final Object launching = new Object();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Map<Child, Thread> running = new LinkedHashMap<>();
    private final Deque<Child> untold = new ArrayDeque<>();
    private boolean isClosed;

    private Supervisor(SupervisorConfig config)
    {
        this.config = config;
        watchdog = new Watchdog(config.errorHandler());
    }

    /**
     * Opens a supervisor with {@link SupervisorConfig#defaults()}.
     *
     * @return the open supervisor
     */
    public static Supervisor open()
    {
        return open(SupervisorConfig.defaults());
    }

    /**
     * Opens a supervisor. It costs nothing before the first child.
     *
     * @param config how
     * @return the open supervisor
     */
    public static Supervisor open(SupervisorConfig config)
    {
        return new Supervisor(config);
    }

    /**
     * Starts a child.
     *
     * @param spec what to run, and how
     * @return the child; when it could not start, that is its {@link Child#exit()}, and {@link #awaitAny} tells it too
     * @throws IllegalStateException when the supervisor is closed, or {@link SupervisorConfig#maxChildren()} would be
     *                               exceeded
     */
    public Child spawn(ProcessSpec spec)
    {
        return spawn(1, spec).get(0);
    }

    /**
     * Starts several children of one kind: as many as can be started.
     *
     * @param count how many, at least 1
     * @param spec  what to run, and how
     * @return one for each, also for each that could not start
     * @throws IllegalArgumentException when the count is less than 1
     * @throws IllegalStateException    as {@link #spawn(ProcessSpec)}; then none was started
     */
    public List<Child> spawn(int count, ProcessSpec spec)
    {
        if (count < 1)
        {
            throw new IllegalArgumentException("count=" + count + " must be at least 1");
        }
        synchronized (launching)
        {
            requireRoomFor(count);
            List<Child> children = new ArrayList<>(count);
            for (int i = 0; i < count; i++)
            {
                children.add(launch(spec));
            }
            return children;
        }
    }

    /**
     * Waits until any child has ended. The end of each is told once, in the order in which they ended, and to one
     * caller: here or by {@link Child#awaitExit}.
     *
     * @param timeout how long to wait at most
     * @return a child with its {@link Child#exit()}; empty at the end of the timeout
     * @throws IllegalStateException when there is none to wait for: none runs, and the end of each has been told
     * @throws BusException          when the thread is interrupted (its flag is kept)
     */
    public Optional<Child> awaitAny(Duration timeout)
    {
        lock.lock();
        try
        {
            if (running.isEmpty() && untold.isEmpty())
            {
                throw new IllegalStateException("no child to wait for: none runs, and the end of each has been told");
            }
            await(timeout, () -> !untold.isEmpty());
            return Optional.ofNullable(untold.poll());
        }
        finally
        {
            lock.unlock();
        }
    }

    /**
     * Sends a signal to any process on this host, a child or not. For a child {@link Child#kill} is safer: a pid may
     * have been given to another process.
     *
     * @param pid    of the process, at least 1
     * @param signal to send
     * @return false when there is no such process
     * @throws BusException when the process is not ours to signal
     */
    public boolean kill(long pid, Signal signal)
    {
        if (pid < 1)
        {
            throw new IllegalArgumentException("pid=" + pid + " must be at least 1");
        }
        Optional<Child> child = children().stream().filter((each) -> each.pid() == pid).findFirst();
        return child.isPresent() ? child.get().kill(signal) : Kill.send(pid, signal);
    }

    /**
     * The children that run.
     *
     * @return a copy, in the order in which they started
     */
    public List<Child> children()
    {
        lock.lock();
        try
        {
            return List.copyOf(running.keySet());
        }
        finally
        {
            lock.unlock();
        }
    }

    /**
     * Ends all children but those that are to outlive this JVM, and returns when they are gone; idempotent. They are
     * asked first, and killed after {@link SupervisorConfig#grace()}, or at once when the thread is interrupted (its
     * flag is kept). Those that outlive are watched no more: their {@link Child#exit()} stays empty.
     */
    @Override
    public void close()
    {
        synchronized (launching)
        {
            lock.lock();
            boolean isFirst = !isClosed;
            isClosed = true;
            lock.unlock();
            if (isFirst)
            {
                boolean wasInterrupted = endAll(Signal.TERM, config.grace());
                wasInterrupted |= endAll(Signal.KILL, KILL_TIMEOUT);
                leaveTheOthers();
                watchdog.close();
                if (wasInterrupted)
                {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** The process id of the watchdog, for the test that kills it. */
    long watchdogPid()
    {
        return watchdog.pid();
    }

    Optional<Exit> awaitExit(Child child, Duration timeout)
    {
        lock.lock();
        try
        {
            await(timeout, () -> child.exit().isPresent());
            if (child.exit().isPresent())
            {
                untold.remove(child);
            }
            return child.exit();
        }
        finally
        {
            lock.unlock();
        }
    }

    private void requireRoomFor(int count)
    {
        lock.lock();
        try
        {
            if (isClosed)
            {
                throw new IllegalStateException("the supervisor is closed");
            }
            int present = running.size() + untold.size();
            if (count > config.maxChildren() - present)
            {
                throw new IllegalStateException("count=" + count + " exceeds maxChildren=" + config.maxChildren() +
                    ": running=" + running.size() + ", ended and not awaited=" + untold.size());
            }
        }
        finally
        {
            lock.unlock();
        }
    }

    private Child launch(ProcessSpec spec)
    {
        Process process;
        try
        {
            process = Launch.start(spec, watchdog);
        }
        catch (IOException failure)
        {
            Child child = new Child(this, spec, Optional.empty());
            onEnd(child, new Exit.CouldNotStart(failure.getMessage()));
            return child;
        }
        Child child = new Child(this, spec, Optional.of(process));
        Thread watcher = new Thread(() -> watch(child, process), "gradient-child-" + process.pid());
        watcher.setDaemon(true);
        lock.lock();
        running.put(child, watcher);
        lock.unlock();
        watcher.start();
        return child;
    }

    private void watch(Child child, Process process)
    {
        try
        {
            int status = process.waitFor();
            onEnd(child, Exit.ofStatus(status));
            watchdog.release(process.pid());
        }
        catch (InterruptedException outlivesTheSupervisor)
        {
            // Only close() interrupts this thread: there is nothing left to tell, and nobody to tell it to.
            return;
        }
    }

    private void onEnd(Child child, Exit exit)
    {
        lock.lock();
        try
        {
            running.remove(child);
            child.end(exit);
            untold.add(child);
            ended.signalAll();
        }
        finally
        {
            lock.unlock();
        }
    }

    /** Returns true when the thread was interrupted, which ends the wait. */
    private boolean endAll(Signal signal, Duration timeout)
    {
        List<Child> mortals = mortals();
        mortals.forEach((each) -> each.kill(signal));
        lock.lock();
        try
        {
            if (!awaitNs(timeout, () -> mortals.stream().allMatch((each) -> each.exit().isPresent())) &&
                signal.equals(Signal.KILL))
            {
                config.errorHandler().onError(new BusException("not even SIGKILL has ended " + mortals()));
            }
            return false;
        }
        catch (InterruptedException interrupted)
        {
            return true;
        }
        finally
        {
            lock.unlock();
        }
    }

    private List<Child> mortals()
    {
        return children().stream().filter((each) -> !each.spec().outlivesParent()).toList();
    }

    private void leaveTheOthers()
    {
        lock.lock();
        try
        {
            running.values().forEach(Thread::interrupt);
            running.clear();
        }
        finally
        {
            lock.unlock();
        }
    }

    private void await(Duration timeout, BooleanSupplier condition)
    {
        try
        {
            awaitNs(timeout, condition);
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
            throw new BusException("interrupted while waiting for a child to end", interrupted);
        }
    }

    /** To be called with the lock. */
    private boolean awaitNs(Duration timeout, BooleanSupplier condition) throws InterruptedException
    {
        // Saturates at 292 years.
        long remainingNs = TimeUnit.NANOSECONDS.convert(timeout);
        while (!condition.getAsBoolean())
        {
            if (remainingNs <= 0)
            {
                return false;
            }
            remainingNs = ended.awaitNanos(remainingNs);
        }
        return true;
    }
}
