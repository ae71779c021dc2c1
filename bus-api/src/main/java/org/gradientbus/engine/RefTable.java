package org.gradientbus.engine;

import java.security.SecureRandom;

/**
 * Finds the destination behind a ref. Loops read it without a lock; changes are made under one.
 *
 * <p>Open addressing over an array that is replaced as it grows. A reader needs no memory barrier of its own: it
 * learned the ref from a frame, whose sender learned it after the entry was stored.
 *
 * <p>Refs are a secret permutation of 1, 2, 3, ...: none repeats before 2^30 of them were given, and none can be
 * guessed from another.
 */
final class RefTable
{
    static final int NO_REF = 0;

    private static final int FIRST_REF = 2;
    private static final int BITS = (1 << FrameTag.REF_BITS) - 1;

    private static final int INITIAL_CAPACITY = 64;

    private final int inKey;
    private final int outKey;
    private final Object lock = new Object();
    private volatile Entry[] entries = new Entry[INITIAL_CAPACITY];
    private int counter;
    private int used;
    private int live;

    RefTable(SecureRandom random)
    {
        inKey = random.nextInt();
        outKey = random.nextInt();
    }

    /** Is it one that some node may give? */
    static boolean isRef(int ref)
    {
        return ref >= FIRST_REF && ref <= BITS;
    }

    /** A ref that was not given before; after 2^30 of them, one that nobody has. */
    int nextRef()
    {
        synchronized (lock)
        {
            int ref = NO_REF;
            while (ref < FIRST_REF || get(ref) != null)
            {
                ref = permute(++counter);
            }
            return ref;
        }
    }

    void put(Destination destination)
    {
        synchronized (lock)
        {
            if (2 * (used + 1) > entries.length)
            {
                rehash();
            }
            insert(entries, new Entry(destination.ref(), destination));
            used++;
            live++;
        }
    }

    void remove(int ref)
    {
        synchronized (lock)
        {
            final Entry entry = find(ref);
            if (entry != null && entry.destination != null)
            {
                entry.destination = null;
                live--;
            }
        }
    }

    /** The destination, or null when there is none (any more). */
    Destination get(int ref)
    {
        final Entry entry = find(ref);
        return entry == null ? null : entry.destination;
    }

    int size()
    {
        synchronized (lock)
        {
            return live;
        }
    }

    private Entry find(int ref)
    {
        final Entry[] table = entries;
        final int mask = table.length - 1;
        int index = ref & mask;
        Entry entry = table[index];
        while (entry != null && entry.ref != ref)
        {
            index = (index + 1) & mask;
            entry = table[index];
        }
        return entry;
    }

    private void rehash()
    {
        final Entry[] larger = new Entry[Math.max(INITIAL_CAPACITY, Integer.highestOneBit(live + 1) * 4)];
        for (final Entry each : entries)
        {
            if (each != null && each.destination != null)
            {
                insert(larger, each);
            }
        }
        used = live;
        entries = larger;
    }

    private static void insert(Entry[] table, Entry entry)
    {
        final int mask = table.length - 1;
        int index = entry.ref & mask;
        while (table[index] != null)
        {
            index = (index + 1) & mask;
        }
        table[index] = entry;
    }

    /** Every step can be undone within 30 bits, so different counters give different refs. */
    private int permute(int value)
    {
        int mixed = (value ^ inKey) & BITS;
        mixed ^= mixed >>> 16;
        mixed = mixed * 0x45D9_F3B5 & BITS;
        mixed ^= mixed >>> 15;
        mixed = mixed * 0x2C1B_3C6D & BITS;
        mixed ^= mixed >>> 16;
        return (mixed ^ outKey) & BITS;
    }

    private static final class Entry
    {
        private final int ref;
        private Destination destination;

        private Entry(int ref, Destination destination)
        {
            this.ref = ref;
            this.destination = destination;
        }
    }
}
