package org.gradientbus.jmh;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.dsl.ProducerType;

import java.util.stream.Stream;

/**
 * An LMAX Disruptor whose handlers are all run by one consumer thread: what a publish to several mailboxes of one loop
 * is held against. Its events are preallocated and hold the 32 bytes of payload as four fields, which is as a user of
 * the Disruptor would have it.
 */
final class DisruptorOneWay implements OneWay
{
    /** Bytes of payload in an event. */
    static final int LENGTH = 4 * Long.BYTES;

    /** Bytes of ring for each slot, so that the ring is about as long as the bus's in bytes. */
    private static final int SLOT_BYTES = 64;

    private final Handling handling;
    private final int handlers;
    private final RingBuffer<Event> ring;
    private final Tally tally = new Tally();
    private final SpinThenYield consumerIdle = new SpinThenYield();
    private final BatchEventProcessor<Event> processor;
    private final EventPoller<Event>[] pollers;

    /** How several handlers share one thread. */
    enum Handling
    {
        /** One event processor calls them all for each event: the batch is walked once. */
        ONE_PROCESSOR,

        /** Each has its poller, polled in turn: the batch is walked once for each handler. */
        POLLER_EACH
    }

    DisruptorOneWay(int capacity, ProducerType producerType, Handling handling, int handlers)
    {
        this.handling = handling;
        this.handlers = handlers;
        final WaitStrategy strategy = new SpinThenYieldStrategy(consumerIdle);
        ring = RingBuffer.create(producerType, Event::new, capacity / SLOT_BYTES, strategy);
        processor = new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), handlerOfAll());
        pollers = newPollers();
        if (handling == Handling.ONE_PROCESSOR)
        {
            ring.addGatingSequences(processor.getSequence());
        }
        else
        {
            ring.addGatingSequences(Stream.of(pollers).map(EventPoller::getSequence).toArray(Sequence[]::new));
        }
    }

    @Override
    public Producer producer()
    {
        return new EventProducer(ring);
    }

    @Override
    public void consume(Run run)
    {
        switch (handling)
        {
            case ONE_PROCESSOR -> processor.run();
            case POLLER_EACH -> pollInTurn(run);
        }
    }

    @Override
    public void stopConsuming(Run run)
    {
        run.stopConsuming();
        processor.halt();
    }

    @Override
    public SpinThenYield consumerIdle()
    {
        return consumerIdle;
    }

    @Override
    public Tally tally()
    {
        return tally;
    }

    @Override
    public int receivers()
    {
        return handlers;
    }

    @Override
    public void close()
    {
    }

    @SuppressWarnings("unchecked")
    private EventPoller<Event>[] newPollers()
    {
        return Stream.generate(ring::newPoller).limit(handlers).toArray(EventPoller[]::new);
    }

    private EventHandler<Event> handlerOfAll()
    {
        final Adder[] all = Stream.generate(() -> new Adder(tally)).limit(handlers).toArray(Adder[]::new);
        return (event, sequence, isEndOfBatch) ->
        {
            for (int i = 0; i < all.length; i++)
            {
                all[i].onEvent(event, sequence, isEndOfBatch);
            }
        };
    }

    private void pollInTurn(Run run)
    {
        final Adder[] all = Stream.generate(() -> new Adder(tally)).limit(handlers).toArray(Adder[]::new);
        try
        {
            while (run.isConsuming())
            {
                int workCount = 0;
                for (int i = 0; i < all.length; i++)
                {
                    workCount += pollers[i].poll(all[i]) == EventPoller.PollState.PROCESSING ? 1 : 0;
                }
                consumerIdle.idle(workCount);
            }
        }
        catch (final Exception cause)
        {
            throw new IllegalStateException("an adder threw", cause);
        }
    }

    /** Claims a slot, writes its fields, publishes it. */
    static final class EventProducer extends Producer
    {
        private final RingBuffer<Event> ring;

        EventProducer(RingBuffer<Event> ring)
        {
            this.ring = ring;
        }

        @Override
        void send(long value)
        {
            while (!ring.hasAvailableCapacity(1))
            {
                idle.idle();
            }
            idle.reset();
            final long sequence = ring.next();
            final Event event = ring.get(sequence);
            event.first = value;
            event.second = value + Long.BYTES;
            event.third = value + 2 * Long.BYTES;
            event.fourth = value + 3 * Long.BYTES;
            ring.publish(sequence);
        }

        @Override
        long produce(Run run, Laps laps)
        {
            long value = 0;
            laps.start();
            while (run.isProducing())
            {
                for (int i = laps.messages(); i > 0; i--)
                {
                    send(value++);
                }
                laps.lap();
            }
            return value;
        }
    }

    private static final class Event
    {
        private long first;
        private long second;
        private long third;
        private long fourth;
    }

    /** One receiver. */
    private static final class Adder implements EventPoller.Handler<Event>
    {
        private final Tally tally;

        private Adder(Tally tally)
        {
            this.tally = tally;
        }

        @Override
        public boolean onEvent(Event event, long sequence, boolean isEndOfBatch)
        {
            tally.add(event.first + event.second + event.third + event.fourth);
            return true;
        }
    }

    private static final class SpinThenYieldStrategy implements WaitStrategy
    {
        private final SpinThenYield idle;

        private SpinThenYieldStrategy(SpinThenYield idle)
        {
            this.idle = idle;
        }

        @Override
        public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException
        {
            long available = dependent.get();
            while (available < sequence)
            {
                barrier.checkAlert();
                idle.idle();
                available = dependent.get();
            }
            idle.reset();
            return available;
        }

        @Override
        public void signalAllWhenBlocking()
        {
        }
    }
}
