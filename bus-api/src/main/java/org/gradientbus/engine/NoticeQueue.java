package org.gradientbus.engine;

import org.gradientbus.ReturnCode;

/**
 * Notices to requesters that found no room: a bounded queue without objects, so that a failed request need not wait for
 * its timeout because its requester was busy for a moment.
 */
final class NoticeQueue
{
    private static final int CAPACITY = 1024;
    private static final int MASK = CAPACITY - 1;
    private static final ReturnCode[] CODES = ReturnCode.values();

    private final int[] refs = new int[CAPACITY];
    private final long[] correlationIds = new long[CAPACITY];
    private final byte[] codes = new byte[CAPACITY];
    private final boolean[] endsMessage = new boolean[CAPACITY];
    private int head;
    private int tail;

    /**
     * Adds one at the end.
     *
     * @param endsTheMessage does the notice decide how its message is counted?
     * @return false when the queue is full
     */
    boolean add(int ref, long correlationId, ReturnCode code, boolean endsTheMessage)
    {
        if (size() == CAPACITY)
        {
            return false;
        }
        final int index = tail++ & MASK;
        refs[index] = ref;
        correlationIds[index] = correlationId;
        codes[index] = (byte)code.ordinal();
        endsMessage[index] = endsTheMessage;
        return true;
    }

    int size()
    {
        return tail - head;
    }

    int ref()
    {
        return refs[head & MASK];
    }

    long correlationId()
    {
        return correlationIds[head & MASK];
    }

    ReturnCode code()
    {
        return CODES[codes[head & MASK]];
    }

    boolean endsMessage()
    {
        return endsMessage[head & MASK];
    }

    void removeFirst()
    {
        head++;
    }
}
