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

    private final long[] nodes = new long[CAPACITY];
    private final byte[] loops = new byte[CAPACITY];
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
    boolean add(long node, int loop, int ref, long correlationId, ReturnCode code, boolean endsTheMessage)
    {
        if (size() == CAPACITY)
        {
            return false;
        }
        final int index = tail++ & MASK;
        nodes[index] = node;
        loops[index] = (byte)loop;
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

    long node()
    {
        return nodes[head & MASK];
    }

    int loop()
    {
        return Byte.toUnsignedInt(loops[head & MASK]);
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

    /** The first found no room: those behind it may be for others. */
    void postponeFirst()
    {
        final long node = node();
        final int loop = loop();
        final int ref = ref();
        final long correlationId = correlationId();
        final ReturnCode code = code();
        final boolean endsTheMessage = endsMessage();
        removeFirst();
        add(node, loop, ref, correlationId, code, endsTheMessage);
    }
}
