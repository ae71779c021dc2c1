package org.gradientbus.udp;

import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * The frames of one datagram of data, each of which Aeron will find by the length of the one before it.
 *
 * <pre>
 *   0             4     5      6      8             12            16            20            24           32
 *   +-------------+-----+------+------+-------------+-------------+-------------+-------------+------------+- - -
 *   | length      | 0   | flags| type | term offset | session     | stream      | term id     | reserved   | payload
 *   +-------------+-----+------+------+-------------+-------------+-------------+-------------+------------+- - -
 * </pre>
 *
 * Little endian. The length counts the header; each frame begins at a multiple of 32 bytes behind the one before it,
 * and the last ends with the datagram. Of padding there is only the header, and nothing behind it. A datagram of one
 * header with the length 0 is a heartbeat.
 */
final class DataFrames
{
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int ALIGNMENT = FrameDescriptor.FRAME_ALIGNMENT;
    private static final int HEADER = DataHeaderFlyweight.HEADER_LENGTH;
    private static final int PART_FLAGS = 0xC0;
    private static final int BEAT_FLAGS = PART_FLAGS | DataHeaderFlyweight.EOS_FLAG;

    /** A term is at most 1 GiB. */
    private static final int MOST_LENGTH = 1 << 30;

    private DirectBuffer buffer;
    private int length;
    private int span;

    /**
     * Reads a datagram.
     *
     * @return false when it is not one that a driver sends
     */
    boolean read(DirectBuffer datagram, int datagramLength)
    {
        buffer = datagram;
        length = datagramLength;
        span = 0;
        if (length < HEADER || termOffset() < 0 || (termOffset() & ALIGNMENT - 1) != 0)
        {
            return false;
        }
        if (isHeartbeat())
        {
            return isHeader(0) && type(0) == HeaderFlyweight.HDR_TYPE_DATA && (flags(0) & ~BEAT_FLAGS) == 0;
        }
        int at = 0;
        while (at < length)
        {
            if (length - at < HEADER || !isFrame(at))
            {
                return false;
            }
            span = at + spanOf(at);
            at += bytesOf(at);
        }
        return at == length && span > 0 && span <= MOST_LENGTH - termOffset();
    }

    private boolean isFrame(int at)
    {
        int frameLength = frameLength(at);
        if (!isHeader(at) || (flags(at) & ~PART_FLAGS) != 0 || frameLength < HEADER || frameLength > MOST_LENGTH)
        {
            return false;
        }
        if (type(at) == HeaderFlyweight.HDR_TYPE_PAD)
        {
            // Behind one that is longer than its header Aeron begins another datagram.
            return spanOf(at) == HEADER || at + HEADER == length;
        }
        return type(at) == HeaderFlyweight.HDR_TYPE_DATA;
    }

    /** Of the stream, session and term of the first, and for the place that it has behind it? */
    private boolean isHeader(int at)
    {
        return buffer.getByte(at + HeaderFlyweight.VERSION_FIELD_OFFSET) == HeaderFlyweight.CURRENT_VERSION &&
            buffer.getInt(at + DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET, ORDER) == termOffset() + at &&
            buffer.getInt(at + DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET, ORDER) == sessionId() &&
            buffer.getInt(at + DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET, ORDER) == streamId() &&
            buffer.getInt(at + DataHeaderFlyweight.TERM_ID_FIELD_OFFSET, ORDER) == termId();
    }

    boolean isHeartbeat()
    {
        return length == HEADER && frameLength(0) == 0;
    }

    /** Where in the datagram the frame behind another one begins. */
    int next(int at)
    {
        return at + bytesOf(at);
    }

    /** What a frame takes of the term, and the next one leaves free before it. */
    int spanOf(int at)
    {
        return BitUtil.align(frameLength(at), ALIGNMENT);
    }

    private int bytesOf(int at)
    {
        return type(at) == HeaderFlyweight.HDR_TYPE_PAD ? HEADER : spanOf(at);
    }

    /** What all frames take of the term, padding too. */
    int span()
    {
        return span;
    }

    int length()
    {
        return length;
    }

    int termOffset()
    {
        return buffer.getInt(DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET, ORDER);
    }

    int sessionId()
    {
        return buffer.getInt(DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET, ORDER);
    }

    int streamId()
    {
        return buffer.getInt(DataHeaderFlyweight.STREAM_ID_FIELD_OFFSET, ORDER);
    }

    int termId()
    {
        return buffer.getInt(DataHeaderFlyweight.TERM_ID_FIELD_OFFSET, ORDER);
    }

    private int frameLength(int at)
    {
        return buffer.getInt(at, ORDER);
    }

    private int flags(int at)
    {
        return buffer.getByte(at + HeaderFlyweight.FLAGS_FIELD_OFFSET) & 0xFF;
    }

    private int type(int at)
    {
        return buffer.getShort(at + HeaderFlyweight.TYPE_FIELD_OFFSET, ORDER) & 0xFFFF;
    }
}
