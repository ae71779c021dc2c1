package org.gradientbus.engine;

import org.agrona.MutableDirectBuffer;
import org.gradientbus.Importance;
import org.gradientbus.ReturnCode;

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
 */
final class FrameFields
{
    private static final long TIME_LIMIT_BY_LOCAL_CLOCK = 0b011;
    private static final byte TIME_LIMIT_AS_BUDGET = 0b001;

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

    private boolean isPlain;

    /** Writes the header of a frame for one destination. */
    void write(MutableDirectBuffer buffer, int offset, int toRef)
    {
        buffer.putLong(offset, Frame.OWN_HEADER, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(offset + 8, toRef & 0xFFFF_FFFFL | (long)fromRef << 32, ByteOrder.LITTLE_ENDIAN);
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

    /** Does the header say nothing but whom the frame is for, and how important it is? */
    boolean isPlain()
    {
        return isPlain;
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
