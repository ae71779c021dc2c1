package org.gradientbus.ipc;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.gradientbus.spi.FrameHandler;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of each claim, in the order of the claims; and whether what arrived agrees with it: every accepted frame
 * once, in order, with the bytes it was sent with, and nothing else.
 */
final class LaneLedger implements FrameHandler
{
    /** What became of a claim. */
    enum Fate
    {
        /** Or it was open when its thread came to an end: the mark is the last store, so it never became complete. */
        OPEN,
        ACCEPTED,
        ABORTED
    }

    /** A claim and what became of it. */
    static final class Entry
    {
        final int id;
        final int length;
        Fate fate = Fate.OPEN;

        Entry(int id, int length)
        {
            this.id = id;
            this.length = length;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private int next;

    Entry claimed(int length)
    {
        Entry entry = new Entry(entries.size(), length);
        entries.add(entry);
        return entry;
    }

    /** Fills a frame with bytes that depend on its id. */
    static void write(MutableDirectBuffer buffer, int offset, Entry entry)
    {
        int i = 0;
        for (; i + Long.BYTES <= entry.length; i += Long.BYTES)
        {
            buffer.putLong(offset + i, word(entry.id, i));
        }
        for (; i < entry.length; i++)
        {
            buffer.putByte(offset + i, (byte)word(entry.id, i));
        }
    }

    @Override
    public void onFrame(DirectBuffer buffer, int offset, int length)
    {
        for (; next < entries.size(); next++)
        {
            Entry entry = entries.get(next);
            if (entry.fate == Fate.ACCEPTED)
            {
                if (!matches(entry, buffer, offset, length))
                {
                    throw new AssertionError("frame " + entry.id + " of length=" + entry.length +
                        " was expected, and arrived altered or not at all; length=" + length);
                }
                next++;
                return;
            }
        }
        throw new AssertionError("a frame of length=" + length + " arrived that nobody sent");
    }

    void assertNothingIsMissing()
    {
        for (Entry each : entries.subList(next, entries.size()))
        {
            if (each.fate == Fate.ACCEPTED)
            {
                throw new AssertionError("frame " + each.id + " was accepted and lost");
            }
        }
    }

    /** How many claims were seen by handlers, whatever became of those between. */
    int arrivedUpTo()
    {
        return next;
    }

    /** Takes up again where an earlier handler may have left: the next to arrive is this one. */
    void goBackTo(int claim)
    {
        next = claim;
    }

    int acceptedFrom(int claim)
    {
        return (int)entries.subList(claim, entries.size()).stream().filter((e) -> e.fate == Fate.ACCEPTED).count();
    }

    private static boolean matches(Entry entry, DirectBuffer buffer, int offset, int length)
    {
        if (length != entry.length)
        {
            return false;
        }
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES)
        {
            if (buffer.getLong(offset + i) != word(entry.id, i))
            {
                return false;
            }
        }
        for (; i < length; i++)
        {
            if (buffer.getByte(offset + i) != (byte)word(entry.id, i))
            {
                return false;
            }
        }
        return true;
    }

    /** Never zero, nor alike for two ids. */
    private static long word(int id, int i)
    {
        return (id + 1) * 0x9E3779B97F4A7C15L + i * 0xD1342543DE82EF95L | 1;
    }
}
