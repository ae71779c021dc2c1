package org.gradientbus.rdma;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * How far the peer says that it has read our ring, out of the slots of our own region. For whoever has the helm.
 */
final class Credits
{
    private final UnsafeBuffer memory;
    private final long salt;

    /** What was last read from each slot, so that one that stands still costs one load. */
    private final long[] known = new long[RingLayout.CREDIT_SLOTS];
    private long seen;

    Credits(UnsafeBuffer memory, long salt)
    {
        this.memory = memory;
        this.salt = salt;
    }

    /**
     * Looks again. Who lies here harms his own ring; a position where no record can begin is passed over, as frames may
     * be taken back from there.
     *
     * @param posted how far anything was sent: nobody can have read more
     * @return the furthest position that the peer has ever told
     */
    long look(long posted)
    {
        if (seen == posted)
        {
            return seen;
        }
        for (int slot = 0; slot < RingLayout.CREDIT_SLOTS; slot++)
        {
            int offset = slot * RingLayout.CREDIT_LENGTH;
            long position = memory.getLongVolatile(offset);
            if (position != known[slot] &&
                memory.getLong(offset + Long.BYTES) == RingLayout.creditCheck(salt, position))
            {
                known[slot] = position;
                boolean isPlace = (position & RingLayout.ALIGNMENT - 1) == 0;
                if (isPlace && position > seen && position <= posted)
                {
                    seen = position;
                }
            }
        }
        return seen;
    }

    /** As {@link #look} last found it. */
    long seen()
    {
        return seen;
    }
}
