package org.gradientbus.jmh;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.IdleProfile;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;
import org.gradientbus.MessageHandler;
import org.gradientbus.PortOptions;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;

import java.util.concurrent.TimeUnit;

/**
 * There and back as request and reply: a claimed request, answered by the handler, the answer handed to a callback.
 */
final class BusRequestReply implements PingPong, ReplyHandler
{
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    private final Bus bus;
    private final Loop farLoop;
    private final Loop nearLoop;
    private final Requester requester;
    private final Claim claim;
    private final int length;
    private final Tally near = new Tally();
    private final SpinThenYield idle = new SpinThenYield();

    private BusRequestReply(int capacity, int length, Bus bus, Loop farLoop)
    {
        this.bus = bus;
        this.farLoop = farLoop;
        nearLoop = Buses.loop(bus, "near", capacity);
        this.length = length;
        bus.subscribe("bench/far", new Answerer(length), MailboxOptions.defaults().withLoop(farLoop));
        requester = bus.requester(Address.parse("bench/far"), PortOptions.defaults().withLoop(nearLoop));
        claim = bus.claim();
    }

    /** The bus runs the far loop on a thread of its own, as it does by default. */
    static BusRequestReply betweenThreads(int capacity, int length)
    {
        final Bus bus = Buses.open(capacity);
        return new BusRequestReply(capacity, length, bus,
            bus.loop(LoopConfig.named("far").withIdle(IdleProfile.BALANCED).withSourceLength(capacity)));
    }

    /** The caller polls both loops. */
    static BusRequestReply onOneThread(int capacity, int length)
    {
        final Bus bus = Buses.open(capacity);
        return new BusRequestReply(capacity, length, bus, Buses.loop(bus, "far", capacity));
    }

    @Override
    public void echo(Run run)
    {
        while (run.isConsuming())
        {
            Threads.pause(LOOK_NS);
        }
    }

    @Override
    public boolean roundTrip(long value)
    {
        final long before = near.count();
        request(value);
        while (near.count() == before)
        {
            if (pollNear() == 0)
            {
                idle.idle();
            }
        }
        return idle.reset();
    }

    void request(long value)
    {
        while (!requester.tryClaim(length, TIMEOUT_NS, this, claim).isAccepted())
        {
            idle.idle();
        }
        Payload.write(claim.buffer(), claim.offset(), length, value);
        claim.commit();
    }

    int pollFar()
    {
        return farLoop.poll(Ring.POLL_LIMIT);
    }

    int pollNear()
    {
        return nearLoop.poll(Ring.POLL_LIMIT);
    }

    @Override
    public void onReply(long correlationId, DirectBuffer buffer, int offset, int bytes)
    {
        near.add(Payload.read(buffer, offset, bytes));
    }

    @Override
    public void onFailure(long correlationId, RequestFailure failure)
    {
        throw new IllegalStateException("request " + correlationId + " failed: " + failure);
    }

    @Override
    public Tally tally()
    {
        return near;
    }

    @Override
    public void close()
    {
        bus.close();
    }

    /** The far side: nothing here is on a cache line that the near thread writes. */
    private static final class Answerer implements MessageHandler
    {
        private final UnsafeBuffer answer;
        private final Tally tally = new Tally();
        private final SpinThenYield idle = new SpinThenYield();

        private Answerer(int length)
        {
            answer = new UnsafeBuffer(new byte[length]);
        }

        @Override
        public void onMessage(DirectBuffer buffer, int offset, int bytes, Envelope envelope)
        {
            tally.add(Payload.read(buffer, offset, bytes));
            Payload.write(answer, 0, bytes, buffer.getLong(offset));
            while (!envelope.reply(answer, 0, bytes).isAccepted())
            {
                idle.idle();
            }
            idle.reset();
        }
    }
}
