package org.gradientbus.udp;

import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.LogBufferDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/**
 * What the sender's driver has sent of a stream, and to which receiver. By the sender's thread.
 */
final class SentStream
{
    private static final int TERMS = LogBufferDescriptor.PARTITION_COUNT;
    private static final int HEADER = DataHeaderFlyweight.HEADER_LENGTH;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** A receiver that goes on says so five times a second. Another one may take its place after that. */
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int NAKS_PER_SECOND = 4096;

    private final int sessionId;
    private final int streamId;
    private final UnsafeBuffer[] terms = new UnsafeBuffer[TERMS];
    private final RateLimit naks;
    private int termBytes;
    private int initialTermId;
    private long sentPosition = -1;
    private boolean hasReceiver;
    private long receiverId;
    private int windowBytes;
    private long heardNs;

    SentStream(int sessionId, int streamId, long nowNs)
    {
        this.sessionId = sessionId;
        this.streamId = streamId;
        naks = new RateLimit(NAKS_PER_SECOND, NAKS_PER_SECOND, nowNs);
    }

    /** The driver says how the stream is laid out, before it sends anything else. */
    void onSetupSent(int newTermBytes, int newInitialTermId, int activeTermId, int termOffset)
    {
        termBytes = newTermBytes;
        initialTermId = newInitialTermId;
        sentPosition = Math.max(sentPosition, position(activeTermId, termOffset));
    }

    /** The driver sends frames, which are a part of the term's memory. */
    void onDataSent(ByteBuffer term, int offset, int length, int termId)
    {
        if (termBytes == 0)
        {
            return;
        }
        int index = Math.floorMod(termId - initialTermId, TERMS);
        if (terms[index] == null || terms[index].byteBuffer() != term)
        {
            terms[index] = new UnsafeBuffer(term);
        }
        sentPosition = Math.max(sentPosition, position(termId, offset) + length + paddingAt(index, offset + length));
    }

    /** Padding is sent as a header alone, the last of its datagram, and counts as a whole. */
    private int paddingAt(int index, int end)
    {
        int last = end - HEADER;
        UnsafeBuffer term = terms[index];
        boolean isPadding = (term.getShort(last + HeaderFlyweight.TYPE_FIELD_OFFSET, ORDER) & 0xFFFF) ==
            HeaderFlyweight.HDR_TYPE_PAD &&
            term.getInt(last + DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET, ORDER) == last &&
            term.getInt(last + DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET, ORDER) == sessionId;
        return isPadding ? Math.max(0, alignedLength(term, last) - HEADER) : 0;
    }

    private static int alignedLength(DirectBuffer term, int offset)
    {
        return BitUtil.align(term.getInt(offset, ORDER), FrameDescriptor.FRAME_ALIGNMENT);
    }

    /** Whether word of what was taken may be believed, or why not. */
    Refusal checkStatus(long fromReceiver, int termId, int termOffset, int window, boolean isLast, long nowNs)
    {
        long position = position(termId, termOffset);
        if (termBytes == 0 || termOffset < 0 || termOffset >= termBytes ||
            termOffset % FrameDescriptor.FRAME_ALIGNMENT != 0 || position < 0 || position > sentPosition ||
            window <= 0 || window > termBytes / 2)
        {
            return Refusal.STATUS;
        }
        if (!hasReceiver || fromReceiver != receiverId && nowNs - heardNs > SILENCE_NS)
        {
            receiverId = fromReceiver;
            windowBytes = window;
        }
        if (fromReceiver != receiverId)
        {
            return Refusal.RECEIVER;
        }
        if (window != windowBytes)
        {
            return Refusal.STATUS;
        }
        hasReceiver = !isLast;
        heardNs = nowNs;
        return null;
    }

    /** Whether the receiver may ask again for a stretch, or why not. */
    Refusal checkNak(int termId, int termOffset, int length, long nowNs)
    {
        long position = position(termId, termOffset);
        if (termBytes == 0 || termOffset < 0 || termOffset % FrameDescriptor.FRAME_ALIGNMENT != 0 || length <= 0 ||
            termOffset > termBytes - HEADER || length > termBytes - termOffset ||
            position < 0 || position >= sentPosition || position < sentPosition - termBytes)
        {
            return Refusal.NAK;
        }
        // Aeron takes what is there for the length of a frame.
        return !isFrame(terms[Math.floorMod(termId - initialTermId, TERMS)], termId, termOffset) ? Refusal.NAK :
            naks.tryTake(nowNs) ? null : Refusal.NAK_RATE;
    }

    private boolean isFrame(DirectBuffer term, int termId, int offset)
    {
        if (term == null)
        {
            return false;
        }
        int type = term.getShort(offset + HeaderFlyweight.TYPE_FIELD_OFFSET, ORDER) & 0xFFFF;
        int length = term.getInt(offset, ORDER);
        return length >= HEADER && length <= termBytes - offset &&
            term.getByte(offset + HeaderFlyweight.VERSION_FIELD_OFFSET) == HeaderFlyweight.CURRENT_VERSION &&
            (type == HeaderFlyweight.HDR_TYPE_DATA || type == HeaderFlyweight.HDR_TYPE_PAD) &&
            term.getInt(offset + DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET, ORDER) == offset &&
            term.getInt(offset + DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET, ORDER) == sessionId &&
            term.getInt(offset + DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET, ORDER) == streamId &&
            term.getInt(offset + DataHeaderFlyweight.TERM_ID_FIELD_OFFSET, ORDER) == termId;
    }

    private long position(int termId, int termOffset)
    {
        return (long)(termId - initialTermId) * termBytes + termOffset;
    }
}
