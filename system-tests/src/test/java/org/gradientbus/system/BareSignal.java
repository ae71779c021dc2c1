package org.gradientbus.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * The least that it takes to wake a thread of another process on this machine, without a bus: the time that it is sent
 * at, on a Unix domain socket, to a thread that sleeps in a selector. What the bus takes is read beside it.
 */
final class BareSignal
{
    private BareSignal()
    {
    }

    /** Hands over how late each signal is, until its sender closes. Returns once the sender may connect. */
    static void listen(Path socket, LongConsumer latencyNs) throws IOException
    {
        ServerSocketChannel acceptor = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(socket));
        Thread sleeper = new Thread(() -> receive(acceptor, latencyNs), "bare-signals");
        sleeper.setDaemon(true);
        sleeper.start();
    }

    private static void receive(ServerSocketChannel acceptor, LongConsumer latencyNs)
    {
        ByteBuffer signal = ByteBuffer.allocateDirect(Long.BYTES);
        try (acceptor; SocketChannel channel = acceptor.accept(); Selector selector = Selector.open())
        {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            while (true)
            {
                selector.select((key) ->
                {
                });
                long nowNs = System.nanoTime();
                int read = channel.read(signal.clear());
                if (read < 0)
                {
                    return;
                }
                if (read == Long.BYTES)
                {
                    latencyNs.accept(nowNs - signal.getLong(0));
                }
            }
        }
        catch (IOException failure)
        {
            throw new UncheckedIOException(failure);
        }
    }

    static void send(Path socket, int count, long pauseNs) throws IOException
    {
        ByteBuffer signal = ByteBuffer.allocateDirect(Long.BYTES);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket)))
        {
            for (int i = 0; i < count; i++)
            {
                LockSupport.parkNanos(pauseNs);
                channel.write(signal.clear().putLong(0, System.nanoTime()));
            }
        }
    }
}
