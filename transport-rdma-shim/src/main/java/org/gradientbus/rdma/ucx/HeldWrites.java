package org.gradientbus.rdma.ucx;

/**
 * Writes behind a fence, until what is before it is complete.
 */
final class HeldWrites
{
    private static final int MOST = 256;
    private static final int MASK = MOST - 1;

    private final UcxKey[] targets = new UcxKey[MOST];
    private final long[] sourceAddresses = new long[MOST];
    private final long[] targetAddresses = new long[MOST];
    private final int[] lengths = new int[MOST];

    /** How many writes must be complete before this one goes. */
    private final long[] barriers = new long[MOST];
    private long head;
    private long tail;

    boolean isEmpty()
    {
        return head == tail;
    }

    boolean tryAdd(long sourceAddress, UcxKey target, int targetOffset, int length, long barrier)
    {
        if (tail - head == MOST)
        {
            return false;
        }
        int i = (int)tail & MASK;
        sourceAddresses[i] = sourceAddress;
        targets[i] = target;
        targetAddresses[i] = target.address() + targetOffset;
        lengths[i] = length;
        barriers[i] = barrier;
        tail++;
        return true;
    }

    long sourceAddress()
    {
        return sourceAddresses[(int)head & MASK];
    }

    UcxKey target()
    {
        return targets[(int)head & MASK];
    }

    long targetAddress()
    {
        return targetAddresses[(int)head & MASK];
    }

    int length()
    {
        return lengths[(int)head & MASK];
    }

    long barrier()
    {
        return barriers[(int)head & MASK];
    }

    void remove()
    {
        targets[(int)head & MASK] = null;
        head++;
    }
}
