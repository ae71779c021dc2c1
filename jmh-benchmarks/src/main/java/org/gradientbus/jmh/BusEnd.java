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
 * The bus over its HOST rung, with a loop that the benchmark's thread polls.
 */
final class BusEnd extends HostEnd
{
    private static final Duration LOOK = Duration.ofMillis(1);

    private final Bus bus;
    private final Loop loop;
    private final Port out;
    private final Claim claim;
    private final String otherAddress;

    BusEnd(HostPlan plan, boolean isNear)
    {
        super(plan);
        bus = Buses.openHost(plan);
        loop = Buses.loop(bus, "bench", plan.capacity());
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
            send(value++);
            while (loop.poll(POLL_LIMIT) == 0 && run.isConsuming())
            {
                idle.idle();
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
            sendIdle.idle();
        }
        sendIdle.reset();
        Payload.write(claim.buffer(), claim.offset(), length, value);
        claim.commit();
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
