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
 * What the header of a received frame says: verified when it is wrapped, and read from the frame once. The layout is
 * drawn in the schema, {@code codecs: frame.xml}, and as words in {@link FrameFields}.
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
    private long sender;
    private long clockShiftNs;

    private int toRef;
    private int fromRef;
    private long fromNode;
    private long correlationId;
    private long timeNs;
    private long lastWord;
    private int payloadOffset;
    private int payloadLength;

    /** Was the last one without a header? */
    private boolean isPlain;

    /**
     * Verifies a slice and wraps it.
     *
     * @return false when it is no frame: then nothing may be read
     */
    boolean wrap(DirectBuffer slice, int offset, int length)
    {
        if (length < HEADER_LENGTH)
        {
            return false;
        }
        int headerLength = HEADER_LENGTH;
        if (slice.getLong(offset, ByteOrder.LITTLE_ENDIAN) != OWN_HEADER)
        {
            headerLength = foreignHeaderLength(slice, offset);
            if (headerLength < HEADER_LENGTH || headerLength > length)
            {
                return false;
            }
        }
        final long refs = slice.getLong(offset + 8, ByteOrder.LITTLE_ENDIAN);
        toRef = (int)refs;
        fromRef = (int)(refs >>> 32);
        fromNode = slice.getLong(offset + 16, ByteOrder.LITTLE_ENDIAN);
        correlationId = slice.getLong(offset + 24, ByteOrder.LITTLE_ENDIAN);
        timeNs = slice.getLong(offset + 32, ByteOrder.LITTLE_ENDIAN);
        lastWord = slice.getLong(offset + LAST_WORD_OFFSET, ByteOrder.LITTLE_ENDIAN);
        payloadOffset = offset + headerLength;
        payloadLength = length - headerLength - (int)(lastWord >>> 48);
        isPlain = false;
        return payloadLength >= 0 && hasKnownCodes();
    }

    /** From which node the frames with a short header or none come that are wrapped next. */
    void sentBy(long node)
    {
        sender = node;
        isPlain = false;
    }

    /**
     * Verifies a slice that begins with a short header and wraps it.
     *
     * @return false when it is no frame: then nothing may be read
     */
    boolean wrapShort(DirectBuffer slice, int offset, int length, int newToRef)
    {
        if (length < FrameFields.SHORT_LENGTH)
        {
            return false;
        }
        final long word = slice.getLong(offset, ByteOrder.LITTLE_ENDIAN);
        if (length < FrameFields.shortHeaderLength(word))
        {
            return false;
        }
        wrapShort(word, slice, offset, length, newToRef);
        return hasKnownCodes();
    }

    /** Wraps a slice that this bus itself began with a short header. */
    void wrapOwnShort(DirectBuffer slice, int offset, int length, int newToRef)
    {
        wrapShort(slice.getLong(offset, ByteOrder.LITTLE_ENDIAN), slice, offset, length, newToRef);
    }

    /** The first word may be in memory that others write, and is not read again. */
    private void wrapShort(long word, DirectBuffer slice, int offset, int length, int newToRef)
    {
        final int headerLength = FrameFields.shortHeaderLength(word);
        toRef = newToRef;
        fromRef = (int)(word >>> 32);
        fromNode = sender;
        correlationId = slice.getLong(offset + 8, ByteOrder.LITTLE_ENDIAN);
        timeNs = headerLength == FrameFields.SHORT_LENGTH ? 0 : slice.getLong(offset + 16, ByteOrder.LITTLE_ENDIAN);
        lastWord = FrameFields.lastWord(word);
        payloadOffset = offset + headerLength;
        payloadLength = length - headerLength;
        isPlain = false;
    }

    /** Wraps the header of a frame that came without one: it says how important the message is, and nothing else. */
    void wrapPlain(int importance)
    {
        // Most often it is as the one before.
        final long word = (long)importance << 16;
        if (!isPlain || lastWord != word)
        {
            toRef = RefTable.NO_REF;
            fromRef = RefTable.NO_REF;
            fromNode = sender;
            correlationId = 0;
            timeNs = 0;
            lastWord = word;
            isPlain = true;
        }
    }

    /** Is every code in the last word one that this version knows? */
    private boolean hasKnownCodes()
    {
        return kind() <= KIND_CONTROL &&
            byteAt(16) < IMPORTANCES.length &&
            byteAt(24) < RETURN_CODES.length;
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
        return toRef;
    }

    int fromRef()
    {
        return fromRef;
    }

    long fromNode()
    {
        return fromNode;
    }

    long correlationId()
    {
        return correlationId;
    }

    /** Deadline on the bus's own clock; of meaning only when {@link #hasTimeLimit()}. */
    long deadlineNs()
    {
        return timeNs + clockShiftNs;
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
    private int foreignHeaderLength(DirectBuffer slice, int offset)
    {
        header.wrap(slice, offset);
        return header.schemaId() == FrameEncoder.SCHEMA_ID && header.templateId() == FrameEncoder.TEMPLATE_ID ?
            MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength() : 0;
    }
}
