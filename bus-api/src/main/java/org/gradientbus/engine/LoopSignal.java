package org.gradientbus.engine;

import org.gradientbus.BusException;
import org.gradientbus.spi.Signal;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Puts a loop's thread to sleep and wakes it.
 *
 * <p>The loop announces its sleep in a word, then looks once more for work; a sender makes its work visible, then reads
 * the word. Both sides use volatile accesses, so one of them sees the other, and a sender pays one read while the loop
 * is awake.
 */
final class LoopSignal implements Signal
{
    private static final Consumer<SelectionKey> DRAIN = (key) -> ((Runnable)key.attachment()).run();

    private final SleepWord word = new SleepWord();
    private final Selector selector;
    private volatile long wakeAtNs;

    LoopSignal()
    {
        try
        {
            selector = Selector.open();
        }
        catch (final IOException cause)
        {
            throw new BusException("no selector for a loop to sleep in: too many open files?", cause);
        }
    }

    @Override
    public void wakeIfSleeping()
    {
        if (word.isSet())
        {
            wake();
        }
    }

    /** A loop that sleeps already would not notice the channel: it is woken, to sleep again with it. */
    @Override
    public boolean wakeOn(SelectableChannel channel, Runnable drain)
    {
        try
        {
            channel.register(selector, SelectionKey.OP_READ, drain);
            selector.wakeup();
            return true;
        }
        catch (final ClosedSelectorException | ClosedChannelException closed)
        {
            return false;
        }
    }

    /** Wakes a loop that would sleep beyond a deadline. The caller has stored, volatile, what the deadline is of. */
    void wakeIfSleepingBeyond(long deadlineNs)
    {
        if (word.isSet() && deadlineNs - wakeAtNs < 0)
        {
            wake();
        }
    }

    /** Announces a sleep until a time at the latest; the caller must look for work once more before it sleeps. */
    void announceSleep(long untilNs)
    {
        wakeAtNs = untilNs;
        word.set();
    }

    void cancelSleep()
    {
        word.clear();
    }

    boolean isSleeping()
    {
        return word.isSet();
    }

    /** Sleeps after {@link #announceSleep}, until woken or for this long; 0 is for ever. */
    void sleep(long maxNs)
    {
        try
        {
            selector.select(DRAIN, maxNs == 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(maxNs)));
        }
        catch (final IOException cause)
        {
            throw new BusException("a loop could not sleep", cause);
        }
        finally
        {
            // A thread with its interrupt flag set would never sleep again.
            Thread.interrupted();
            word.clear();
        }
    }

    void close()
    {
        try
        {
            selector.close();
        }
        catch (final IOException ignore)
        {
            // A selector without channels has nothing to lose.
        }
    }

    private void wake()
    {
        if (word.tryClear())
        {
            selector.wakeup();
        }
    }
}
