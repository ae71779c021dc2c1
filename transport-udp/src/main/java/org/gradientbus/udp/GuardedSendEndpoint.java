package org.gradientbus.udp;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.NetworkPublication;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/**
 * Aeron's end of a sending socket, with a {@link SendGuard} before it.
 */
class GuardedSendEndpoint extends SendChannelEndpoint
{
    /**
     * A look at an empty socket is a call of the system, half of what a turn of the driver costs, and what receivers
     * say is in no hurry: what can be sent meanwhile is a small part of the window.
     */
    private static final long PAUSE_NS = 20_000L;

    private final Guard guard;
    private final SendGuard sendGuard = new SendGuard();
    private final CachedNanoClock clock;
    private final Selector selector;
    private final UnsafeBuffer datagram = new UnsafeBuffer(0, 0);
    private long emptyNs;

    GuardedSendEndpoint(
        UdpChannel channel, AtomicCounter status, MediaDriver.Context context, Guard guard, Selector selector)
    {
        super(channel, status, context);
        this.guard = guard;
        this.selector = selector;
        clock = context.senderCachedNanoClock();
        emptyNs = clock.nanoTime() - PAUSE_NS;
    }

    @Override
    public void openChannel()
    {
        super.openChannel();
        Keeper.register(receiveDatagramChannel, selector);
    }

    @Override
    public void registerForSend(NetworkPublication publication)
    {
        sendGuard.add(publication.streamId(), publication.sessionId(), clock.nanoTime());
        super.registerForSend(publication);
    }

    @Override
    public void unregisterForSend(NetworkPublication publication)
    {
        sendGuard.remove(publication.streamId(), publication.sessionId());
        super.unregisterForSend(publication);
    }

    @Override
    public int send(ByteBuffer buffer)
    {
        sendGuard.onSend(buffer);
        return super.send(buffer);
    }

    /** The next datagram that Aeron may read; none for a moment after there was none. */
    @Override
    public InetSocketAddress receive(ByteBuffer buffer)
    {
        long nowNs = clock.nanoTime();
        if (nowNs - emptyNs < PAUSE_NS)
        {
            return null;
        }
        for (int i = 0; i < Guard.MOST_REFUSED_IN_A_ROW; i++)
        {
            InetSocketAddress source = receiveAny(buffer);
            if (source == null)
            {
                emptyNs = nowNs;
                return null;
            }
            if (datagram.byteBuffer() != buffer)
            {
                datagram.wrap(buffer);
            }
            if (guard.passes(sendGuard.check(datagram, buffer.position(), nowNs), source))
            {
                return source;
            }
        }
        return null;
    }

    /** The next datagram, whatever it is. */
    InetSocketAddress receiveAny(ByteBuffer buffer)
    {
        return super.receive(buffer);
    }
}
