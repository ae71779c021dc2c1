package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Importance;
import org.gradientbus.MessageKind;
import org.gradientbus.ReturnCode;
import org.gradientbus.codecs.frame.FrameDecoder;
import org.gradientbus.codecs.frame.FrameEncoder;
import org.gradientbus.codecs.frame.FrameFlagsDecoder;
import org.gradientbus.codecs.frame.FrameKind;
import org.gradientbus.codecs.frame.MessageHeaderDecoder;

import java.nio.ByteOrder;

/**
 * A received frame: verified when it is wrapped, before anything is read from it. The layout is drawn in the schema,
 * {@code codecs: frame.xml}.
 */
final class Frame
{
    /** SBE header and block, as this version writes them: where the payload begins. */
    static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + FrameEncoder.BLOCK_LENGTH;

    static final int KIND_MESSAGE = FrameKind.MESSAGE.value();
    static final int KIND_REQUEST = FrameKind.REQUEST.value();
    static final int KIND_REPLY = FrameKind.REPLY.value();
    static final int KIND_RETURNED = FrameKind.RETURNED.value();
    static final int KIND_CONTROL = FrameKind.CONTROL.value();

    private static final int FLAGS_INDEX = FrameDecoder.flagsEncodingOffset();
    private static final Importance[] IMPORTANCES = Importance.values();
    private static final ReturnCode[] RETURN_CODES = ReturnCode.values();
    private static final MessageKind[] KINDS = MessageKind.values();

    /** The SBE header that this version writes, read as one little-endian long. */
    private static final long OWN_HEADER =
        FrameEncoder.BLOCK_LENGTH |
        (long)FrameEncoder.TEMPLATE_ID << 16 |
        (long)FrameEncoder.SCHEMA_ID << 32 |
        (long)FrameEncoder.SCHEMA_VERSION << 48;

    private final FrameDecoder decoder = new FrameDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private DirectBuffer buffer;
    private int payloadOffset;
    private int payloadLength;

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
        int blockLength = FrameEncoder.BLOCK_LENGTH;
        int version = FrameEncoder.SCHEMA_VERSION;
        if (slice.getLong(offset, ByteOrder.LITTLE_ENDIAN) != OWN_HEADER)
        {
            header.wrap(slice, offset);
            blockLength = header.blockLength();
            version = header.version();
            if (header.schemaId() != FrameEncoder.SCHEMA_ID ||
                header.templateId() != FrameEncoder.TEMPLATE_ID ||
                blockLength < FrameEncoder.BLOCK_LENGTH)
            {
                return false;
            }
        }
        final int blockOffset = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        decoder.wrap(slice, blockOffset, blockLength, version);
        buffer = slice;
        payloadOffset = blockOffset + blockLength;
        final long remaining = (long)length - MessageHeaderDecoder.ENCODED_LENGTH - blockLength;
        if (remaining < 0)
        {
            return false;
        }
        payloadLength = (int)remaining - decoder.trim();
        return payloadLength >= 0 &&
            decoder.kindRaw() <= KIND_CONTROL &&
            decoder.importanceRaw() < IMPORTANCES.length &&
            decoder.statusRaw() < RETURN_CODES.length;
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
        return decoder.toRef();
    }

    int fromRef()
    {
        return decoder.fromRef();
    }

    long fromNode()
    {
        return decoder.fromNode();
    }

    long correlationId()
    {
        return decoder.correlationId();
    }

    int kind()
    {
        return decoder.kindRaw();
    }

    MessageKind messageKind()
    {
        return KINDS[decoder.kindRaw()];
    }

    int flags()
    {
        return buffer.getByte(decoder.offset() + FLAGS_INDEX);
    }

    boolean hasTimeLimit()
    {
        return FrameFlagsDecoder.timeLimit((byte)flags());
    }

    /** Deadline on the host's monotonic clock; of meaning only when {@link #hasTimeLimit()}. */
    long deadlineNs()
    {
        return decoder.timeNs();
    }

    Importance importance()
    {
        return IMPORTANCES[decoder.importanceRaw()];
    }

    ReturnCode returnCode()
    {
        return RETURN_CODES[decoder.statusRaw()];
    }

    int hops()
    {
        return decoder.hops();
    }
}
