package org.gradientbus.jmh;

import com.lmax.disruptor.dsl.ProducerType;

/**
 * What {@link ProcessRatios} can compare: a baseline, and the bus's own way to do the same.
 */
enum Cell
{
    /** One producer; claim and commit on both sides. */
    ONEWAY1("oneway1", 1, BusOneWay.Call.PUBLISHER_CLAIM),
    ONEWAY1_OFFER("oneway1-offer", 1, BusOneWay.Call.PUBLISHER_OFFER),
    ONEWAY1_SENDER("oneway1-sender", 1, BusOneWay.Call.SENDER_CLAIM),

    /** Three producers. */
    ONEWAY3("oneway3", 3, BusOneWay.Call.PUBLISHER_CLAIM),
    ONEWAY3_OFFER("oneway3-offer", 3, BusOneWay.Call.PUBLISHER_OFFER),
    ONEWAY3_SENDER("oneway3-sender", 3, BusOneWay.Call.SENDER_CLAIM),

    /** Against the ring's ping-pong, a publisher each way. */
    PINGPONG("pingpong"),

    /** Against the ring's ping-pong, a request and its reply. */
    REQUEST("request"),

    /** Against a Disruptor for many producers, as the bus is for many. */
    FANOUT1("fanout1", 1, ProducerType.MULTI, DisruptorOneWay.Handling.ONE_PROCESSOR),
    FANOUT("fanout", 3, ProducerType.MULTI, DisruptorOneWay.Handling.ONE_PROCESSOR),
    FANOUT8("fanout8", 8, ProducerType.MULTI, DisruptorOneWay.Handling.ONE_PROCESSOR),
    FANOUT_POLLERS("fanout-pollers", 3, ProducerType.MULTI, DisruptorOneWay.Handling.POLLER_EACH),

    /** Against a Disruptor that may have one producer only. */
    FANOUT_SINGLE("fanout-single", 3, ProducerType.SINGLE, DisruptorOneWay.Handling.ONE_PROCESSOR);

    /** All that a Disruptor's event here holds. */
    static final int FANOUT_LENGTH = 32;

    final String title;
    final int producers;
    private final BusOneWay.Call call;
    private final int receivers;
    private final ProducerType producerType;
    private final DisruptorOneWay.Handling handling;

    Cell(String title)
    {
        this(title, 1, null, 1, null, null);
    }

    Cell(String title, int producers, BusOneWay.Call call)
    {
        this(title, producers, call, 1, null, null);
    }

    Cell(String title, int receivers, ProducerType producerType, DisruptorOneWay.Handling handling)
    {
        this(title, 1, BusOneWay.Call.PUBLISHER_CLAIM, receivers, producerType, handling);
    }

    Cell(
        String title, int producers, BusOneWay.Call call, int receivers,
        ProducerType producerType, DisruptorOneWay.Handling handling)
    {
        this.title = title;
        this.producers = producers;
        this.call = call;
        this.receivers = receivers;
        this.producerType = producerType;
        this.handling = handling;
    }

    boolean isRoundTrip()
    {
        return call == null;
    }

    /** Those that want a core all the time. */
    int threads()
    {
        return producers + 1;
    }

    boolean isFanout()
    {
        return handling != null;
    }

    Side baseline(int capacity, int length)
    {
        if (isRoundTrip())
        {
            return new RoundTripSide(new RingPingPong(capacity, length), length);
        }
        return new OneWaySide(
            isFanout() ? new DisruptorOneWay(capacity, producerType, handling, receivers) :
                new RingOneWay(capacity, length),
            producers,
            length);
    }

    Side bus(int capacity, int length)
    {
        return switch (this)
        {
            case PINGPONG -> new RoundTripSide(new BusPingPong(capacity, length), length);
            case REQUEST -> new RoundTripSide(new BusRequestReply(capacity, length), length);
            default -> new OneWaySide(new BusOneWay(capacity, length, call, receivers), producers, length);
        };
    }
}
