package org.gradientbus.udp;

import io.aeron.logbuffer.BufferClaim;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;

/**
 * A claim of one stream: a slice of Aeron's term buffer, or memory of its own for a frame that is longer than a
 * datagram. It is the buffer of the {@link org.gradientbus.spi.FrameClaim}, and so comes back with it.
 */
final class TermClaim extends UnsafeBuffer
{
    private static final byte[] NOTHING = {};

    final BufferClaim inTerm = new BufferClaim();
    private byte[] own = NOTHING;
    private boolean isFragmented;
    private int reservedBytes;
    private long endPosition;

    TermClaim()
    {
        super(NOTHING);
    }

    /** Becomes what was claimed in the term buffer, up to a position of the stream. */
    void wrapTerm(int length, long end)
    {
        endPosition = end;
        isFragmented = false;
        reservedBytes = 0;
        wrap(inTerm.buffer(), inTerm.offset(), length);
    }

    /** Becomes memory of its own, which is kept for the next time. */
    void wrapOwn(int length, int reserved)
    {
        if (own.length < length)
        {
            own = new byte[length];
        }
        isFragmented = true;
        endPosition = -1;
        reservedBytes = reserved;
        wrap(own, 0, length);
    }

    boolean isFragmented()
    {
        return isFragmented;
    }

    /** Where it ends in its stream; -1 while it has no place there. */
    long endPosition()
    {
        return endPosition;
    }

    int reservedBytes()
    {
        return reservedBytes;
    }

    /** The claims that each thread may use again. A claim belongs to one thread, so no two meet. */
    static final class Pool
    {
        private final ThreadLocal<ArrayDeque<TermClaim>> free = ThreadLocal.withInitial(ArrayDeque::new);

        TermClaim take()
        {
            TermClaim claim = free.get().pollLast();
            return claim == null ? new TermClaim() : claim;
        }

        void giveBack(TermClaim claim)
        {
            free.get().addLast(claim);
        }
    }
}
