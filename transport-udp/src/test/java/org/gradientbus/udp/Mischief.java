package org.gradientbus.udp;

import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.ext.DebugReceiveChannelEndpoint;
import io.aeron.driver.ext.DebugSendChannelEndpoint;
import io.aeron.driver.ext.LossGenerator;
import io.aeron.driver.ext.RandomLossGenerator;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import org.agrona.concurrent.status.AtomicCounter;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Drivers that do to datagrams what a bad wire does, by a seed: the same seed does the same to the same datagrams.
 */
final class Mischief
{
    private static final LossGenerator NO_LOSS = (address, buffer, length) -> false;

    private Mischief()
    {
    }

    /**
     * A driver that loses data and control frames, whichever it sends or receives.
     *
     * @param directory for its files
     * @param rate      0 to 1
     * @param seed      of the loss
     */
    static MediaDriver losing(Path directory, double rate, long seed)
    {
        Random seeds = new Random(seed);
        return launch(directory, new MediaDriver.Context()
            .sendChannelEndpointSupplier((channel, status, context) -> new DebugSendChannelEndpoint(
                channel, status, context, NO_LOSS, loss(rate, seeds)))
            .receiveChannelEndpointSupplier((channel, dispatcher, status, context) -> new DebugReceiveChannelEndpoint(
                channel, dispatcher, status, context, loss(rate, seeds), loss(rate, seeds))));
    }

    private static LossGenerator loss(double rate, Random seeds)
    {
        return new RandomLossGenerator(rate, seeds.nextInt(Integer.MAX_VALUE));
    }

    /**
     * A driver in front of which there is a relay that gives datagrams twice, late, and in another order.
     *
     * @param directory for its files
     * @param rate      of each of the three, 0 to 1
     * @param seed      of what it does
     */
    static MediaDriver relayed(Path directory, double rate, long seed)
    {
        Random seeds = new Random(seed);
        return launch(directory, new MediaDriver.Context()
            .sendChannelEndpointSupplier((channel, status, context) ->
                new RelayedSendEndpoint(channel, status, context, new Relay(rate, seeds.nextLong())))
            .receiveChannelEndpointSupplier((channel, dispatcher, status, context) ->
                new RelayedReceiveEndpoint(channel, dispatcher, status, context, new Relay(rate, seeds.nextLong()))));
    }

    private static MediaDriver launch(Path directory, MediaDriver.Context context)
    {
        return MediaDriver.launch(context
            .aeronDirectoryName(directory.toString())
            .threadingMode(ThreadingMode.SHARED)
            .initialWindowLength(UdpConfig.DEFAULT_WINDOW_BYTES)
            .dirDeleteOnShutdown(true)
            .errorHandler((error) ->
            {
                throw new AssertionError("a driver complains", error);
            }));
    }

    /** Where the next datagram comes from, or null. */
    private interface Wire
    {
        InetSocketAddress receive(ByteBuffer buffer);
    }

    /** Holds datagrams back, lets others pass them, and repeats some. By the driver's thread. */
    private static final class Relay
    {
        private static final int LONGEST_DELAY = 20;

        private record Held(byte[] bytes, InetSocketAddress from, int dueAt)
        {
        }

        private final double rate;
        private final Random random;
        private final List<Held> held = new ArrayList<>();
        private int turn;

        private Relay(double rate, long seed)
        {
            this.rate = rate;
            random = new Random(seed);
        }

        private InetSocketAddress next(ByteBuffer buffer, Wire wire)
        {
            turn++;
            for (int i = 0; i < held.size(); i++)
            {
                if (held.get(i).dueAt <= turn)
                {
                    Held due = held.remove(random.nextInt(i + 1));
                    buffer.clear();
                    buffer.put(due.bytes);
                    return due.from;
                }
            }
            InetSocketAddress from = wire.receive(buffer);
            if (from == null)
            {
                return null;
            }
            if (random.nextDouble() < rate)
            {
                hold(buffer, from);
            }
            if (random.nextDouble() < rate)
            {
                hold(buffer, from);
                return null;
            }
            return from;
        }

        private void hold(ByteBuffer buffer, InetSocketAddress from)
        {
            byte[] bytes = new byte[buffer.position()];
            buffer.duplicate().flip().get(bytes);
            held.add(new Held(bytes, from, turn + 1 + random.nextInt(LONGEST_DELAY)));
        }
    }

    private static final class RelayedReceiveEndpoint extends ReceiveChannelEndpoint
    {
        private final Relay relay;

        private RelayedReceiveEndpoint(UdpChannel channel, DataPacketDispatcher dispatcher, AtomicCounter status,
            MediaDriver.Context context, Relay relay)
        {
            super(channel, dispatcher, status, context);
            this.relay = relay;
        }

        @Override
        public InetSocketAddress receive(ByteBuffer buffer)
        {
            return relay.next(buffer, super::receive);
        }
    }

    private static final class RelayedSendEndpoint extends SendChannelEndpoint
    {
        private final Relay relay;

        private RelayedSendEndpoint(
            UdpChannel channel, AtomicCounter status, MediaDriver.Context context, Relay relay)
        {
            super(channel, status, context);
            this.relay = relay;
        }

        @Override
        public InetSocketAddress receive(ByteBuffer buffer)
        {
            return relay.next(buffer, super::receive);
        }
    }
}
