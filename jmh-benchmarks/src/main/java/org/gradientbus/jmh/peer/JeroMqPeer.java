package org.gradientbus.jmh.peer;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Payload;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

import java.util.Set;

/**
 * JeroMQ, a pair of PAIR sockets, with its defaults: between processes a thread of its own at each end does the sending
 * and receiving, and the rig's asks it without blocking.
 */
final class JeroMqPeer implements Peer
{
    @Override
    public String title()
    {
        return "jeromq";
    }

    @Override
    public String version()
    {
        return Versions.of("jeromq");
    }

    @Override
    public Set<Rung> rungs()
    {
        return Set.of(Rung.PROCESS, Rung.HOST, Rung.NETWORK);
    }

    @Override
    public String settings()
    {
        return "inproc, ipc (its own, which is TCP on loopback) or tcp; PAIR sockets, not blocking, defaults; an " +
            "array is made for each message";
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        return new End(ground, receiver);
    }

    private static final class End implements PeerEnd
    {
        private static final int POLL_LIMIT = 64;

        private final boolean ownsContext;
        private final ZContext context;
        private final ZMQ.Socket socket;
        private final int length;
        private final Receiver receiver;
        private final UnsafeBuffer out = new UnsafeBuffer(0, 0);
        private final UnsafeBuffer in = new UnsafeBuffer(0, 0);
        private byte[] unsent;

        private End(Ground ground, Receiver receiver)
        {
            length = ground.length();
            this.receiver = receiver;
            ownsContext = ground.rung() != Rung.PROCESS;
            context = ownsContext ? new ZContext() : ground.common().closeable(ZContext.class, ZContext::new);
            // What is left at the end is not waited for.
            context.setLinger(0);
            socket = context.createSocket(SocketType.PAIR);
            socket.setLinger(0);
            if (ground.rung() == Rung.NETWORK)
            {
                meetByPort(ground);
            }
            else
            {
                meetByName(ground, ground.rung() == Rung.PROCESS ?
                    "inproc://bench" : "ipc://" + ground.directory().resolve("jeromq"));
            }
        }

        private void meetByName(Ground ground, String address)
        {
            final boolean isMet = ground.isNear() ? socket.connect(address) : socket.bind(address);
            if (!isMet)
            {
                throw new IllegalStateException("no socket at " + address);
            }
        }

        private void meetByPort(Ground ground)
        {
            final String host = "tcp://" + ground.place().host(false);
            if (ground.isNear())
            {
                socket.connect(host + ":" + Meeting.port(ground.directory()));
            }
            else
            {
                Meeting.tell(ground.directory(), socket.bindToRandomPort(host));
            }
        }

        /** It connects by itself, and keeps till then what is sent. */
        @Override
        public boolean isConnected()
        {
            return true;
        }

        @Override
        public boolean send(long value)
        {
            if (unsent == null)
            {
                unsent = new byte[length];
                out.wrap(unsent);
                Payload.write(out, 0, length, value);
            }
            final boolean isSent = socket.send(unsent, ZMQ.DONTWAIT);
            unsent = isSent ? null : unsent;
            return isSent;
        }

        @Override
        public int poll()
        {
            int workCount = 0;
            byte[] message = socket.recv(ZMQ.DONTWAIT);
            while (message != null)
            {
                in.wrap(message);
                receiver.onMessage(in.getLong(0), Payload.read(in, 0, message.length));
                workCount++;
                message = workCount < POLL_LIMIT ? socket.recv(ZMQ.DONTWAIT) : null;
            }
            return workCount;
        }

        @Override
        public void close()
        {
            socket.close();
            if (ownsContext)
            {
                context.close();
            }
        }
    }
}
