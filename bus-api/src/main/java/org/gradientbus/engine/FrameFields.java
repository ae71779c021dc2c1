package org.gradientbus.engine;

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
 * <p>On a link that carries tags the tag says whom the frame is for, see {@link FrameTag}, the receiver knows the node
 * that sends, and the header leaves out what goes without saying. It is empty for a message that says nothing else.
 * Otherwise the tag tells that in front of the payload stand
 *
 * <pre>
 *    0  word 0   kind u4 | importance u4 | flags u8 | status u8 | fromLoop u8 | fromRef i32
 *    8  word 1   correlationId
 *   16  word 2   timeNs; left out when the flags say that there is no time limit
 * </pre>
 *
 * <p>unless it was forwarded, or comes from another node: then the whole header does.
 */
final class FrameFields
{
    static final int SHORT_LENGTH = 16;
    static final int SHORT_LENGTH_WITH_TIME = 24;

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

    /** Claims room for a frame to one destination with as much of a header in front as the link needs. */
    SendStatus claim(Link link, int ref, int length, Importance fill, FrameClaim room)
    {
        return claim(link, ref, ref, length, fill, room);
    }

    /**
     * Claims room for a frame with as much of a header in front as the link needs.
     *
     * @param tag     that says whom it is for
     * @param bareTag that says it beside a message without any header; {@link FrameTag#NONE} when none does
     */
    SendStatus claim(Link link, int tag, int bareTag, int length, Importance fill, FrameClaim room)
    {
        final int headerLength = headerLength(link, bareTag);
        if (headerLength == Frame.HEADER_LENGTH)
        {
            return link.tryClaim(headerLength + length, fill, room);
        }
        final int usedTag = headerLength == 0 ? bareTag : FrameTag.withShortHeader(tag);
        return link.tryClaimTagged(usedTag, headerLength + length, fill, room);
    }

    /** What stands in front of the payload on a link. */
    int headerLength(Link link, int bareTag)
    {
        if (!link.carriesTags())
        {
            return Frame.HEADER_LENGTH;
        }
        if (isPlain && bareTag != FrameTag.NONE)
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
            buffer.putLong(offset, shortWord(), ByteOrder.LITTLE_ENDIAN);
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

    /** Says in a written frame with a time limit how much time is left, for a reader whose clock is another. */
    static void writeBudget(FrameClaim room, int payloadLength, long remainingNs)
    {
        final boolean isShort = room.length() - payloadLength != Frame.HEADER_LENGTH;
        final MutableDirectBuffer buffer = room.buffer();
        final int offset = room.offset();
        buffer.putLong(offset + (isShort ? 16 : 32), remainingNs, ByteOrder.LITTLE_ENDIAN);
        buffer.putByte(offset + (isShort ? 0 : Frame.LAST_WORD_OFFSET) + 1, TIME_LIMIT_AS_BUDGET);
    }

    /** What the first word of a short header says of its length. */
    static int shortHeaderLength(long word)
    {
        return (word & TIME_LIMIT_BIT) != 0 ? SHORT_LENGTH_WITH_TIME : SHORT_LENGTH;
    }

    /** What the first word of a short header says, as the last word of a whole one does. */
    static long lastWord(long word)
    {
        return word & 0xFF0FL | (word & 0xF0L) << 12 | (word & 0xFF_0000L) << 8 | (word & 0xFF00_0000L) << 16;
    }

    /** To be called when the fields are as they will stay: only those of a port that never changes them are plain. */
    void decidePlain()
    {
        isPlain = kind == Frame.KIND_MESSAGE && fromRef == RefTable.NO_REF && !hasTimeLimit;
    }

    private long shortWord()
    {
        return kind |
            importance.ordinal() << 4 |
            (hasTimeLimit ? TIME_LIMIT_BY_LOCAL_CLOCK << 8 : 0) |
            (long)returnCode.ordinal() << 16 |
            (long)fromLoop << 24 |
            (long)fromRef << 32;
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
