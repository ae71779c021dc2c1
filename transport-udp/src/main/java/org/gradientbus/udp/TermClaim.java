package org.gradientbus.udp;

import io.aeron.ReservedValueSupplier;
import io.aeron.logbuffer.BufferClaim;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;

/**
 * A claim of one stream: a slice of Aeron's term buffer, or memory of its own for a frame that is longer than a
 * datagram. It is the buffer of the {@link org.gradientbus.spi.FrameClaim}, and so comes back with it.
 */
final class TermClaim extends UnsafeBuffer implements ReservedValueSupplier
{
    private static final byte[] NOTHING = {};

    final BufferClaim inTerm = new BufferClaim();
    private byte[] own = NOTHING;
    private boolean isFragmented;
    private int reservedBytes;
    private int messages;
    private long endPosition;
    private int tag;
    private long tagValue;

    TermClaim()
    {
        super(NOTHING);
    }

    /** What is claimed next has this tag. */
    void tag(int newTag)
    {
        tag = newTag;
        tagValue = FrameTags.whole(newTag);
    }

    /** Becomes shorter, where it is. */
    void trim(int newLength)
    {
        if (newLength < 0 || newLength > capacity())
        {
            throw new IllegalArgumentException("newLength=" + newLength + " exceeds claimed=" + capacity());
        }
        if (isFragmented)
        {
            wrap(own, 0, newLength);
        }
        else
        {
            tagValue = FrameTags.trimmed(tag, newLength);
        }
    }

    long tagValue()
    {
        return tagValue;
    }

    /** Of each part of a frame that is cut up. */
    @Override
    public long get(DirectBuffer termBuffer, int termOffset, int frameLength)
    {
        return tagValue;
    }

    /** How many messages what is claimed next stands for. */
    void standsFor(int newMessages)
    {
        messages = newMessages;
    }

    int messages()
    {
        return messages;
    }

    /** Becomes what was claimed in the term buffer, behind what stands in front, up to a position of the stream. */
    void wrapTerm(int prefixLength, int length, long end)
    {
        endPosition = end;
        isFragmented = false;
        reservedBytes = 0;
        wrap(inTerm.buffer(), inTerm.offset() + prefixLength, length);
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
