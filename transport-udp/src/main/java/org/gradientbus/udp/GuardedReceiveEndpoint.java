package org.gradientbus.udp;

import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.ImageConnection;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/**
 * Aeron's end of a receiving socket, with a {@link ReceiveGuard} before it.
 */
class GuardedReceiveEndpoint extends ReceiveChannelEndpoint
{
    private final Guard guard;
    private final ReceiveGuard receiveGuard;
    private final CachedNanoClock clock;
    private final Selector selector;
    private final UnsafeBuffer datagram = new UnsafeBuffer(0, 0);

    GuardedReceiveEndpoint(UdpChannel channel, DataPacketDispatcher dispatcher, AtomicCounter status,
        MediaDriver.Context context, Guard guard, Selector selector)
    {
        super(channel, dispatcher, status, context);
        this.guard = guard;
        this.selector = selector;
        clock = context.receiverCachedNanoClock();
        receiveGuard = new ReceiveGuard(guard, clock.nanoTime());
    }

    @Override
    public void openChannel()
    {
        super.openChannel();
        Keeper.register(receiveDatagramChannel, selector);
    }

    /** The next datagram that Aeron may read. */
    @Override
    public InetSocketAddress receive(ByteBuffer buffer)
    {
        receiveGuard.onTime(clock.nanoTime());
        for (int i = 0; i < Guard.MOST_REFUSED_IN_A_ROW; i++)
        {
            InetSocketAddress source = receiveAny(buffer);
            if (source == null)
            {
                return null;
            }
            if (datagram.byteBuffer() != buffer)
            {
                datagram.wrap(buffer);
            }
            if (guard.passes(receiveGuard.check(datagram, buffer.position(), source), source))
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

    @Override
    public void sendStatusMessage(ImageConnection[] controlAddresses, int sessionId, int streamId, int termId,
        int termOffset, int windowLength, short flags)
    {
        if (receiveGuard.onAdmitted(streamId, sessionId, termId, termOffset))
        {
            super.sendStatusMessage(controlAddresses, sessionId, streamId, termId, termOffset, windowLength, flags);
        }
    }

    @Override
    public void sendNakMessage(ImageConnection[] controlAddresses, int sessionId, int streamId, int termId,
        int termOffset, int length)
    {
        if (receiveGuard.mayAskAgain(streamId, sessionId))
        {
            super.sendNakMessage(controlAddresses, sessionId, streamId, termId, termOffset, length);
        }
    }
}
