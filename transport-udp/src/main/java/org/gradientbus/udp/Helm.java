package org.gradientbus.udp;

import org.agrona.ErrorHandler;
import org.gradientbus.BusException;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Who drives the ether: whoever needs it, one thread at a time. One that finds another thread driving goes on with its
 * own affairs.
 *
 * <pre>
 *   a loop that turns            at each poll
 *   a port while no loop turns   at each commit
 *   the keeper                   when neither did for a while, and at each datagram while no loop turns
 * </pre>
 *
 * <p>An ether that ended by itself is let go. Until there is another one nobody drives, and what needs one is refused.
 */
final class Helm
{
    private final ReentrantLock lock = new ReentrantLock();
    private final Runnable round;
    private final Consumer<Ether> over;
    private final ErrorHandler errors;
    private volatile boolean isWanted;
    private volatile Ether ether;

    /**
     * A helm of nothing yet.
     *
     * @param round  what else is to be done whenever the ether was driven
     * @param over   is told, with the helm's lock, of an ether that has ended, once
     * @param errors of the round
     */
    Helm(Runnable round, Consumer<Ether> over, ErrorHandler errors)
    {
        this.round = round;
        this.over = over;
        this.errors = errors;
    }

    /** With the lock: from now on this one is driven, or none when it is null. */
    void take(Ether newEther)
    {
        ether = newEther;
    }

    /** Is there nothing to drive? */
    boolean isAdrift()
    {
        return ether == null;
    }

    /** Is it this one that is driven? */
    boolean isDriving(Ether which)
    {
        return ether == which;
    }

    /**
     * What is driven.
     *
     * @throws BusException when there is nothing
     */
    Ether ether()
    {
        Ether now = ether;
        if (now == null)
        {
            throw new BusException("the NETWORK rung has no driver at the moment: it is closed, or its driver ended " +
                "and is being replaced");
        }
        return now;
    }

    /** Drives once, unless another thread does. By threads that come again, or {@link #kick} before they sleep. */
    void tryDrive()
    {
        if (lock.tryLock())
        {
            try
            {
                driveHeld(true);
            }
            finally
            {
                lock.unlock();
            }
            if (isWanted)
            {
                kick();
            }
        }
    }

    /** Sees to it that the driver is driven after this call began, by this thread or by the one that drives now. */
    void kick()
    {
        isWanted = true;
        while (isWanted && lock.tryLock())
        {
            try
            {
                driveHeld(false);
            }
            finally
            {
                lock.unlock();
            }
        }
    }

    /** As {@link #kick}, by whoever has nothing to do: senders are told at once that everything was taken. */
    void kickIdle()
    {
        kick();
        Ether now = ether;
        if (now != null && now.isDrivenHere() && now.drains().isOwed())
        {
            now.drains().demand();
            kick();
        }
    }

    /** For what changes the client, or what the round looks at. Not with the lock of a link or a source held. */
    <T> T exclusively(Supplier<T> action)
    {
        // The client ends itself when its thread is interrupted while it waits for the driver.
        boolean wasInterrupted = Thread.interrupted();
        lock.lock();
        try
        {
            return action.get();
        }
        finally
        {
            lock.unlock();
            if (isWanted && lock.getHoldCount() == 0)
            {
                kick();
            }
            if (wasInterrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }

    void exclusively(Runnable action)
    {
        exclusively(() ->
        {
            action.run();
            return null;
        });
    }

    private void driveHeld(boolean isInPassing)
    {
        isWanted = false;
        Ether driven = ether;
        if (driven == null)
        {
            return;
        }
        // The files and channels of Java close themselves under a thread that is interrupted.
        boolean wasInterrupted = Thread.interrupted();
        driven.drive(isInPassing);
        try
        {
            round.run();
        }
        catch (BusException failed)
        {
            // Aeron refused something: whoever drives has no part in that.
            errors.onError(failed);
        }
        if (driven.isOver())
        {
            ether = null;
            over.accept(driven);
        }
        if (wasInterrupted)
        {
            Thread.currentThread().interrupt();
        }
    }
}
