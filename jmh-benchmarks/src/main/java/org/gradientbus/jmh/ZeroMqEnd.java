package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * JeroMQ, a pair of PAIR sockets over TCP, with its defaults: a thread of its own at each end does the sending and
 * receiving, the benchmark's asks it without blocking. Each message is an array that is made for it.
 */
final class ZeroMqEnd extends HostEnd
{
    private static final int PORT = 5;

    private final ZContext context = new ZContext();
    private final ZMQ.Socket socket = context.createSocket(SocketType.PAIR);
    private final UnsafeBuffer out = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer in = new UnsafeBuffer(0, 0);

    ZeroMqEnd(HostPlan plan, boolean isNear)
    {
        super(plan);
        final String address = "tcp://" + plan.place().host(false) + ":" + plan.place().port(PORT);
        // What is left at the end is not waited for.
        context.setLinger(0);
        socket.setLinger(0);
        if (isNear)
        {
            socket.connect(address);
        }
        else
        {
            socket.bind(address);
        }
    }

    /** It connects by itself, and keeps till then what is sent. */
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
            final byte[] message = socket.recv(ZMQ.DONTWAIT);
            if (message != null)
            {
                in.wrap(message);
                tally.add(Payload.readRaw(in, 0, message.length));
                if (isEchoing)
                {
                    send(in.getLong(0), run);
                }
                idle.reset();
            }
            else
            {
                idle.idle();
            }
        }
    }

    @Override
    long ping(Run run, Histogram histogram)
    {
        long value = 0;
        while (run.isProducing())
        {
            final long startNs = System.nanoTime();
            send(value++, run);
            byte[] answer = socket.recv(ZMQ.DONTWAIT);
            while (answer == null && run.isConsuming())
            {
                idle.idle();
                answer = socket.recv(ZMQ.DONTWAIT);
            }
            idle.reset();
            if (answer != null)
            {
                in.wrap(answer);
                tally.add(Payload.readRaw(in, 0, answer.length));
            }
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
                send(value++, run);
            }
            sent.add(BATCH, 0);
        }
        return value;
    }

    @Override
    public void close()
    {
        context.close();
    }

    private void send(long value, Run run)
    {
        final byte[] message = new byte[length];
        out.wrap(message);
        Payload.writeRaw(out, 0, length, value);
        while (!socket.send(message, ZMQ.DONTWAIT) && run.isConsuming())
        {
            sendIdle.idle();
        }
        sendIdle.reset();
    }
}
