package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.Rung;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What this node tells its peers of one rung: its open mailboxes, and those of their bindings whose scope goes that
 * far. Each change has a number; the last few thousand are kept, and a peer that is further behind is told everything.
 *
 * <p>An open mailbox is told as a binding to its own port: before its other bindings, and taken back after them.
 */
final class Announcements
{
    /** Some hundred kilobytes at most, and more than a peer that is alive falls behind. */
    private static final int KEPT = 4096;
    private static final int MASK = KEPT - 1;

    private final Rung rung;
    private final Runnable whenChanged;
    private final Set<Fact> facts = new LinkedHashSet<>();
    private final Change[] changes = new Change[KEPT];
    private long sequence;

    Announcements(Rung rung, Runnable whenChanged)
    {
        this.rung = rung;
        this.whenChanged = whenChanged;
    }

    /** A mailbox, and an address it is bound to, or its own port. */
    record Fact(Address address, RealMailbox mailbox)
    {
    }

    record Change(long sequence, boolean isUp, Fact fact)
    {
    }

    record Snapshot(long sequence, List<Fact> facts)
    {
    }

    Rung rung()
    {
        return rung;
    }

    void up(RealMailbox mailbox, Address address)
    {
        change(true, new Fact(address, mailbox));
    }

    void down(RealMailbox mailbox, Address address)
    {
        change(false, new Fact(address, mailbox));
    }

    /** Of the last change. */
    synchronized long sequence()
    {
        return sequence;
    }

    /** The change with a number from 1 to {@link #sequence()}; null when it is not kept any more. */
    synchronized Change change(long number)
    {
        final Change kept = changes[(int)number & MASK];
        return kept != null && kept.sequence == number ? kept : null;
    }

    synchronized Snapshot snapshot()
    {
        return new Snapshot(sequence, new ArrayList<>(facts));
    }

    private void change(boolean isUp, Fact fact)
    {
        if (fact.address.scope().ordinal() < rung.ordinal())
        {
            return;
        }
        synchronized (this)
        {
            if (isUp ? facts.add(fact) : facts.remove(fact))
            {
                sequence++;
                changes[(int)sequence & MASK] = new Change(sequence, isUp, fact);
            }
        }
        whenChanged.run();
    }
}
