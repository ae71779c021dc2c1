package org.gradientbus.jmh;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Loop;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Port;

/**
 * One-way through a bus, to one mailbox or to several on the same loop.
 */
final class BusOneWay implements OneWay
{
    private static final String ADDRESS = "bench/one-way";

    private final Bus bus;
    private final Loop loop;
    private final Call call;
    private final int length;
    private final int mailboxes;
    private final Tally tally = new Tally();
    private final SpinThenYield consumerIdle = new SpinThenYield();

    /** What the producers call. */
    enum Call
    {
        PUBLISHER_CLAIM, PUBLISHER_OFFER, SENDER_CLAIM, SENDER_OFFER
    }

    BusOneWay(int capacity, int length, Call call, int mailboxes)
    {
        bus = Buses.open(capacity);
        loop = Buses.loop(bus, "bench", capacity);
        this.call = call;
        this.length = length;
        this.mailboxes = mailboxes;
        for (int i = 0; i < mailboxes; i++)
        {
            bus.subscribe(
                ADDRESS,
                (buffer, offset, bytes, envelope) -> tally.add(Payload.read(buffer, offset, bytes)),
                MailboxOptions.defaults().withLoop(loop));
        }
    }

    @Override
    public Producer producer()
    {
        return switch (call)
        {
            case PUBLISHER_CLAIM -> new ClaimProducer(bus.publisher(ADDRESS), bus.claim(), length);
            case PUBLISHER_OFFER -> new OfferProducer(bus.publisher(ADDRESS), length);
            case SENDER_CLAIM -> new ClaimProducer(bus.sender(ADDRESS), bus.claim(), length);
            case SENDER_OFFER -> new OfferProducer(bus.sender(ADDRESS), length);
        };
    }

    int poll()
    {
        return loop.poll(Ring.POLL_LIMIT);
    }

    @Override
    public void consume(Run run)
    {
        Buses.poll(loop, run, consumerIdle);
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
        return mailboxes;
    }

    @Override
    public void close()
    {
        bus.close();
    }

    /** Claims and commits. */
    static final class ClaimProducer extends Producer
    {
        private final Port port;
        private final Claim claim;
        private final int length;

        ClaimProducer(Port port, Claim claim, int length)
        {
            this.port = port;
            this.claim = claim;
            this.length = length;
        }

        @Override
        void send(long value)
        {
            while (!port.tryClaim(length, claim).isAccepted())
            {
                idle.idle();
            }
            idle.reset();
            Payload.write(claim.buffer(), claim.offset(), length, value);
            claim.commit();
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

    /** Writes into a buffer of its own, and offers that. */
    static final class OfferProducer extends Producer
    {
        private final Port port;
        private final UnsafeBuffer message;

        OfferProducer(Port port, int length)
        {
            this.port = port;
            message = new UnsafeBuffer(new byte[length]);
        }

        @Override
        void send(long value)
        {
            Payload.write(message, 0, message.capacity(), value);
            while (!port.offer(message, 0, message.capacity()).isAccepted())
            {
                idle.idle();
            }
            idle.reset();
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
}
