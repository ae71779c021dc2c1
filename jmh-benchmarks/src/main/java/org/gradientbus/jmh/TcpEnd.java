package org.gradientbus.jmh;

import org.HdrHistogram.Histogram;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * One TCP connection with {@code TCP_NODELAY}, non-blocking at both ends: a write for each message, a read of whatever
 * is there. All messages have one length, so nothing says where one ends.
 */
final class TcpEnd extends HostEnd
{
    private static final int PORT = 4;
    private static final int MESSAGES_PER_READ = 64;
    private static final int MOST_PER_READ = 256 * 1024;

    private final ServerSocketChannel server;
    private final ByteBuffer outgoing;
    private final UnsafeBuffer out;
    private final ByteBuffer incoming;
    private final UnsafeBuffer in;
    private SocketChannel channel;

    TcpEnd(HostPlan plan, boolean isNear)
    {
        super(plan);
        outgoing = ByteBuffer.allocateDirect(length);
        out = new UnsafeBuffer(outgoing);
        incoming = ByteBuffer.allocateDirect(Math.max(length, Math.min(MESSAGES_PER_READ * length, MOST_PER_READ)));
        in = new UnsafeBuffer(incoming);
        final InetSocketAddress farAddress = new InetSocketAddress(plan.place().host(false), plan.place().port(PORT));
        try
        {
            if (isNear)
            {
                server = null;
                accept(SocketChannel.open(farAddress));
            }
            else
            {
                server = ServerSocketChannel.open().bind(farAddress);
                server.configureBlocking(false);
            }
        }
        catch (final IOException failed)
        {
            throw new UncheckedIOException(failed);
        }
    }

    private void accept(SocketChannel newChannel) throws IOException
    {
        newChannel.configureBlocking(false);
        newChannel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel = newChannel;
    }

    @Override
    boolean hasMetOther()
    {
        try
        {
            if (channel == null)
            {
                final SocketChannel accepted = server.accept();
                if (accepted != null)
                {
                    accept(accepted);
                }
            }
        }
        catch (final IOException failed)
        {
            throw new UncheckedIOException(failed);
        }
        return channel != null;
    }

    @Override
    void serve(Run run)
    {
        while (run.isConsuming())
        {
            idle.idle(receive(isEchoing, run));
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
            while (receive(false, run) == 0 && run.isConsuming())
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
                send(value++, run);
            }
            sent.add(BATCH, 0);
        }
        return value;
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(channel, server);
    }

    private void send(long value, Run run)
    {
        Payload.writeRaw(out, 0, length, value);
        outgoing.clear();
        try
        {
            while (outgoing.hasRemaining() && run.isConsuming())
            {
                if (channel.write(outgoing) == 0)
                {
                    sendIdle.idle();
                }
            }
        }
        catch (final IOException failed)
        {
            throw new UncheckedIOException(failed);
        }
        sendIdle.reset();
    }

    /** Returns how many messages were whole. */
    private int receive(boolean isAnswering, Run run)
    {
        try
        {
            if (channel.read(incoming) <= 0)
            {
                return 0;
            }
        }
        catch (final IOException failed)
        {
            throw new UncheckedIOException(failed);
        }
        final int end = incoming.position();
        int offset = 0;
        int messages = 0;
        for (; offset + length <= end; offset += length)
        {
            tally.add(Payload.readRaw(in, offset, length));
            messages++;
            if (isAnswering)
            {
                send(in.getLong(offset), run);
            }
        }
        incoming.limit(end).position(offset);
        incoming.compact();
        return messages;
    }
}
