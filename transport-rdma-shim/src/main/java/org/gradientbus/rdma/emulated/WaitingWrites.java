package org.gradientbus.rdma.emulated;

import org.agrona.concurrent.UnsafeBuffer;

import java.util.SplittableRandom;

/**
 * Writes that an endpoint has posted and not carried out, each in up to eight pieces. A fence begins a new epoch, and
 * only pieces of the oldest epoch may go: which of them, and when, is left to chance.
 *
 * <p>Whatever a piece copies is read from the source when it goes, not when it was posted.
 */
final class WaitingWrites
{
    /** What carrying out a piece came to. */
    enum Outcome
    {
        /** It was copied. */
        DONE,
        /** None may go now. */
        NONE,
        /** The key is not good any more. */
        REFUSED
    }

    private static final int MOST = 256;
    private static final int MASK = MOST - 1;
    private static final int MOST_PIECES = 8;
    private static final int LONGEST_DELAY = 300;

    private final Mischief mischief;
    private final SplittableRandom random;
    private final UnsafeBuffer[] sources = new UnsafeBuffer[MOST];
    private final int[] sourceOffsets = new int[MOST];
    private final RegionFile[] targets = new RegionFile[MOST];
    private final int[] targetOffsets = new int[MOST];
    private final long[] epochs = new long[MOST];
    private final long[] notBefore = new long[MOST];

    /** The pieces that have not gone, a bit each; and where they end, the last of a write at its length. */
    private final int[] waitingPieces = new int[MOST];
    private final int[][] pieceEnds = new int[MOST][MOST_PIECES];

    private long head;
    private long tail;
    private long endOfEpoch;
    private long epoch;
    private long round;

    WaitingWrites(Mischief mischief, SplittableRandom random)
    {
        this.mischief = mischief;
        this.random = random;
    }

    boolean tryAdd(UnsafeBuffer source, int sourceOffset, RegionFile target, int targetOffset, int length)
    {
        if (tail - head == MOST || hits(mischief.refusePercent()))
        {
            return false;
        }
        int i = (int)tail & MASK;
        sources[i] = source;
        sourceOffsets[i] = sourceOffset;
        targets[i] = target;
        targetOffsets[i] = targetOffset;
        epochs[i] = epoch;
        notBefore[i] = hits(mischief.delayPercent()) ? round + random.nextInt(LONGEST_DELAY) : 0;
        cut(i, length);
        tail++;
        return true;
    }

    private void cut(int i, int length)
    {
        int pieces = hits(mischief.splitPercent()) ? Math.min(length, 1 + random.nextInt(MOST_PIECES)) : 1;
        int[] ends = pieceEnds[i];
        for (int piece = 0; piece < pieces - 1; piece++)
        {
            int end = random.nextInt(length);
            int place = piece;
            while (place > 0 && ends[place - 1] > end)
            {
                ends[place] = ends[place - 1];
                place--;
            }
            ends[place] = end;
        }
        ends[pieces - 1] = length;
        waitingPieces[i] = (1 << pieces) - 1;
    }

    void fence()
    {
        epoch++;
    }

    /** How many are carried out, and all before them. */
    long carriedOut()
    {
        return head;
    }

    long added()
    {
        return tail;
    }

    void onRound()
    {
        round++;
    }

    Outcome carryOutOne()
    {
        if (head == tail)
        {
            return Outcome.NONE;
        }
        endOfEpoch = Math.max(endOfEpoch, head);
        while (endOfEpoch < tail && epochs[(int)endOfEpoch & MASK] == epochs[(int)head & MASK])
        {
            endOfEpoch++;
        }
        int eligible = (int)(endOfEpoch - head);
        int first = hits(mischief.reorderPercent()) ? random.nextInt(eligible) : 0;
        for (int n = 0; n < eligible; n++)
        {
            int i = (int)(head + (first + n) % eligible) & MASK;
            if (waitingPieces[i] != 0 && notBefore[i] <= round)
            {
                return carryOut(i);
            }
        }
        return Outcome.NONE;
    }

    private Outcome carryOut(int i)
    {
        int piece = pick(waitingPieces[i]);
        int begin = piece == 0 ? 0 : pieceEnds[i][piece - 1];
        int count = pieceEnds[i][piece] - begin;
        waitingPieces[i] &= ~(1 << piece);
        if (!targets[i].put(targetOffsets[i] + begin, sources[i], sourceOffsets[i] + begin, count))
        {
            return Outcome.REFUSED;
        }
        while (head < tail && waitingPieces[(int)head & MASK] == 0)
        {
            int done = (int)head & MASK;
            sources[done] = null;
            targets[done] = null;
            head++;
        }
        return Outcome.DONE;
    }

    private int pick(int pieces)
    {
        int bits = pieces;
        int skip = hits(mischief.reorderPercent()) ? random.nextInt(Integer.bitCount(pieces)) : 0;
        for (int n = 0; n < skip; n++)
        {
            bits &= bits - 1;
        }
        return Integer.numberOfTrailingZeros(bits);
    }

    private boolean hits(int percent)
    {
        return percent != 0 && random.nextInt(100) < percent;
    }
}
