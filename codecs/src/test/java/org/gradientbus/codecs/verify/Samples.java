package org.gradientbus.codecs.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.gradientbus.codecs.Golden;
import org.gradientbus.codecs.verify.newer.CancelEncoder;
import org.gradientbus.codecs.verify.wide.HollowEncoder;
import org.gradientbus.codecs.verify.wide.TreeEncoder;

/**
 * One good message of every template that tests have.
 */
final class Samples
{
    private static final String[] CONTROL =
        {"Hello", "Welcome", "Bindings", "Bind", "Unbind", "Ping", "Pong", "Goodbye", "Intern", "Unintern", "Detach",
            "Moved"};

    private Samples()
    {
    }

    record Sample(KnownSchema schema, String name, byte[] bytes)
    {
        public String toString()
        {
            return schema + " " + name;
        }
    }

    static List<Sample> all()
    {
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(KnownSchema.FRAME, "Frame", frameWithoutPayload()));
        for (String name : CONTROL)
        {
            samples.add(new Sample(KnownSchema.CONTROL, name, Golden.bytes("control/" + name)));
        }
        samples.add(new Sample(KnownSchema.OLDER, "Order", olderOrder()));
        samples.add(new Sample(KnownSchema.OLDER, "Quote", olderQuote()));
        samples.add(new Sample(KnownSchema.NEWER, "Order", newerOrder()));
        samples.add(new Sample(KnownSchema.NEWER, "Quote", newerQuote()));
        samples.add(new Sample(KnownSchema.NEWER, "Cancel", cancel()));
        samples.add(new Sample(KnownSchema.WIDE, "Tree", tree()));
        samples.add(new Sample(KnownSchema.WIDE, "Hollow", hollow()));
        return samples;
    }

    static byte[] frameWithoutPayload()
    {
        return Arrays.copyOf(Golden.bytes("frame/Frame"), 48);
    }

    static byte[] olderOrder()
    {
        return encode(buffer ->
        {
            var order = new org.gradientbus.codecs.verify.older.OrderEncoder()
                .wrapAndApplyHeader(buffer, 0, new org.gradientbus.codecs.verify.older.MessageHeaderEncoder())
                .orderId(7)
                .quantity(100);
            var legs = order.legsCount(2);
            legs.next().price(11).fillsCount(2).next().filled(1).next().filled(2);
            legs.venue("XETR");
            legs.next().price(12).fillsCount(0);
            legs.venue("");
            return order.account("alice").limit();
        });
    }

    static byte[] newerOrder()
    {
        return encode(buffer ->
        {
            var order = new org.gradientbus.codecs.verify.newer.OrderEncoder()
                .wrapAndApplyHeader(buffer, 0, new org.gradientbus.codecs.verify.newer.MessageHeaderEncoder())
                .orderId(7)
                .quantity(100)
                .side((short)1)
                .ceiling(5000);
            var legs = order.legsCount(2);
            legs.next().price(11).ratio(1).fillsCount(2).next().filled(1).next().filled(2);
            legs.venue("XETR");
            legs.next().price(12).ratio(3).fillsCount(0);
            legs.venue("");
            return order.account("alice").note("in a hurry").limit();
        });
    }

    static byte[] olderQuote()
    {
        return encode(buffer ->
        {
            var quote = new org.gradientbus.codecs.verify.older.QuoteEncoder()
                .wrapAndApplyHeader(buffer, 0, new org.gradientbus.codecs.verify.older.MessageHeaderEncoder())
                .quoteId(8);
            quote.levelsCount(3).next().price(1).next().price(2).next().price(3);
            return quote.limit();
        });
    }

    static byte[] newerQuote()
    {
        return encode(buffer ->
        {
            var quote = new org.gradientbus.codecs.verify.newer.QuoteEncoder()
                .wrapAndApplyHeader(buffer, 0, new org.gradientbus.codecs.verify.newer.MessageHeaderEncoder())
                .quoteId(8);
            quote.levelsCount(3).next().price(1).next().price(2).next().price(3);
            quote.tradesCount(1).next().volume(9);
            return quote.limit();
        });
    }

    static byte[] cancel()
    {
        return encode(buffer -> new CancelEncoder()
            .wrapAndApplyHeader(buffer, 0, new org.gradientbus.codecs.verify.newer.MessageHeaderEncoder())
            .orderId(7)
            .limit());
    }

    static byte[] tree()
    {
        return encode(buffer ->
        {
            TreeEncoder tree = new TreeEncoder()
                .wrapAndApplyHeader(buffer, 0, new org.gradientbus.codecs.verify.wide.MessageHeaderEncoder())
                .id(1);
            TreeEncoder.BranchesEncoder branches = tree.branchesCount(2);
            branches.next().girth((short)9);
            TreeEncoder.BranchesEncoder.TwigsEncoder twigs = branches.twigsCount(2);
            twigs.next().leavesCount(3).next().colour(1).next().colour(2).next().colour(3);
            twigs.next().leavesCount(0);
            branches.putBark(new byte[]{1, 2, 3}, 0, 3);
            branches.next().girth((short)5).twigsCount(0);
            branches.putBark(new byte[0], 0, 0);
            return tree.putRoot(new byte[]{4, 5}, 0, 2).limit();
        });
    }

    static byte[] hollow()
    {
        return encode(buffer ->
        {
            HollowEncoder hollow = new HollowEncoder()
                .wrapAndApplyHeader(buffer, 0, new org.gradientbus.codecs.verify.wide.MessageHeaderEncoder())
                .id(1);
            hollow.holesCount(0);
            return hollow.limit();
        });
    }

    private static byte[] encode(ToIntFunction<MutableDirectBuffer> encoder)
    {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        int length = encoder.applyAsInt(buffer);
        return Arrays.copyOf(buffer.byteArray(), length);
    }
}
