package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Importance;
import org.gradientbus.MessageKind;
import org.gradientbus.ReturnCode;
import org.gradientbus.codecs.frame.FrameEncoder;
import org.gradientbus.codecs.frame.FrameKind;
import org.gradientbus.codecs.frame.MessageHeaderDecoder;

import java.nio.ByteOrder;

/**
 * A received frame: verified when it is wrapped, before anything else is read from it. The layout is drawn in the
 * schema, {@code codecs: frame.xml}, and as words in {@link FrameFields}.
 */
final class Frame extends Padded
{
    /** SBE header and block, as this version writes them: where the payload begins. */
    static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + FrameEncoder.BLOCK_LENGTH;

    /** Where kind, flags, importance, status, hops and trim are. */
    static final int LAST_WORD_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH + FrameEncoder.kindEncodingOffset();

    /** The SBE header that this version writes, as one little-endian word. */
    static final long OWN_HEADER =
        FrameEncoder.BLOCK_LENGTH |
        (long)FrameEncoder.TEMPLATE_ID << 16 |
        (long)FrameEncoder.SCHEMA_ID << 32 |
        (long)FrameEncoder.SCHEMA_VERSION << 48;

    static final int KIND_MESSAGE = FrameKind.MESSAGE.value();
    static final int KIND_REQUEST = FrameKind.REQUEST.value();
    static final int KIND_REPLY = FrameKind.REPLY.value();
    static final int KIND_RETURNED = FrameKind.RETURNED.value();
    static final int KIND_CONTROL = FrameKind.CONTROL.value();

    private static final int TIME_LIMIT = 1;
    private static final int LOCAL_CLOCK = 2;
    private static final int U8 = 0xFF;
    private static final Importance[] IMPORTANCES = Importance.values();
    private static final ReturnCode[] RETURN_CODES = ReturnCode.values();
    private static final MessageKind[] KINDS = MessageKind.values();

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private DirectBuffer buffer;
    private int offset;
    private int payloadOffset;
    private int payloadLength;
    private long lastWord;
    private long clockShiftNs;

    /** Of a frame that came with a short one. */
    private final View expandedHeader = View.allocate(HEADER_LENGTH);

    /**
     * Verifies a slice and wraps it.
     *
     * @return false when it is no frame: then nothing may be read
     */
    boolean wrap(DirectBuffer slice, int sliceOffset, int length)
    {
        if (length < HEADER_LENGTH)
        {
            return false;
        }
        int headerLength = HEADER_LENGTH;
        if (slice.getLong(sliceOffset, ByteOrder.LITTLE_ENDIAN) != OWN_HEADER)
        {
            headerLength = foreignHeaderLength(slice, sliceOffset);
            if (headerLength < HEADER_LENGTH || headerLength > length)
            {
                return false;
            }
        }
        if (buffer != slice)
        {
            buffer = slice;
        }
        offset = sliceOffset;
        lastWord = slice.getLong(sliceOffset + LAST_WORD_OFFSET, ByteOrder.LITTLE_ENDIAN);
        payloadOffset = sliceOffset + headerLength;
        payloadLength = length - headerLength - (int)(lastWord >>> 48);
        return payloadLength >= 0 && hasKnownCodes();
    }

    /** Is every code in the last word one that this version knows? */
    private boolean hasKnownCodes()
    {
        return kind() <= KIND_CONTROL &&
            byteAt(16) < IMPORTANCES.length &&
            byteAt(24) < RETURN_CODES.length;
    }

    /** From which node the frames with short headers come that are wrapped next. */
    void sentBy(long node)
    {
        FrameFields.writeFromNode(expandedHeader, node);
    }

    /**
     * Verifies a slice that begins with a short header and wraps it. Of memory that others may write, nothing that was
     * verified is read again.
     *
     * @return false when it is no frame: then nothing may be read
     */
    boolean wrapShort(DirectBuffer slice, int sliceOffset, int length, int toRef)
    {
        if (length < FrameFields.SHORT_LENGTH)
        {
            return false;
        }
        final long word = slice.getLong(sliceOffset, ByteOrder.LITTLE_ENDIAN);
        final int headerLength = FrameFields.shortHeaderLength(word);
        if (length < headerLength)
        {
            return false;
        }
        if (buffer != expandedHeader)
        {
            buffer = expandedHeader;
        }
        offset = 0;
        lastWord = FrameFields.expand(word, slice, sliceOffset, toRef, expandedHeader);
        payloadOffset = sliceOffset + headerLength;
        payloadLength = length - headerLength;
        return hasKnownCodes();
    }

    /** Wraps the header of a frame that came without one: it is what its sender would have written. */
    void wrapHeader(DirectBuffer headerOfItsKind)
    {
        // Most often it is the one before, whose last word is known.
        if (buffer != headerOfItsKind)
        {
            buffer = headerOfItsKind;
            offset = 0;
            lastWord = headerOfItsKind.getLong(LAST_WORD_OFFSET, ByteOrder.LITTLE_ENDIAN);
        }
    }

    DirectBuffer buffer()
    {
        return buffer;
    }

    int payloadOffset()
    {
        return payloadOffset;
    }

    int payloadLength()
    {
        return payloadLength;
    }

    int toRef()
    {
        return buffer.getInt(offset + 8, ByteOrder.LITTLE_ENDIAN);
    }

    int fromRef()
    {
        return buffer.getInt(offset + 12, ByteOrder.LITTLE_ENDIAN);
    }

    long fromNode()
    {
        return buffer.getLong(offset + 16, ByteOrder.LITTLE_ENDIAN);
    }

    long correlationId()
    {
        return buffer.getLong(offset + 24, ByteOrder.LITTLE_ENDIAN);
    }

    /** Deadline on the bus's own clock; of meaning only when {@link #hasTimeLimit()}. */
    long deadlineNs()
    {
        return buffer.getLong(offset + 32, ByteOrder.LITTLE_ENDIAN) + clockShiftNs;
    }

    /** Is the time in the frame a deadline on the host's clock, rather than what remains? */
    boolean isByHostClock()
    {
        return (byteAt(8) & LOCAL_CLOCK) != 0;
    }

    /** What to add to the time in this frame, and in those that are wrapped next, to get a deadline. */
    void shiftTime(long newClockShiftNs)
    {
        clockShiftNs = newClockShiftNs;
    }

    int kind()
    {
        return byteAt(0);
    }

    /** Of every kind but CONTROL, which no user sees. */
    MessageKind messageKind()
    {
        return KINDS[kind()];
    }

    boolean hasTimeLimit()
    {
        return (byteAt(8) & TIME_LIMIT) != 0;
    }

    Importance importance()
    {
        return IMPORTANCES[byteAt(16)];
    }

    ReturnCode returnCode()
    {
        return RETURN_CODES[byteAt(24)];
    }

    int hops()
    {
        return byteAt(32);
    }

    /** The sender's loop that an answer must go through. */
    int fromLoop()
    {
        return byteAt(40);
    }

    private int byteAt(int bit)
    {
        return (int)(lastWord >>> bit) & U8;
    }

    /** Of another version's frame: its block may be longer than ours. 0 when it is no frame at all. */
    private int foreignHeaderLength(DirectBuffer slice, int sliceOffset)
    {
        header.wrap(slice, sliceOffset);
        return header.schemaId() == FrameEncoder.SCHEMA_ID && header.templateId() == FrameEncoder.TEMPLATE_ID ?
            MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength() : 0;
    }
}
