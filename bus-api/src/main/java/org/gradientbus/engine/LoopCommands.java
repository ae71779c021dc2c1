package org.gradientbus.engine;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What other threads ask a loop to do between messages: at once, or when it has come to a position. Any thread adds;
 * the loop's thread does all else.
 */
final class LoopCommands
{
    private final RealBus bus;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Queue<AtPosition> waiting = new ArrayDeque<>();

    LoopCommands(RealBus bus)
    {
        this.bus = bus;
    }

    private record AtPosition(long[] positions, Runnable action)
    {
    }

    void add(Runnable action)
    {
        commands.add(action);
    }

    boolean isEmpty()
    {
        return commands.isEmpty();
    }

    /** Returns how many were run. */
    int run()
    {
        int count = 0;
        Runnable next = commands.poll();
        while (next != null)
        {
            try
            {
                next.run();
            }
            catch (final Throwable error)
            {
                bus.report(error);
            }
            count++;
            next = commands.poll();
        }
        return count;
    }

    /** By the loop's thread: an action for when its sources have been consumed so far. */
    void addAt(long[] positions, Runnable action)
    {
        waiting.add(new AtPosition(positions, action));
    }

    boolean hasWaiting()
    {
        return !waiting.isEmpty();
    }

    int runWaiting(Sources sources)
    {
        int count = 0;
        for (final Iterator<AtPosition> each = waiting.iterator(); each.hasNext();)
        {
            final AtPosition next = each.next();
            if (sources.haveConsumed(next.positions))
            {
                each.remove();
                next.action.run();
                count++;
            }
        }
        return count;
    }

    /** The loop has ended: nothing is consumed any more. */
    void runAllWaiting()
    {
        waiting.forEach((each) -> each.action.run());
        waiting.clear();
    }
}
