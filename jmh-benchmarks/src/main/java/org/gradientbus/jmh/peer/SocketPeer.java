package org.gradientbus.jmh.peer;

import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Payload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;

/**
 * One connection of the JDK's, non-blocking at both ends: a write for each message, a read of whatever is there. All
 * messages have one length, so nothing says where one ends. The floor of what a system call costs.
 */
final class SocketPeer implements Peer
{
    private final String title;
    private final Family family;

    /** Of socket. */
    enum Family
    {
        TCP, UNIX
    }

    SocketPeer(String title, Family family)
    {
        this.title = title;
        this.family = family;
    }

    @Override
    public String title()
    {
        return title;
    }

    @Override
    public String version()
    {
        return Versions.JDK;
    }

    @Override
    public Set<Rung> rungs()
    {
        return switch (family)
        {
            case TCP -> Set.of(Rung.HOST, Rung.NETWORK);
            case UNIX -> Set.of(Rung.HOST);
        };
    }

    @Override
    public String settings()
    {
        return (family == Family.TCP ? "TCP_NODELAY, " : "") +
            "non-blocking, a write for each message, the kernel copies";
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        try
        {
            return switch (family)
            {
                case TCP -> openTcp(ground, receiver);
                case UNIX -> openUnix(ground, receiver);
            };
        }
        catch (final IOException failed)
        {
            throw new UncheckedIOException(failed);
        }
    }

    private static PeerEnd openTcp(Ground ground, Receiver receiver) throws IOException
    {
        final String host = ground.place().host(false);
        if (ground.isNear())
        {
            final SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(host, Meeting.port(ground.directory())));
            return new End(ground, receiver, null, channel);
        }
        final ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(host, 0));
        Meeting.tell(ground.directory(), ((InetSocketAddress)server.getLocalAddress()).getPort());
        return new End(ground, receiver, server, null);
    }

    private static PeerEnd openUnix(Ground ground, Receiver receiver) throws IOException
    {
        final UnixDomainSocketAddress address = UnixDomainSocketAddress.of(ground.directory().resolve("socket"));
        return ground.isNear() ?
            new End(ground, receiver, null, SocketChannel.open(address)) :
            new End(ground, receiver, ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address), null);
    }

    private static final class End implements PeerEnd
    {
        private static final int MESSAGES_PER_READ = 64;
        private static final int MOST_PER_READ = 256 * 1024;

        private final int length;
        private final Receiver receiver;
        private final ServerSocketChannel server;
        private final ByteBuffer outgoing;
        private final UnsafeBuffer out;
        private final ByteBuffer incoming;
        private final UnsafeBuffer in;
        private SocketChannel channel;

        private End(Ground ground, Receiver receiver, ServerSocketChannel server, SocketChannel channel)
            throws IOException
        {
            length = ground.length();
            this.receiver = receiver;
            this.server = server;
            outgoing = ByteBuffer.allocateDirect(length);
            outgoing.limit(0);
            out = new UnsafeBuffer(outgoing, 0, length);
            incoming = ByteBuffer.allocateDirect(
                Math.max(length, Math.min(MESSAGES_PER_READ * length, MOST_PER_READ)));
            in = new UnsafeBuffer(incoming);
            if (server != null)
            {
                server.configureBlocking(false);
            }
            else
            {
                adopt(channel);
            }
        }

        private void adopt(SocketChannel newChannel) throws IOException
        {
            newChannel.configureBlocking(false);
            if (newChannel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY))
            {
                newChannel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            channel = newChannel;
        }

        @Override
        public boolean isConnected()
        {
            try
            {
                final SocketChannel accepted = channel == null ? server.accept() : null;
                if (accepted != null)
                {
                    adopt(accepted);
                }
            }
            catch (final IOException failed)
            {
                throw new UncheckedIOException(failed);
            }
            return channel != null;
        }

        /** What the kernel did not take at once of the message before goes first. */
        @Override
        public boolean send(long value)
        {
            if (!flush())
            {
                return false;
            }
            Payload.write(out, 0, length, value);
            outgoing.clear();
            flush();
            return true;
        }

        private boolean flush()
        {
            try
            {
                if (outgoing.hasRemaining())
                {
                    channel.write(outgoing);
                }
                return !outgoing.hasRemaining();
            }
            catch (final IOException failed)
            {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public int poll()
        {
            flush();
            try
            {
                return channel.read(incoming) <= 0 ? 0 : handOver();
            }
            catch (final IOException failed)
            {
                throw new UncheckedIOException(failed);
            }
        }

        private int handOver()
        {
            final int end = incoming.position();
            int offset = 0;
            for (; offset + length <= end; offset += length)
            {
                receiver.onMessage(in.getLong(offset), Payload.read(in, offset, length));
            }
            incoming.limit(end).position(offset);
            incoming.compact();
            return offset / length;
        }

        @Override
        public void close()
        {
            CloseHelper.quietCloseAll(channel, server);
        }
    }
}
