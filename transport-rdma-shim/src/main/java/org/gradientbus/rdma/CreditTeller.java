package org.gradientbus.rdma;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.rdma.verbs.Endpoint;
import org.gradientbus.rdma.verbs.MemoryRegion;
import org.gradientbus.rdma.verbs.PostStatus;
import org.gradientbus.rdma.verbs.RemoteKey;

/**
 * Tells the peer how far its ring was read: when a quarter of it was, or when no more has come for a while. For whoever
 * has the helm.
 */
final class CreditTeller
{
    private static final int SLOTS = RingLayout.CREDIT_SLOTS;

    /** Who answers at once is asked again soon; then one credit serves both. */
    private static final int TIMES_STILL = 32;

    private final MemoryRegion source;
    private final UnsafeBuffer memory;
    private final Endpoint endpoint;
    private final RemoteKey target;
    private final long salt;
    private final int batch;

    /** How many writes must be complete before the slot can be filled anew, here and there. */
    private final long[] inUseUntil = new long[SLOTS];
    private int next;
    private long told;
    private long before;
    private int timesStill;

    /**
     * Begins with nothing told.
     *
     * @param source   as long as all slots
     * @param endpoint to the peer
     * @param target   the peer's region
     * @param spec     of the ring that is read
     */
    CreditTeller(MemoryRegion source, Endpoint endpoint, RemoteKey target, RingSpec spec)
    {
        this.source = source;
        memory = source.buffer();
        this.endpoint = endpoint;
        this.target = target;
        salt = spec.salt();
        batch = spec.capacity() / 4;
    }

    /** Tells how far it is, if it is time to. */
    int tell(long consumed)
    {
        timesStill = consumed == before ? timesStill + 1 : 0;
        before = consumed;
        if (consumed == told || timesStill < TIMES_STILL && consumed - told < batch)
        {
            return 0;
        }
        if (inUseUntil[next] > endpoint.completed())
        {
            endpoint.flush();
            return 0;
        }
        int offset = next * RingLayout.CREDIT_LENGTH;
        memory.putLong(offset, consumed);
        memory.putLong(offset + Long.BYTES, RingLayout.creditCheck(salt, consumed));
        if (endpoint.write(source, offset, target, offset, RingLayout.CREDIT_LENGTH) != PostStatus.POSTED)
        {
            endpoint.flush();
            return 0;
        }
        told = consumed;
        inUseUntil[next] = endpoint.posted();
        next = (next + 1) % SLOTS;
        if (next % (SLOTS / 2) == 0)
        {
            endpoint.flush();
        }
        return 1;
    }

    /** How far it was told. */
    long told()
    {
        return told;
    }
}
