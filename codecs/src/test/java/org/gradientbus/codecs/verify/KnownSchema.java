package org.gradientbus.codecs.verify;

import java.util.List;
import java.util.function.Supplier;

import org.agrona.DirectBuffer;
import org.agrona.sbe.MessageDecoderFlyweight;
import org.gradientbus.codecs.control.BindDecoder;
import org.gradientbus.codecs.control.BindingsDecoder;
import org.gradientbus.codecs.control.DetachDecoder;
import org.gradientbus.codecs.control.GoodbyeDecoder;
import org.gradientbus.codecs.control.HelloDecoder;
import org.gradientbus.codecs.control.InternDecoder;
import org.gradientbus.codecs.control.MovedDecoder;
import org.gradientbus.codecs.control.PingDecoder;
import org.gradientbus.codecs.control.PongDecoder;
import org.gradientbus.codecs.control.UnbindDecoder;
import org.gradientbus.codecs.control.UninternDecoder;
import org.gradientbus.codecs.control.WelcomeDecoder;
import org.gradientbus.codecs.frame.FrameDecoder;
import org.gradientbus.codecs.verify.newer.CancelDecoder;
import org.gradientbus.codecs.verify.wide.HollowDecoder;
import org.gradientbus.codecs.verify.wide.TreeDecoder;

/**
 * Each schema that tests have: the verifier made of its {@code .sbeir}, and the decoders generated from it.
 */
enum KnownSchema
{
    FRAME("../frame.sbeir", 8, List.of(FrameDecoder::new)),

    CONTROL("../control.sbeir", 8, List.of(
        HelloDecoder::new,
        WelcomeDecoder::new,
        BindingsDecoder::new,
        BindDecoder::new,
        UnbindDecoder::new,
        PingDecoder::new,
        PongDecoder::new,
        GoodbyeDecoder::new,
        InternDecoder::new,
        UninternDecoder::new,
        DetachDecoder::new,
        MovedDecoder::new)),

    OLDER("orders-older.sbeir", 8, List.of(
        org.gradientbus.codecs.verify.older.OrderDecoder::new,
        org.gradientbus.codecs.verify.older.QuoteDecoder::new)),

    NEWER("orders-newer.sbeir", 8, List.of(
        org.gradientbus.codecs.verify.newer.OrderDecoder::new,
        org.gradientbus.codecs.verify.newer.QuoteDecoder::new,
        CancelDecoder::new)),

    WIDE("wide.sbeir", 12, List.of(TreeDecoder::new, HollowDecoder::new));

    private final StructureVerifier verifier;
    private final int headerLength;
    /**
     * By template id, from 1.
     */
    private final List<Supplier<MessageDecoderFlyweight>> decoders;

    KnownSchema(String resource, int headerLength, List<Supplier<MessageDecoderFlyweight>> decoders)
    {
        this.verifier = StructureVerifier.load(KnownSchema.class, resource);
        this.headerLength = headerLength;
        this.decoders = decoders;
    }

    StructureVerifier verifier()
    {
        return verifier;
    }

    /**
     * Reads everything in a message with generated decoders that see nothing but the slice.
     *
     * @return length of what they have read, from the first byte of the slice.
     */
    int walk(DirectBuffer slice)
    {
        MessageDecoderFlyweight decoder = decoders.get(readHeader(slice, 2) - 1).get();
        decoder.wrap(slice, headerLength, readHeader(slice, 0), readHeader(slice, 6));
        int walkedLength = headerLength + decoder.sbeDecodedLength();
        decoder.appendTo(new StringBuilder());
        return walkedLength;
    }

    private int readHeader(DirectBuffer slice, int offset)
    {
        boolean isBigEndian = this == WIDE;
        int first = slice.getByte(offset + (isBigEndian ? 0 : 1)) & 0xFF;
        int second = slice.getByte(offset + (isBigEndian ? 1 : 0)) & 0xFF;
        return first << 8 | second;
    }
}
