package org.gradientbus.udp;

import java.util.Arrays;

/**
 * Where frames lie that have come of a stream, from the position that its receiver has acknowledged on, one term far.
 * Aeron finds its way through a term by the lengths of its frames. Of two datagrams that are well formed each, one that
 * begins within a frame of the other would have it take payload for a length.
 *
 * <pre>
 *   units of 32 bytes    0   1   2   3   4   5   6
 *   begins               1   0   0   1   0   0   0      a frame of 3 units, one of 2, nothing yet
 *   taken                1   1   1   1   1   0   0
 * </pre>
 */
final class FrameMap
{
    /** What is known of a stretch. */
    enum Finding
    {
        /** Nothing has come there. */
        FREE,

        /** The very frame has come. */
        KNOWN,

        /** Something else has. */
        CONTRADICTION
    }

    static final int UNIT = 32;
    private static final int WORD_SHIFT = 6;

    private final int unitMask;
    private final long[] begins;
    private final long[] taken;
    private long low;

    /**
     * An empty one.
     *
     * @param termBytes of the stream, a power of two, 64 KiB at least
     * @param position  where it starts
     */
    FrameMap(int termBytes, long position)
    {
        int units = termBytes / UNIT;
        unitMask = units - 1;
        begins = new long[units >> WORD_SHIFT];
        taken = new long[units >> WORD_SHIFT];
        low = position;
    }

    /** Where it starts. */
    long low()
    {
        return low;
    }

    /** Forgets what lies before a position. */
    void advance(long position)
    {
        long units = (position - low) / UNIT;
        if (units <= 0)
        {
            return;
        }
        if (units > unitMask)
        {
            Arrays.fill(begins, 0);
            Arrays.fill(taken, 0);
        }
        else
        {
            int from = unit(low);
            int first = Math.min((int)units, unitMask + 1 - from);
            clear(from, first);
            clear(0, (int)units - first);
        }
        low = position;
    }

    /** What is known of a stretch within a term, and within one term's length of where the map starts. */
    Finding find(long begin, long end)
    {
        int from = unit(begin);
        int units = (int)((end - begin) / UNIT);
        int known = count(taken, from, units);
        if (known == 0)
        {
            return Finding.FREE;
        }
        boolean isSame = known == units && isSet(begins, from) && count(begins, from, units) == 1 &&
            (!isSet(taken, unit(end)) || isSet(begins, unit(end)));
        return isSame ? Finding.KNOWN : Finding.CONTRADICTION;
    }

    /** A frame has come where nothing was. */
    void add(long begin, long end)
    {
        int from = unit(begin);
        begins[from >> WORD_SHIFT] |= 1L << from;
        int left = (int)((end - begin) / UNIT);
        for (int at = from; left > 0; )
        {
            int here = Math.min(left, Long.SIZE - (at & Long.SIZE - 1));
            taken[at >> WORD_SHIFT] |= mask(at, here);
            at += here;
            left -= here;
        }
    }

    private void clear(int from, int units)
    {
        int left = units;
        for (int at = from; left > 0; )
        {
            int here = Math.min(left, Long.SIZE - (at & Long.SIZE - 1));
            long keep = ~mask(at, here);
            taken[at >> WORD_SHIFT] &= keep;
            begins[at >> WORD_SHIFT] &= keep;
            at += here;
            left -= here;
        }
    }

    private static int count(long[] bits, int from, int units)
    {
        int count = 0;
        int left = units;
        for (int at = from; left > 0; )
        {
            int here = Math.min(left, Long.SIZE - (at & Long.SIZE - 1));
            count += Long.bitCount(bits[at >> WORD_SHIFT] & mask(at, here));
            at += here;
            left -= here;
        }
        return count;
    }

    /** So many bits from a place on, within a word. */
    private static long mask(int from, int units)
    {
        return -1L >>> Long.SIZE - units << from;
    }

    private static boolean isSet(long[] bits, int unit)
    {
        return (bits[unit >> WORD_SHIFT] & 1L << unit) != 0;
    }

    private int unit(long position)
    {
        return (int)(position / UNIT) & unitMask;
    }
}
