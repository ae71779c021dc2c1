package org.gradientbus.jmh;

import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.concurrent.TimeUnit;

/**
 * Raw Aeron UDP, an exclusive publication each way: {@code tryClaim}, write, commit where a message fits a datagram,
 * else {@code offer} and a {@link FragmentAssembler}. Window, MTU, socket buffers and terms are those of the NETWORK
 * rung, and so is the driver's mode: the thread that polls invokes it.
 */
final class AeronUdpEnd extends HostEnd
{
    private static final int STREAM = 3001;
    private static final int FAR_PORT = 2;
    private static final int NEAR_PORT = 3;

    private final AeronPlace place;
    private static final long LAST_ANSWERS_NS = TimeUnit.MILLISECONDS.toNanos(300);

    private final ExclusivePublication out;
    private final Subscription in;
    private final boolean fitsDatagram;
    private final BufferClaim claim = new BufferClaim();
    private final UnsafeBuffer message;
    private final FragmentHandler handler;

    AeronUdpEnd(HostPlan plan, boolean isNear, AeronPlace place)
    {
        super(plan);
        this.place = place;
        out = place.aeron().addExclusivePublication(
            channel(plan, !isNear) + "|term-length=" + plan.term(), STREAM);
        in = place.aeron().addSubscription(channel(plan, isNear), STREAM);
        fitsDatagram = length <= out.maxPayloadLength();
        message = new UnsafeBuffer(new byte[length]);
        final FragmentHandler whole = isNear || !isEchoing ? this::onMessage : this::onPing;
        handler = fitsDatagram ? whole : new FragmentAssembler(whole);
    }

    private static String channel(HostPlan plan, boolean isOfNear)
    {
        return "aeron:udp?endpoint=" + plan.place().host(isOfNear) + ":" +
            plan.place().port(isOfNear ? NEAR_PORT : FAR_PORT);
    }

    @Override
    boolean hasMetOther()
    {
        return out.isConnected() && in.isConnected();
    }

    @Override
    public String toString()
    {
        return "aeron-udp, connected out=" + out.isConnected() + " in=" + in.isConnected();
    }

    @Override
    void serve(Run run)
    {
        while (run.isConsuming())
        {
            final int workCount = in.poll(handler, POLL_LIMIT);
            place.cycle();
            idle.idle(workCount);
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
            place.cycle();
            in.poll(handler, POLL_LIMIT);
            while (tally.count() == before && run.isConsuming())
            {
                idle.idle();
                place.cycle();
                in.poll(handler, POLL_LIMIT);
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
            place.cycle();
            sent.add(BATCH, 0);
        }
        // What got lost at the end is asked for again after the next heartbeat, a tenth of a second later.
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < LAST_ANSWERS_NS)
        {
            place.cycle();
        }
        return value;
    }

    @Override
    public void close()
    {
        out.close();
        in.close();
        place.close();
    }

    private void send(long value)
    {
        while (!isSent(value))
        {
            place.cycle();
            sendIdle.idle();
        }
        sendIdle.reset();
    }

    private boolean isSent(long value)
    {
        if (!fitsDatagram)
        {
            Payload.writeAeron(message, 0, length, value);
            return out.offer(message, 0, length) > 0;
        }
        if (out.tryClaim(length, claim) < 0)
        {
            return false;
        }
        Payload.writeAeron(claim.buffer(), claim.offset(), length, value);
        claim.commit();
        return true;
    }

    private void onMessage(DirectBuffer buffer, int offset, int bytes, Header header)
    {
        tally.add(Payload.readAeron(buffer, offset, bytes));
    }

    private void onPing(DirectBuffer buffer, int offset, int bytes, Header header)
    {
        tally.add(Payload.readAeron(buffer, offset, bytes));
        send(buffer.getLong(offset));
    }
}
