package org.gradientbus.engine;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Importance;
import org.gradientbus.MessageKind;
import org.gradientbus.ReturnCode;
import org.gradientbus.codecs.frame.FrameDecoder;
import org.gradientbus.codecs.frame.FrameEncoder;
import org.gradientbus.codecs.frame.FrameKind;
import org.gradientbus.codecs.frame.ImportanceCode;
import org.gradientbus.codecs.frame.MessageHeaderDecoder;
import org.gradientbus.codecs.frame.MessageHeaderEncoder;
import org.gradientbus.spi.FrameClaim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Holds the words that the engine writes and reads against the codecs that are generated from the schema.
 */
class FrameTest
{
    private static final int OFFSET = 24;
    private static final int PAYLOAD_LENGTH = 10;
    private static final int LENGTH = Frame.HEADER_LENGTH + PAYLOAD_LENGTH;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    private final Frame frame = new Frame();

    @Test
    void shouldBeReadByTheGeneratedDecoderWhenTheEngineWrote()
    {
        buffer.setMemory(0, buffer.capacity(), (byte)0xFF);
        final FrameFields fields = allFieldsSet();

        fields.write(buffer, OFFSET, 0xCAFE_0001);
        FrameFields.writeTrim(buffer, OFFSET, 0xFFFE);

        final FrameDecoder decoder = new FrameDecoder().wrapAndApplyHeader(buffer, OFFSET, new MessageHeaderDecoder());
        assertEquals(0xCAFE_0001, decoder.toRef());
        assertEquals(0xBEEF_0002, decoder.fromRef());
        assertEquals(0x8877_6655_4433_2211L, decoder.fromNode());
        assertEquals(-3, decoder.correlationId());
        assertEquals(Long.MIN_VALUE + 5, decoder.timeNs());
        assertEquals(FrameKind.RETURNED, decoder.kind());
        assertTrue(decoder.flags().timeLimit());
        assertTrue(decoder.flags().localClock());
        assertFalse(decoder.flags().bestEffort());
        assertEquals(ImportanceCode.CRITICAL, decoder.importance());
        assertEquals(org.gradientbus.codecs.frame.ReturnCode.PEER_LOST, decoder.status());
        assertEquals(255, decoder.hops());
        assertEquals(0, decoder.fromLoop());
        assertEquals(0xFFFE, decoder.trim());
    }

    @Test
    void shouldReadWhatTheGeneratedEncoderWrote()
    {
        new FrameEncoder().wrapAndApplyHeader(buffer, OFFSET, new MessageHeaderEncoder())
            .toRef(-2).fromRef(3).fromNode(-4).correlationId(5).timeNs(-6)
            .kind(FrameKind.REQUEST)
            .importance(ImportanceCode.HIGH)
            .status(org.gradientbus.codecs.frame.ReturnCode.EXPIRED)
            .hops((short)200).fromLoop((short)255).trim(4)
            .flags().clear().timeLimit(true);

        assertTrue(frame.wrap(buffer, OFFSET, LENGTH));

        assertEquals(-2, frame.toRef());
        assertEquals(3, frame.fromRef());
        assertEquals(-4, frame.fromNode());
        assertEquals(5, frame.correlationId());
        assertEquals(-6, frame.deadlineNs());
        assertEquals(MessageKind.REQUEST, frame.messageKind());
        assertTrue(frame.hasTimeLimit());
        assertEquals(Importance.HIGH, frame.importance());
        assertEquals(ReturnCode.EXPIRED, frame.returnCode());
        assertEquals(200, frame.hops());
        assertEquals(OFFSET + Frame.HEADER_LENGTH, frame.payloadOffset());
        assertEquals(PAYLOAD_LENGTH - 4, frame.payloadLength());
    }

    @Test
    void shouldSkipWhatItDoesNotKnowWhenTheBlockIsANewerOne()
    {
        new FrameFields(0).write(buffer, OFFSET, 1);
        new MessageHeaderEncoder().wrap(buffer, OFFSET).blockLength(FrameEncoder.BLOCK_LENGTH + 8).version(9);

        assertTrue(frame.wrap(buffer, OFFSET, LENGTH));
        assertEquals(OFFSET + Frame.HEADER_LENGTH + 8, frame.payloadOffset());
        assertEquals(PAYLOAD_LENGTH - 8, frame.payloadLength());
        assertFalse(frame.wrap(buffer, OFFSET, Frame.HEADER_LENGTH + 7), "the block leads outside");
    }

    @Test
    void shouldRefuseWhenItIsNoFrame()
    {
        final MessageHeaderEncoder header = new MessageHeaderEncoder().wrap(buffer, OFFSET);
        for (int length = 0; length < Frame.HEADER_LENGTH; length++)
        {
            new FrameFields(0).write(buffer, OFFSET, 1);
            assertFalse(frame.wrap(buffer, OFFSET, length));
        }
        header.blockLength(FrameEncoder.BLOCK_LENGTH - 1);
        assertFalse(frame.wrap(buffer, OFFSET, LENGTH), "shorter block");
        header.blockLength(FrameEncoder.BLOCK_LENGTH).schemaId(4702);
        assertFalse(frame.wrap(buffer, OFFSET, LENGTH), "other schema");
        header.schemaId(FrameEncoder.SCHEMA_ID).templateId(2);
        assertFalse(frame.wrap(buffer, OFFSET, LENGTH), "other template");
        new FrameFields(0).write(buffer, OFFSET, 1);
        FrameFields.writeTrim(buffer, OFFSET, PAYLOAD_LENGTH + 1);
        assertFalse(frame.wrap(buffer, OFFSET, LENGTH), "more trimmed than there is");
        FrameFields.writeTrim(buffer, OFFSET, PAYLOAD_LENGTH);
        assertTrue(frame.wrap(buffer, OFFSET, LENGTH));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSayTheSameWhenTheHeaderIsShort(boolean hasTimeLimit)
    {
        final FrameFields fields = allFieldsSet();
        fields.fromLoop = 254;
        fields.hops = 0;
        fields.hasTimeLimit = hasTimeLimit;
        final FrameClaim room = shortRoom(hasTimeLimit);

        fields.write(room, PAYLOAD_LENGTH, 7);
        frame.sentBy(fields.fromNode);

        assertTrue(frame.wrapShort(buffer, OFFSET, room.length(), 7));
        assertEquals(7, frame.toRef());
        assertEquals(0xBEEF_0002, frame.fromRef());
        assertEquals(254, frame.fromLoop());
        assertEquals(0x8877_6655_4433_2211L, frame.fromNode());
        assertEquals(-3, frame.correlationId());
        assertEquals(MessageKind.RETURNED, frame.messageKind());
        assertEquals(hasTimeLimit, frame.hasTimeLimit());
        assertEquals(hasTimeLimit, frame.isByHostClock());
        assertEquals(hasTimeLimit ? Long.MIN_VALUE + 5 : 0, frame.deadlineNs());
        assertEquals(Importance.CRITICAL, frame.importance());
        assertEquals(ReturnCode.PEER_LOST, frame.returnCode());
        assertEquals(0, frame.hops());
        assertEquals(OFFSET + room.length() - PAYLOAD_LENGTH, frame.payloadOffset());
        assertEquals(PAYLOAD_LENGTH, frame.payloadLength());
    }

    @Test
    void shouldTellWhatRemainsWhenTheReadersClockIsAnother()
    {
        final FrameFields fields = allFieldsSet();
        final FrameClaim room = shortRoom(true);
        fields.write(room, PAYLOAD_LENGTH, 7);

        FrameFields.writeBudget(room, PAYLOAD_LENGTH, 1234);

        assertTrue(frame.wrapShort(buffer, OFFSET, room.length(), 7));
        assertTrue(frame.hasTimeLimit());
        assertFalse(frame.isByHostClock());
        assertEquals(1234, frame.deadlineNs());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseWhenAShortHeaderIsNone(boolean hasTimeLimit)
    {
        final FrameFields fields = allFieldsSet();
        fields.hasTimeLimit = hasTimeLimit;
        final FrameClaim room = shortRoom(hasTimeLimit);
        fields.write(room, PAYLOAD_LENGTH, 7);
        for (int length = 0; length < room.length() - PAYLOAD_LENGTH; length++)
        {
            assertFalse(frame.wrapShort(buffer, OFFSET, length, 7), "length=" + length);
        }
        assertTrue(frame.wrapShort(buffer, OFFSET, room.length() - PAYLOAD_LENGTH, 7));
        assertEquals(0, frame.payloadLength());
        buffer.putByte(OFFSET, (byte)(Frame.KIND_CONTROL + 1));
        assertFalse(frame.wrapShort(buffer, OFFSET, room.length(), 7), "no such kind");
        buffer.putByte(OFFSET, (byte)(Importance.values().length << 4));
        assertFalse(frame.wrapShort(buffer, OFFSET, room.length(), 7), "no such importance");
        buffer.putByte(OFFSET, (byte)0);
        buffer.putByte(OFFSET + 2, (byte)ReturnCode.values().length);
        assertFalse(frame.wrapShort(buffer, OFFSET, room.length(), 7), "no such status");
    }

    private FrameClaim shortRoom(boolean hasTimeLimit)
    {
        buffer.setMemory(0, buffer.capacity(), (byte)0xFF);
        final FrameClaim room = new FrameClaim();
        room.wrap(buffer, OFFSET, PAYLOAD_LENGTH +
            (hasTimeLimit ? FrameFields.SHORT_LENGTH_WITH_TIME : FrameFields.SHORT_LENGTH));
        return room;
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveTheSameCodesOnTheWireWhenTheApiNamesThem(ReturnCode code)
    {
        assertEquals(code.name(), org.gradientbus.codecs.frame.ReturnCode.get((short)code.ordinal()).name());
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveTheSameImportancesOnTheWireWhenTheApiNamesThem(Importance importance)
    {
        assertEquals(importance.name(), ImportanceCode.get((short)importance.ordinal()).name());
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveTheSameKindsOnTheWireWhenTheApiNamesThem(MessageKind kind)
    {
        assertEquals(kind.name(), FrameKind.get((short)kind.ordinal()).name());
    }

    private static FrameFields allFieldsSet()
    {
        final FrameFields fields = new FrameFields(0);
        fields.kind = Frame.KIND_RETURNED;
        fields.importance = Importance.CRITICAL;
        fields.returnCode = ReturnCode.PEER_LOST;
        fields.fromRef = 0xBEEF_0002;
        fields.fromNode = 0x8877_6655_4433_2211L;
        fields.correlationId = -3;
        fields.hasTimeLimit = true;
        fields.deadlineNs = Long.MIN_VALUE + 5;
        fields.hops = 255;
        return fields;
    }
}
