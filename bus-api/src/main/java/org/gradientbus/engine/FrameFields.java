package org.gradientbus.engine;

import org.agrona.MutableDirectBuffer;
import org.gradientbus.Importance;
import org.gradientbus.ReturnCode;
import org.gradientbus.codecs.frame.FrameEncoder;
import org.gradientbus.codecs.frame.FrameFlagsDecoder;
import org.gradientbus.codecs.frame.MessageHeaderEncoder;

/**
 * What a sender puts into the header of its frames. A plain holder that its owner fills and writes again and again.
 */
final class FrameFields
{
    private static final byte NO_FLAGS = 0;
    private static final byte TIME_LIMIT_BY_LOCAL_CLOCK = 0b011;
    private static final int TRIM_INDEX = MessageHeaderEncoder.ENCODED_LENGTH + FrameEncoder.trimEncodingOffset();
    private static final int FLAGS_INDEX = FrameEncoder.flagsEncodingOffset();

    int kind = Frame.KIND_MESSAGE;
    Importance importance = Importance.MEDIUM;
    ReturnCode returnCode = ReturnCode.OK;
    int fromRef = RefTable.NO_REF;
    long fromNode;
    long correlationId;
    boolean hasTimeLimit;
    long deadlineNs;
    int hops;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final FrameEncoder encoder = new FrameEncoder();

    static
    {
        if (!FrameFlagsDecoder.timeLimit(TIME_LIMIT_BY_LOCAL_CLOCK) ||
            !FrameFlagsDecoder.localClock(TIME_LIMIT_BY_LOCAL_CLOCK))
        {
            throw new AssertionError("flags differ from the schema");
        }
    }

    /** Writes header and block of a frame for one destination. */
    void write(MutableDirectBuffer buffer, int offset, int toRef)
    {
        encoder.wrapAndApplyHeader(buffer, offset, header)
            .toRef(toRef)
            .fromRef(fromRef)
            .fromNode(fromNode)
            .correlationId(correlationId)
            .timeNs(deadlineNs);
        final int block = encoder.offset();
        buffer.putByte(block + FrameEncoder.kindEncodingOffset(), (byte)kind);
        buffer.putByte(block + FLAGS_INDEX, hasTimeLimit ? TIME_LIMIT_BY_LOCAL_CLOCK : NO_FLAGS);
        buffer.putByte(block + FrameEncoder.importanceEncodingOffset(), (byte)importance.ordinal());
        buffer.putByte(block + FrameEncoder.statusEncodingOffset(), (byte)returnCode.ordinal());
        encoder.hops((short)hops).reserved((short)0).trim(0);
    }

    /** Says in a written frame that its last bytes are unused. */
    static void writeTrim(MutableDirectBuffer buffer, int offset, int trim)
    {
        buffer.putShort(offset + TRIM_INDEX, (short)trim, FrameEncoder.BYTE_ORDER);
    }

    /** Points a written frame at another destination. */
    static void writeToRef(MutableDirectBuffer buffer, int offset, int toRef)
    {
        buffer.putInt(offset + MessageHeaderEncoder.ENCODED_LENGTH + FrameEncoder.toRefEncodingOffset(), toRef,
            FrameEncoder.BYTE_ORDER);
    }
}
