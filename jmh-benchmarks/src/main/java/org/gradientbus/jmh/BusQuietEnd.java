package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Publisher;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The bus over its HOST or NETWORK rung, as it comes: a loop with a thread of its own and the QUIET profile. Round
 * trips that follow each other are made by the handlers; paced ones begin on the benchmark's thread.
 */
final class BusQuietEnd extends HostEnd
{
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration LOOK = Duration.ofNanos(LOOK_NS);

    private final Bus bus;
    private final Way byThread;
    private final Way byLoop;
    private final String otherAddress;

    private volatile Run run;
    private Histogram histogram;
    private long startNs;
    private volatile long answered;

    /** What one thread sends by. */
    private record Way(Publisher out, Claim claim)
    {
    }

    BusQuietEnd(HostPlan plan, boolean isNear)
    {
        super(plan);
        bus = Buses.open(plan, isNear);
        otherAddress = isNear ? "bench/far" : "bench/near";
        byThread = new Way(bus.publisher(otherAddress), bus.claim());
        byLoop = new Way(bus.publisher(otherAddress), bus.claim());
        bus.subscribe(
            isNear ? "bench/near" : "bench/far",
            !isEchoing ? this::onMessage : isNear ? this::onPong : this::onPing,
            MailboxOptions.defaults().withLoop(bus.loop(LoopConfig.named("bench"))));
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
    void serve(Run untilStopped)
    {
        while (untilStopped.isConsuming())
        {
            Threads.pause(LOOK_NS);
        }
    }

    @Override
    long ping(Run newRun, Histogram newHistogram)
    {
        final boolean isPaced = plan.cell().paceNs > 0;
        histogram = newHistogram;
        answered = 0;
        run = newRun;
        long value = 0;
        startNs = System.nanoTime();
        send(byThread, value);
        while (newRun.isProducing() && newRun.isConsuming())
        {
            if (isPaced && answered > value)
            {
                value++;
                awaitTurn(startNs);
                startNs = System.nanoTime();
                send(byThread, value);
            }
            else
            {
                Threads.pause(LOOK_NS);
            }
        }
        while (isUnderWay(isPaced, value) && newRun.isConsuming())
        {
            Threads.pause(LOOK_NS);
        }
        return answered;
    }

    @Override
    long produce(Run untilStopped)
    {
        long value = 0;
        while (untilStopped.isProducing())
        {
            for (int i = 0; i < BATCH; i++)
            {
                send(byThread, value++);
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

    private boolean isUnderWay(boolean isPaced, long value)
    {
        return isPaced ? answered <= value : run != null;
    }

    private void send(Way way, long value)
    {
        while (!way.out.tryClaim(length, way.claim).isAccepted())
        {
            sendIdle.idle();
        }
        sendIdle.reset();
        Payload.write(way.claim.buffer(), way.claim.offset(), length, value);
        way.claim.commit();
    }

    private void onMessage(DirectBuffer buffer, int offset, int bytes, Envelope envelope)
    {
        tally.add(Payload.read(buffer, offset, bytes));
    }

    private void onPing(DirectBuffer buffer, int offset, int bytes, Envelope envelope)
    {
        tally.add(Payload.read(buffer, offset, bytes));
        send(byLoop, buffer.getLong(offset));
    }

    private void onPong(DirectBuffer buffer, int offset, int bytes, Envelope envelope)
    {
        tally.add(Payload.read(buffer, offset, bytes));
        record(histogram, startNs);
        final long next = buffer.getLong(offset) + 1;
        answered = next;
        if (plan.cell().paceNs == 0)
        {
            if (run.isProducing())
            {
                startNs = System.nanoTime();
                send(byLoop, next);
            }
            else
            {
                run = null;
            }
        }
    }
}
