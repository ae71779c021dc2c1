package org.gradientbus.codecs.verify;

import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;
import org.gradientbus.codecs.ir.FrameCodecDecoder;
import org.gradientbus.codecs.ir.TokenCodecDecoder;

/**
 * Reads an {@code .sbeir} file: one FrameCodec, then TokenCodecs up to the end, none with a message header.
 */
final class IrReader
{
    private static final int SUPPORTED_IR_VERSION = 0;

    /**
     * What the file says: the schema's id and version, the tokens of its message header, then those of its messages.
     */
    record SchemaTokens(int schemaId, int schemaVersion, List<Token> tokens)
    {
    }

    private IrReader()
    {
    }

    static SchemaTokens read(DirectBuffer ir)
    {
        try
        {
            return readFrame(ir);
        }
        catch (IndexOutOfBoundsException e)
        {
            throw new IllegalArgumentException("not an SBE intermediate representation, or cut short", e);
        }
    }

    private static SchemaTokens readFrame(DirectBuffer ir)
    {
        FrameCodecDecoder frame = new FrameCodecDecoder();
        frame.wrap(ir, 0, FrameCodecDecoder.BLOCK_LENGTH, FrameCodecDecoder.SCHEMA_VERSION);
        if (frame.irVersion() != SUPPORTED_IR_VERSION)
        {
            throw new IllegalArgumentException("irVersion=" + frame.irVersion() + " is not " + SUPPORTED_IR_VERSION);
        }
        frame.sbeSkip();

        List<Token> tokens = new ArrayList<>();
        TokenCodecDecoder decoder = new TokenCodecDecoder();
        for (int offset = frame.limit(); offset < ir.capacity(); offset = decoder.limit())
        {
            decoder.wrap(ir, offset, TokenCodecDecoder.BLOCK_LENGTH, TokenCodecDecoder.SCHEMA_VERSION);
            tokens.add(readToken(decoder));
        }
        return new SchemaTokens(frame.irId(), frame.schemaVersion(), tokens);
    }

    /**
     * Leaves the decoder's limit at the end of the token.
     */
    private static Token readToken(TokenCodecDecoder decoder)
    {
        String name = decoder.name();
        decoder.sbeSkip();
        return new Token(
            decoder.signal(),
            name,
            decoder.fieldId(),
            decoder.tokenVersion(),
            decoder.tokenSize(),
            decoder.tokenOffset(),
            decoder.componentTokenCount(),
            decoder.primitiveType(),
            decoder.byteOrder(),
            decoder.presence());
    }
}
