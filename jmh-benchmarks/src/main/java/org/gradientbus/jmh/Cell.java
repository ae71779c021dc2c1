package org.gradientbus.jmh;

import com.lmax.disruptor.dsl.ProducerType;
import org.gradientbus.codecs.frame.FrameEncoder;
import org.gradientbus.codecs.frame.MessageHeaderEncoder;
import org.gradientbus.jmh.BusOneWay.Call;
import org.gradientbus.jmh.CallSide.Part;
import org.gradientbus.jmh.DisruptorOneWay.Handling;

import java.util.Arrays;

/**
 * What {@link ProcessRatios} can compare: a baseline, and the bus's own way to do the same.
 */
enum Cell
{
    /** One producer; the ring claims and commits. */
    ONEWAY1("oneway1", new OneWayOf(1, Call.PUBLISHER_CLAIM, Framing.NONE)),
    ONEWAY1_OFFER("oneway1-offer", new OneWayOf(1, Call.PUBLISHER_OFFER, Framing.NONE)),
    ONEWAY1_SENDER("oneway1-sender", new OneWayOf(1, Call.SENDER_CLAIM, Framing.NONE)),
    ONEWAY1_FRAMED("oneway1-framed", new OneWayOf(1, Call.PUBLISHER_CLAIM, Framing.AS_LONG)),

    /** Three producers. */
    ONEWAY3("oneway3", new OneWayOf(3, Call.PUBLISHER_CLAIM, Framing.NONE)),
    ONEWAY3_OFFER("oneway3-offer", new OneWayOf(3, Call.PUBLISHER_OFFER, Framing.NONE)),
    ONEWAY3_SENDER("oneway3-sender", new OneWayOf(3, Call.SENDER_CLAIM, Framing.NONE)),
    ONEWAY3_FRAMED("oneway3-framed", new OneWayOf(3, Call.PUBLISHER_CLAIM, Framing.AS_LONG)),

    /** Against the ring's ping-pong, a publisher each way. */
    PINGPONG("pingpong", new RoundTripOf(false, Framing.NONE)),
    PINGPONG_FRAMED("pingpong-framed", new RoundTripOf(false, Framing.AS_LONG)),

    /** Against the ring's ping-pong, a request and its reply. */
    REQUEST("request", new RoundTripOf(true, Framing.NONE)),
    REQUEST_FRAMED("request-framed", new RoundTripOf(true, Framing.AS_LONG)),

    /** Against a Disruptor for many producers, as the bus is for many. */
    FANOUT1("fanout1", new FanOutOf(1, ProducerType.MULTI, Handling.ONE_PROCESSOR)),
    FANOUT("fanout", new FanOutOf(3, ProducerType.MULTI, Handling.ONE_PROCESSOR)),
    FANOUT8("fanout8", new FanOutOf(8, ProducerType.MULTI, Handling.ONE_PROCESSOR)),
    FANOUT_POLLERS("fanout-pollers", new FanOutOf(3, ProducerType.MULTI, Handling.POLLER_EACH)),

    /** Against a Disruptor that may have one producer only. */
    FANOUT_SINGLE("fanout-single", new FanOutOf(3, ProducerType.SINGLE, Handling.ONE_PROCESSOR)),

    /** On one thread, against the ring's claim and commit. */
    SEND("send", new CallOf(Call.PUBLISHER_CLAIM, 1, Part.SEND)),
    SEND_OFFER("send-offer", new CallOf(Call.PUBLISHER_OFFER, 1, Part.SEND)),
    SEND_SENDER("send-sender", new CallOf(Call.SENDER_CLAIM, 1, Part.SEND)),

    /** On one thread, against the ring's read. */
    RECEIVE("receive", new CallOf(Call.PUBLISHER_CLAIM, 1, Part.RECEIVE)),
    RECEIVE8("receive8", new CallOf(Call.PUBLISHER_CLAIM, 8, Part.RECEIVE));

    final String title;
    private final Comparison comparison;

    /**
     * What the ring carries besides the payload. A ring whose messages are as long as the bus's frames tells what the
     * bytes of the header cost, apart from the code.
     */
    private enum Framing
    {
        NONE(0), AS_LONG(MessageHeaderEncoder.ENCODED_LENGTH + FrameEncoder.BLOCK_LENGTH);

        private final int headerLength;

        Framing(int headerLength)
        {
            this.headerLength = headerLength;
        }
    }

    /** Two sides and how they are measured. */
    private sealed interface Comparison
    {
        Side baseline(int capacity, int length);

        Side bus(int capacity, int length);
    }

    private record OneWayOf(int producers, Call call, Framing framing) implements Comparison
    {
        @Override
        public Side baseline(int capacity, int length)
        {
            final int framed = framing.headerLength + length;
            return new OneWaySide(new RingOneWay(capacity, framed), producers, framed, capacity);
        }

        @Override
        public Side bus(int capacity, int length)
        {
            return new OneWaySide(new BusOneWay(capacity, length, call, 1), producers, length, capacity);
        }
    }

    private record RoundTripOf(boolean isRequest, Framing framing) implements Comparison
    {
        @Override
        public Side baseline(int capacity, int length)
        {
            final int framed = framing.headerLength + length;
            return new RoundTripSide(new RingPingPong(capacity, framed), framed);
        }

        @Override
        public Side bus(int capacity, int length)
        {
            final PingPong way = isRequest ?
                BusRequestReply.betweenThreads(capacity, length) : new BusPingPong(capacity, length);
            return new RoundTripSide(way, length);
        }
    }

    private record FanOutOf(int receivers, ProducerType producerType, Handling handling) implements Comparison
    {
        @Override
        public Side baseline(int capacity, int length)
        {
            return new OneWaySide(
                new DisruptorOneWay(capacity, producerType, handling, receivers), 1, length, capacity);
        }

        @Override
        public Side bus(int capacity, int length)
        {
            return new OneWaySide(
                new BusOneWay(capacity, length, Call.PUBLISHER_CLAIM, receivers), 1, length, capacity);
        }
    }

    private record CallOf(Call call, int mailboxes, Part part) implements Comparison
    {
        @Override
        public Side baseline(int capacity, int length)
        {
            Calls.requireRoom(capacity, length);
            return new CallSide(new RingCalls(capacity, length), part);
        }

        @Override
        public Side bus(int capacity, int length)
        {
            return new CallSide(new BusCalls(capacity, length, call, mailboxes), part);
        }
    }

    Cell(String title, Comparison comparison)
    {
        this.title = title;
        this.comparison = comparison;
    }

    static Cell of(String title)
    {
        return Arrays.stream(values())
            .filter((each) -> each.title.equals(title))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(
                "no cell " + title + ": there are " + Arrays.stream(values()).map((each) -> each.title).toList()));
    }

    boolean isFanOut()
    {
        return comparison instanceof FanOutOf;
    }

    /** Is the figure nanoseconds? Else it is messages a second. */
    boolean isTime()
    {
        return comparison instanceof RoundTripOf || comparison instanceof CallOf;
    }

    Side baseline(int capacity, int length)
    {
        return comparison.baseline(capacity, length);
    }

    Side bus(int capacity, int length)
    {
        return comparison.bus(capacity, length);
    }
}
