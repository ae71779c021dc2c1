package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.Loop;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Port;

import java.time.Duration;

/**
 * The bus over its HOST or NETWORK rung, with a loop that the benchmark's thread polls.
 */
final class BusEnd extends HostEnd
{
    private static final Duration LOOK = Duration.ofMillis(1);

    private final Bus bus;
    private final Loop loop;
    private final Port out;
    private final Claim claim;
    private final String otherAddress;
    private final boolean isTurning;

    BusEnd(HostPlan plan, boolean isNear)
    {
        super(plan);
        bus = Buses.open(plan, isNear);
        loop = Buses.loop(bus, plan);
        // The far end sends from within a handler, where its loop cannot turn.
        isTurning = isNear && plan.cell().isTurning && plan.place().isNetwork();
        otherAddress = isNear ? "bench/far" : "bench/near";
        bus.subscribe(
            isNear ? "bench/near" : "bench/far",
            isNear || !isEchoing ? this::onMessage : this::onPing,
            MailboxOptions.defaults().withLoop(loop));
        out = plan.cell().isBySender ? bus.sender(otherAddress) : bus.publisher(otherAddress);
        claim = bus.claim();
    }

    @Override
    boolean hasMetOther()
    {
        return bus.awaitService(otherAddress, LOOK);
    }

    @Override
    public String toString()
    {
        return bus.explain(otherAddress) + " of " + bus.gradient();
    }

    @Override
    void serve(Run run)
    {
        while (run.isConsuming())
        {
            idle.idle(loop.poll(POLL_LIMIT));
        }
    }

    @Override
    long ping(Run run, Histogram histogram)
    {
        long value = 0;
        while (run.isProducing())
        {
            final long startNs = System.nanoTime();
            final long before = tally.count();
            send(value++);
            loop.poll(POLL_LIMIT);
            // What a poll tells of is not always a message.
            while (tally.count() == before && run.isConsuming())
            {
                idle.idle();
                loop.poll(POLL_LIMIT);
            }
            idle.reset();
            record(histogram, startNs);
            awaitTurn(startNs);
        }
        return value;
    }

    @Override
    long produce(Run run)
    {
        long value = 0;
        while (run.isProducing())
        {
            for (int i = 0; i < BATCH; i++)
            {
                send(value++);
            }
            turn();
            sent.add(BATCH, 0);
        }
        return value;
    }

    @Override
    public void close()
    {
        bus.close();
    }

    private void send(long value)
    {
        while (!out.tryClaim(length, claim).isAccepted())
        {
            turn();
            sendIdle.idle();
        }
        sendIdle.reset();
        Payload.write(claim.buffer(), claim.offset(), length, value);
        claim.commit();
    }

    /** A sender whose loop turns drives the network by that, as the one of raw Aeron does between its messages. */
    private void turn()
    {
        if (isTurning)
        {
            loop.poll(POLL_LIMIT);
        }
    }

    private void onMessage(DirectBuffer buffer, int offset, int bytes, Envelope envelope)
    {
        tally.add(Payload.read(buffer, offset, bytes));
    }

    private void onPing(DirectBuffer buffer, int offset, int bytes, Envelope envelope)
    {
        tally.add(Payload.read(buffer, offset, bytes));
        send(buffer.getLong(offset));
    }
}
