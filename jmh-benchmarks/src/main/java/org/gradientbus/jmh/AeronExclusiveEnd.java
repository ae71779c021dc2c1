package org.gradientbus.jmh;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;

/**
 * Aeron IPC, an exclusive publication each way: {@code tryClaim}, write, commit.
 */
final class AeronExclusiveEnd extends HostEnd
{
    private static final int THERE = 1001;
    private static final int BACK = THERE + 1;

    private final AeronPlace place;
    private final ExclusivePublication out;
    private final Subscription in;
    private final BufferClaim claim = new BufferClaim();
    private final FragmentHandler handler;

    AeronExclusiveEnd(HostPlan plan, boolean isNear, AeronPlace place)
    {
        super(plan);
        this.place = place;
        out = place.aeron().addExclusivePublication(AeronPlace.CHANNEL, isNear ? THERE : BACK);
        in = place.aeron().addSubscription(AeronPlace.CHANNEL, isNear ? BACK : THERE);
        handler = isNear || !isEchoing ? this::onFragment : this::onPing;
    }

    @Override
    boolean hasMetOther()
    {
        return out.isConnected() && in.isConnected();
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
            send(value++);
            while (in.poll(handler, POLL_LIMIT) == 0 && run.isConsuming())
            {
                place.cycle();
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
        out.close();
        in.close();
        place.close();
    }

    private void send(long value)
    {
        while (out.tryClaim(length, claim) < 0)
        {
            place.cycle();
            sendIdle.idle();
        }
        sendIdle.reset();
        Payload.writeAeron(claim.buffer(), claim.offset(), length, value);
        claim.commit();
    }

    private void onFragment(DirectBuffer buffer, int offset, int bytes, Header header)
    {
        tally.add(Payload.readAeron(buffer, offset, bytes));
    }

    private void onPing(DirectBuffer buffer, int offset, int bytes, Header header)
    {
        tally.add(Payload.readAeron(buffer, offset, bytes));
        send(buffer.getLong(offset));
    }
}
