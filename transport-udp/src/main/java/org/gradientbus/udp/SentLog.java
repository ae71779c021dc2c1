package org.gradientbus.udp;

import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import org.agrona.BitUtil;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.spi.FrameHandler;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A second look at what a stream has sent, for counting what a lost peer did not take. It has the term buffers mapped
 * on its own account, so it outlives the publication. Aeron keeps a whole term behind what was sent, and what was not
 * taken is less than half of one.
 */
final class SentLog implements AutoCloseable
{
    private static final long HEADER_NS = TimeUnit.SECONDS.toNanos(1);

    private final MappedLog log;
    private final int prefixLength;
    private byte[] whole = {};
    private int wholeLength = -1;

    /** Where what was read ends, and where frames before that end which were not committed when they were read. */
    private long readTo = -1;
    private final LongHashSet unread = new LongHashSet();

    private SentLog(MappedLog log, int prefixLength)
    {
        this.log = log;
        this.prefixLength = prefixLength;
    }

    /** The log of a publication, or null where the driver has put it somewhere else. Frames begin behind a prefix. */
    static SentLog of(String aeronDirectory, long registrationId, int prefixLength)
    {
        try
        {
            return new SentLog(MappedLog.ofPublication(aeronDirectory, registrationId), prefixLength);
        }
        catch (RuntimeException elsewhere)
        {
            return null;
        }
    }

    /** How far frames have been claimed. */
    long position()
    {
        return log.position();
    }

    /** Hands over each committed frame between two positions of which the first is the beginning of one. */
    int read(long from, long to, FrameHandler handler)
    {
        int frames = 0;
        long position = from;
        wholeLength = -1;
        while (position < to)
        {
            UnsafeBuffer term = log.termAt(position);
            int offset = log.offsetOf(position);
            int length = awaitLength(term, offset);
            if (length == 0)
            {
                break;
            }
            if (length > 0 && !FrameDescriptor.isPaddingFrame(term, offset))
            {
                frames += handOver(term, offset, length, handler);
            }
            position += BitUtil.align(Math.abs(length), FrameDescriptor.FRAME_ALIGNMENT);
            if (length < 0)
            {
                unread.add(position);
            }
        }
        readTo = position;
        return frames;
    }

    /**
     * Another thread may be just between the claim of a frame and its header. What follows may be committed long since,
     * so that thread is waited for: nothing holds it up there but other threads that want its core.
     */
    private static int awaitLength(UnsafeBuffer term, int offset)
    {
        long deadlineNs = System.nanoTime() + HEADER_NS;
        int length = FrameDescriptor.frameLengthVolatile(term, offset);
        while (length == 0 && deadlineNs - System.nanoTime() > 0)
        {
            Thread.yield();
            length = FrameDescriptor.frameLengthVolatile(term, offset);
        }
        return length;
    }

    /** Has somebody read what was sent? */
    boolean isRead()
    {
        return readTo >= 0;
    }

    /** Was the frame handed over that ends at a position? */
    boolean hasRead(long end)
    {
        return end <= readTo && !unread.contains(end);
    }

    private int handOver(UnsafeBuffer term, int offset, int length, FrameHandler handler)
    {
        int begin = offset + DataHeaderFlyweight.HEADER_LENGTH;
        int payload = length - DataHeaderFlyweight.HEADER_LENGTH;
        byte flags = FrameDescriptor.frameFlags(term, offset);
        if ((flags & FrameDescriptor.UNFRAGMENTED) == FrameDescriptor.UNFRAGMENTED)
        {
            long tagValue = FrameTags.at(term, offset);
            if (prefixLength > 0 && FrameTags.tag(tagValue) == FrameTags.GIVEN_UP)
            {
                return 0;
            }
            IncomingStream.handOver(handler, FrameTags.tag(tagValue), term, begin + prefixLength,
                FrameTags.length(tagValue, payload - prefixLength));
            return 1;
        }
        // A frame of which the peer has taken a part only was not taken: what is left of it counts as one.
        wholeLength = (flags & FrameDescriptor.BEGIN_FRAG_FLAG) != 0 ? 0 : Math.max(0, wholeLength);
        if (whole.length < wholeLength + payload)
        {
            whole = Arrays.copyOf(whole, 2 * (wholeLength + payload));
        }
        term.getBytes(begin, whole, wholeLength, payload);
        wholeLength += payload;
        if ((flags & FrameDescriptor.END_FRAG_FLAG) == 0)
        {
            return 0;
        }
        int frameLength = Math.max(0, wholeLength - prefixLength);
        IncomingStream.handOver(handler, FrameTags.tag(FrameTags.at(term, offset)), new UnsafeBuffer(whole),
            wholeLength - frameLength, frameLength);
        wholeLength = -1;
        return 1;
    }

    @Override
    public void close()
    {
        log.close();
    }
}
