package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.gradientbus.Importance;
import org.gradientbus.ReturnCode;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;

import java.nio.ByteOrder;

/**
 * What a sender puts into the header of its frames. A plain holder that its owner fills, and writes again and again.
 *
 * <p>A header is six little-endian words, written as such: one check of bounds for eight bytes. {@code FrameTest} holds
 * them against the generated encoder.
 *
 * <pre>
 *    0  word 0   blockLength u16 | templateId u16 | schemaId u16 | version u16
 *    8  word 1   toRef i32 | fromRef i32
 *   16  word 2   fromNode
 *   24  word 3   correlationId
 *   32  word 4   timeNs
 *   40  word 5   kind u8 | flags u8 | importance u8 | status u8 | hops u8 | fromLoop u8 | trim u16
 * </pre>
 *
 * <p>On a link that carries tags the tag is the toRef, and the header leaves out what goes without saying there. It is
 * empty for a message that says nothing else. Otherwise the tag is negative, and in front of the payload stand
 *
 * <pre>
 *    0  word 0   kind u8 | flags u8 | importance u8 | status u8 | fromRef i32
 *    8  word 1   correlationId
 *   16  word 2   timeNs; left out when the flags say that there is no time limit
 * </pre>
 *
 * <p>unless it was forwarded, or comes from another node: then the whole header does.
 */
final class FrameFields
{
    /** Of a tag, besides the ref: a short header follows. */
    private static final int SHORT = 1 << 31;

    private static final int SHORT_LENGTH = 16;
    private static final int SHORT_LENGTH_WITH_TIME = 24;
    private static final long TIME_LIMIT_BY_LOCAL_CLOCK = 0b011;
    private static final byte TIME_LIMIT_AS_BUDGET = 0b001;
    private static final long TIME_LIMIT_BIT = 1 << 8;
    private static final long LOW_HALF = 0xFFFF_FFFFL;

    int kind = Frame.KIND_MESSAGE;
    Importance importance = Importance.MEDIUM;
    ReturnCode returnCode = ReturnCode.OK;
    int fromRef = RefTable.NO_REF;
    int fromLoop;
    long fromNode;
    long correlationId;
    boolean hasTimeLimit;
    long deadlineNs;
    int hops;

    private final long ownNode;
    private boolean isPlain;

    /** Of a sender on this node; the frames come from it until {@link #fromNode} says otherwise. */
    FrameFields(long ownNode)
    {
        this.ownNode = ownNode;
        fromNode = ownNode;
    }

    /** Claims room for a frame with as much of a header in front as the link needs. */
    SendStatus claim(Link link, int ref, int length, Importance fill, FrameClaim room)
    {
        final int headerLength = headerLength(link);
        return headerLength == Frame.HEADER_LENGTH ?
            link.tryClaim(headerLength + length, fill, room) :
            link.tryClaimTagged(headerLength == 0 ? ref : ref | SHORT, headerLength + length, fill, room);
    }

    /** What stands in front of the payload on a link. */
    int headerLength(Link link)
    {
        if (!link.carriesTags())
        {
            return Frame.HEADER_LENGTH;
        }
        if (isPlain)
        {
            return 0;
        }
        if (hops > 0 || fromNode != ownNode)
        {
            return Frame.HEADER_LENGTH;
        }
        return hasTimeLimit ? SHORT_LENGTH_WITH_TIME : SHORT_LENGTH;
    }

    /** Writes the header that the room has space for in front of the payload. */
    void write(FrameClaim room, int payloadLength, int toRef)
    {
        final int headerLength = room.length() - payloadLength;
        if (headerLength == Frame.HEADER_LENGTH)
        {
            write(room.buffer(), room.offset(), toRef);
        }
        else if (headerLength > 0)
        {
            final MutableDirectBuffer buffer = room.buffer();
            final int offset = room.offset();
            buffer.putLong(offset, lastWord() & LOW_HALF | (long)fromRef << 32, ByteOrder.LITTLE_ENDIAN);
            buffer.putLong(offset + 8, correlationId, ByteOrder.LITTLE_ENDIAN);
            if (hasTimeLimit)
            {
                buffer.putLong(offset + 16, deadlineNs, ByteOrder.LITTLE_ENDIAN);
            }
        }
    }

    /** Writes the header of a frame for one destination. */
    void write(MutableDirectBuffer buffer, int offset, int toRef)
    {
        buffer.putLong(offset, Frame.OWN_HEADER, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + 8, toRef & LOW_HALF | (long)fromRef << 32, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + 16, fromNode, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + 24, correlationId, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + 32, deadlineNs, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + Frame.LAST_WORD_OFFSET, lastWord(), ByteOrder.LITTLE_ENDIAN);
    }

    /** Says in a written frame that its last bytes are unused. */
    static void writeTrim(MutableDirectBuffer buffer, int offset, int trim)
    {
        buffer.putShort(offset + Frame.LAST_WORD_OFFSET + 6, (short)trim, ByteOrder.LITTLE_ENDIAN);
    }

    /** Says in a written frame how much time is left, for a reader whose clock is another. */
    static void writeBudget(MutableDirectBuffer buffer, int offset, long remainingNs)
    {
        buffer.putLong(offset + 32, remainingNs, ByteOrder.LITTLE_ENDIAN);
        buffer.putByte(offset + Frame.LAST_WORD_OFFSET + 1, TIME_LIMIT_AS_BUDGET);
    }

    /** Does a short header follow the tag? */
    static boolean hasShortHeader(int tag)
    {
        return tag < 0;
    }

    static int ref(int tag)
    {
        return tag & ~SHORT;
    }

    /**
     * Writes into a header what a short one says, and leaves the rest as it is: written by {@link #write} on this node.
     *
     * @return length of the short header
     */
    static int expand(DirectBuffer shortHeader, int offset, int toRef, MutableDirectBuffer header)
    {
        final long word = shortHeader.getLong(offset, ByteOrder.LITTLE_ENDIAN);
        final boolean hasTime = (word & TIME_LIMIT_BIT) != 0;
        header.putLong(8, toRef & LOW_HALF | word & ~LOW_HALF, ByteOrder.LITTLE_ENDIAN);
        header.putLong(24, shortHeader.getLong(offset + 8, ByteOrder.LITTLE_ENDIAN), ByteOrder.LITTLE_ENDIAN);
        header.putLong(
            32, hasTime ? shortHeader.getLong(offset + 16, ByteOrder.LITTLE_ENDIAN) : 0, ByteOrder.LITTLE_ENDIAN);
        header.putLong(Frame.LAST_WORD_OFFSET, word & LOW_HALF, ByteOrder.LITTLE_ENDIAN);
        return hasTime ? SHORT_LENGTH_WITH_TIME : SHORT_LENGTH;
    }

    /** To be called when the fields are as they will stay: only those of a port that never changes them are plain. */
    void decidePlain()
    {
        isPlain = kind == Frame.KIND_MESSAGE && fromRef == RefTable.NO_REF && !hasTimeLimit;
    }

    private long lastWord()
    {
        return kind |
            (hasTimeLimit ? TIME_LIMIT_BY_LOCAL_CLOCK << 8 : 0) |
            importance.ordinal() << 16 |
            returnCode.ordinal() << 24 |
            (long)hops << 32 |
            (long)fromLoop << 40;
    }
}
