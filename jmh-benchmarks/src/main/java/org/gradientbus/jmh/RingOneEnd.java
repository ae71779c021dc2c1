package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * Two raw rings of one sender each in mapped files, one for each direction: claim, write, commit. Not crash-safe.
 */
final class RingOneEnd extends HostEnd
{
    private static final int MESSAGE = 1;

    private final HostRings files;
    private final OneToOneRingBuffer out;
    private final OneToOneRingBuffer in;
    private final MessageHandler handler;

    RingOneEnd(HostPlan plan, boolean isNear)
    {
        super(plan);
        files = new HostRings(plan.directory(), plan.capacity(), "one", isNear);
        out = new OneToOneRingBuffer(files.out());
        in = new OneToOneRingBuffer(files.in());
        handler = isNear || !isEchoing ? this::onMessage : this::onPing;
    }

    @Override
    boolean hasMetOther()
    {
        return true;
    }

    @Override
    void serve(Run run)
    {
        while (run.isConsuming())
        {
            idle.idle(in.read(handler, POLL_LIMIT));
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
            while (in.read(handler, POLL_LIMIT) == 0 && run.isConsuming())
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
        files.close();
    }

    private void send(long value)
    {
        int index = out.tryClaim(MESSAGE, length);
        while (index < 0)
        {
            sendIdle.idle();
            index = out.tryClaim(MESSAGE, length);
        }
        sendIdle.reset();
        Payload.writeRaw(out.buffer(), index, length, value);
        out.commit(index);
    }

    private void onMessage(int typeId, MutableDirectBuffer buffer, int index, int bytes)
    {
        tally.add(Payload.readRaw(buffer, index, bytes));
    }

    private void onPing(int typeId, MutableDirectBuffer buffer, int index, int bytes)
    {
        tally.add(Payload.readRaw(buffer, index, bytes));
        send(buffer.getLong(index));
    }
}
