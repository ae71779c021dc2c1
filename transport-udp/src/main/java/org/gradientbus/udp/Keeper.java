package org.gradientbus.udp;

import org.gradientbus.BusException;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Drives the ether while no loop does: when all sleep, at each datagram; and when none has come round for some 20 ms,
 * because its handler blocks or nobody polls it. While a loop turns, this thread sleeps. It also has an ether replaced
 * that has ended by itself.
 */
final class Keeper implements AutoCloseable
{
    private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * The driver's timers are in no hurry while nothing comes: its shortest is a tenth of a second. A commit that met a
     * loop as it fell asleep does not wait for this: see {@link #isAttended}.
     */
    private static final long TIMERS_MS = 50;

    /** Where the driver has a thread of its own, nothing tells when it has something for a loop that sleeps. */
    private static final long LOOK_MS = 1;

    private static final Consumer<SelectionKey> SEEN = (key) ->
    {
    };

    private final Selector selector;
    private final Thread thread;
    private final AtomicLong turns = new AtomicLong();
    private Helm helm;
    private Repairs repairs;
    private long waitMs;
    private volatile boolean isAttended;
    private volatile boolean isWaitingForLoops;
    private volatile boolean isClosed;

    Keeper(String name, Selector selector)
    {
        this.selector = selector;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    static Selector openSelector()
    {
        try
        {
            return Selector.open();
        }
        catch (IOException cause)
        {
            throw new BusException("no selector for the NETWORK rung to wait in: too many open files?", cause);
        }
    }

    /** Lets what arrives on a channel wake the keeper. */
    static void register(DatagramChannel channel, Selector selector)
    {
        try
        {
            channel.register(selector, SelectionKey.OP_READ);
        }
        catch (ClosedChannelException | ClosedSelectorException ignore)
        {
            // It is being closed: nobody waits for it.
        }
    }

    static void forgetClosed(Selector selector)
    {
        try
        {
            selector.selectNow();
        }
        catch (IOException | ClosedSelectorException ignore)
        {
            // A selector that is closed has forgotten all.
        }
    }

    void start(Helm driven, Repairs itsRepairs)
    {
        helm = driven;
        repairs = itsRepairs;
        waitMs = helm.ether().isDrivenHere() ? TIMERS_MS : LOOK_MS;
        thread.start();
    }

    boolean isCurrentThread()
    {
        return Thread.currentThread() == thread;
    }

    /**
     * Does a loop drive the ether, as far as is known? Asked after a commit, with a fence between the two (the count of
     * those inside a stream). A loop that falls asleep says so here, and then drives once more. So either it sends
     * what was committed, or whoever committed sees that nobody will.
     */
    boolean isAttended()
    {
        return isAttended;
    }

    /** A loop comes round. */
    void onTurn()
    {
        turns.lazySet(turns.get() + 1);
        if (!isAttended)
        {
            isAttended = true;
        }
    }

    /** The last loop that was awake falls asleep. */
    void onAllAsleep()
    {
        isAttended = false;
        if (isWaitingForLoops)
        {
            LockSupport.unpark(thread);
        }
    }

    private void run()
    {
        long seen = -1;
        while (!isClosed)
        {
            repairs.work();
            if (isAttended)
            {
                long now = turns.get();
                if (now != seen)
                {
                    seen = now;
                    awaitLoops();
                    continue;
                }
                isAttended = false;
            }
            helm.kickIdle();
            awaitDatagram();
        }
    }

    private void awaitLoops()
    {
        isWaitingForLoops = true;
        if (isAttended)
        {
            LockSupport.parkNanos(this, PATIENCE_NS);
        }
        isWaitingForLoops = false;
    }

    private void awaitDatagram()
    {
        try
        {
            selector.select(SEEN, waitMs);
        }
        catch (IOException | ClosedSelectorException broken)
        {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(waitMs));
        }
    }

    @Override
    public void close()
    {
        isClosed = true;
        selector.wakeup();
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive() && Thread.currentThread() != thread)
        {
            try
            {
                thread.join();
            }
            catch (InterruptedException e)
            {
                interrupted = true;
            }
        }
        try
        {
            selector.close();
        }
        catch (IOException ignore)
        {
            // Its channels are closed by the driver.
        }
        if (interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }
}
