package org.gradientbus.udp;

import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.UdpChannel;
import org.agrona.concurrent.status.AtomicCounter;
import org.gradientbus.spi.TransportContext;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A guard at whose sockets a test listens, and lets datagrams come in that nobody has sent, from whatever address: what
 * a forger can do who sits on the wire.
 */
final class TappedGuard extends Guard
{
    /** Bytes, and where they come from. */
    record Datagram(byte[] bytes, InetSocketAddress source)
    {
    }

    /** What one kind of socket has heard, and is to hear. */
    static final class Tap
    {
        private static final int MOST_REMEMBERED = 256;

        private final Datagram[] heard = new Datagram[MOST_REMEMBERED];
        private final AtomicLong count = new AtomicLong();
        final Queue<Datagram> toHear = new ConcurrentLinkedQueue<>();

        /** What gets lost before anybody reads it. */
        volatile Predicate<ByteBuffer> lost = (buffer) -> false;

        /** Whose datagrams are none to learn from. */
        volatile int ignoredPort;

        private InetSocketAddress inject(ByteBuffer buffer)
        {
            Datagram forged = toHear.poll();
            if (forged == null)
            {
                return null;
            }
            buffer.clear();
            buffer.put(forged.bytes());
            return forged.source();
        }

        private void remember(ByteBuffer buffer, InetSocketAddress source)
        {
            if (source.getPort() == ignoredPort)
            {
                return;
            }
            byte[] bytes = new byte[buffer.position()];
            buffer.duplicate().flip().get(bytes);
            synchronized (heard)
            {
                heard[(int)(count.getAndIncrement() % MOST_REMEMBERED)] = new Datagram(bytes, source);
            }
        }

        /** One of the last that were heard, or null. */
        Datagram any(int number)
        {
            synchronized (heard)
            {
                return heard[Math.floorMod(number, MOST_REMEMBERED)];
            }
        }

        long count()
        {
            return count.get();
        }
    }

    final Tap receiving = new Tap();
    final Tap sending = new Tap();

    TappedGuard(UdpConfig config, TransportContext context)
    {
        super(config, context);
    }

    @Override
    void install(MediaDriver.Context settings, Selector selector)
    {
        settings
            .receiveChannelEndpointSupplier((channel, dispatcher, status, context) ->
                new TappedReceiveEndpoint(channel, dispatcher, status, context, this, selector))
            .sendChannelEndpointSupplier((channel, status, context) ->
                new TappedSendEndpoint(channel, status, context, this, selector));
    }

    private static final class TappedReceiveEndpoint extends GuardedReceiveEndpoint
    {
        private final Tap tap;

        TappedReceiveEndpoint(UdpChannel channel, DataPacketDispatcher dispatcher, AtomicCounter status,
            MediaDriver.Context context, TappedGuard guard, Selector selector)
        {
            super(channel, dispatcher, status, context, guard, selector);
            tap = guard.receiving;
        }

        @Override
        InetSocketAddress receiveAny(ByteBuffer buffer)
        {
            InetSocketAddress forged = tap.inject(buffer);
            InetSocketAddress source = forged != null ? forged : super.receiveAny(buffer);
            if (source != null && forged == null)
            {
                tap.remember(buffer, source);
            }
            return source == null || tap.lost.test(buffer) ? null : source;
        }
    }

    private static final class TappedSendEndpoint extends GuardedSendEndpoint
    {
        private final Tap tap;

        TappedSendEndpoint(UdpChannel channel, AtomicCounter status, MediaDriver.Context context, TappedGuard guard,
            Selector selector)
        {
            super(channel, status, context, guard, selector);
            tap = guard.sending;
        }

        @Override
        InetSocketAddress receiveAny(ByteBuffer buffer)
        {
            InetSocketAddress forged = tap.inject(buffer);
            InetSocketAddress source = forged != null ? forged : super.receiveAny(buffer);
            if (source != null && forged == null)
            {
                tap.remember(buffer, source);
            }
            return source;
        }
    }
}
