package org.gradientbus.jmh.codec;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.codecs.frame.FrameDecoder;
import org.gradientbus.codecs.frame.FrameEncoder;
import org.gradientbus.codecs.frame.FrameKind;
import org.gradientbus.codecs.frame.ImportanceCode;
import org.gradientbus.codecs.frame.MessageHeaderDecoder;
import org.gradientbus.codecs.frame.MessageHeaderEncoder;
import org.gradientbus.codecs.frame.ReturnCode;
import org.gradientbus.codecs.verify.StructureVerifier;

/**
 * The bus's header in front of a payload, whole, by the flyweights that SBE makes from its schema.
 */
final class FrameCodec
{
    /** Of the frame: the header, and a payload that nobody looks at. */
    static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + FrameEncoder.BLOCK_LENGTH + 32;

    private static final int TO_REF = 17;
    private static final int FROM_REF = 4;
    private static final long FROM_NODE = 0x9F3C_62D1_0A7B_E455L;
    private static final long TIME_NS = 250_000_000;
    private static final short FROM_LOOP = 1;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final FrameEncoder encoder = new FrameEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final FrameDecoder decoder = new FrameDecoder();
    private final StructureVerifier verifier =
        StructureVerifier.load(FrameEncoder.class, "/org/gradientbus/codecs/frame.sbeir");

    /** Returns the bytes that the header takes. */
    int encode(long correlationId)
    {
        encoder.wrapAndApplyHeader(buffer, 0, headerEncoder)
            .toRef(TO_REF)
            .fromRef(FROM_REF)
            .fromNode(FROM_NODE)
            .correlationId(correlationId)
            .timeNs(TIME_NS)
            .kind(FrameKind.REQUEST);
        encoder.flags().clear().timeLimit(true);
        encoder
            .importance(ImportanceCode.MEDIUM)
            .status(ReturnCode.OK)
            .hops((short)0)
            .fromLoop(FROM_LOOP)
            .trim(0);
        return MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    /** Returns where the payload begins, or a negative code. */
    int verify()
    {
        return verifier.verifyPrefix(buffer, 0, LENGTH);
    }

    /** Reads all fields; returns their sum. */
    long decode()
    {
        decoder.wrapAndApplyHeader(buffer, 0, headerDecoder);
        return decoder.toRef() + decoder.fromRef() + decoder.fromNode() + decoder.correlationId() + decoder.timeNs() +
            decoder.kind().value() + (decoder.flags().timeLimit() ? 1 : 0) + decoder.importance().value() +
            decoder.status().value() + decoder.hops() + decoder.fromLoop() + decoder.trim();
    }

    /** What {@link #decode} gives of what {@link #encode} wrote. */
    static long sum(long correlationId)
    {
        return TO_REF + FROM_REF + FROM_NODE + correlationId + TIME_NS + FrameKind.REQUEST.value() + 1 +
            ImportanceCode.MEDIUM.value() + FROM_LOOP;
    }
}
