package org.gradientbus.ipc;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.gradientbus.spi.FrameHandler;

import java.nio.ByteOrder;
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
        final int tag;
        int length;
        Fate fate = Fate.OPEN;

        /** What lies where blocks begin, by their number: a record's first has none. */
        private final long[] marks;

        Entry(int id, int tag, int length, long[] marks)
        {
            this.id = id;
            this.tag = tag;
            this.length = length;
            this.marks = marks;
        }

        /** Frames begin 16 bytes behind the beginning of a block. */
        private long word(int i)
        {
            int inRecord = i + LaneLayout.RECORD_HEADER_LENGTH;
            return inRecord % LaneLayout.ALIGNMENT == 0 ? marks[inRecord / LaneLayout.ALIGNMENT] :
                LaneLedger.word(id, i);
        }

        /** As the word has it that was written there, though the frame was shortened to end within it. */
        private byte byteAt(int i)
        {
            int inWord = i % Long.BYTES;
            long word = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ?
                word(i - inWord) : Long.reverseBytes(word(i - inWord));
            return (byte)(word >>> inWord * Byte.SIZE);
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private int next;

    /**
     * Takes down a claim.
     *
     * @param marks that the frame holds where blocks begin, to be taken for marks of records
     */
    Entry claimed(int tag, int length, long[] marks)
    {
        Entry entry = new Entry(entries.size(), tag, length, marks);
        entries.add(entry);
        return entry;
    }

    /** Fills a frame with bytes that depend on its id. */
    static void write(MutableDirectBuffer buffer, int offset, Entry entry)
    {
        int i = 0;
        for (; i + Long.BYTES <= entry.length; i += Long.BYTES)
        {
            buffer.putLong(offset + i, entry.word(i));
        }
        for (; i < entry.length; i++)
        {
            buffer.putByte(offset + i, entry.byteAt(i));
        }
    }

    @Override
    public void onFrame(DirectBuffer buffer, int offset, int length)
    {
        onTagged(LaneLayout.NO_TAG, buffer, offset, length);
    }

    @Override
    public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
    {
        for (; next < entries.size(); next++)
        {
            Entry entry = entries.get(next);
            if (entry.fate == Fate.ACCEPTED)
            {
                if (tag != entry.tag || !matches(entry, buffer, offset, length))
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
            if (buffer.getLong(offset + i) != entry.word(i))
            {
                return false;
            }
        }
        for (; i < length; i++)
        {
            if (buffer.getByte(offset + i) != entry.byteAt(i))
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
