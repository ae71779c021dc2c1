package org.gradientbus.jmh.peer;

import org.agrona.DirectBuffer;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.Publisher;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Payload;

import java.util.Set;

/**
 * The bus: a publisher and a mailbox for each direction.
 */
final class GradientPeer implements Peer
{
    @Override
    public String title()
    {
        return "gradient";
    }

    @Override
    public String version()
    {
        return Versions.of("gradient");
    }

    @Override
    public Set<Rung> rungs()
    {
        return Set.of(Rung.PROCESS, Rung.HOST, Rung.NETWORK);
    }

    @Override
    public String settings()
    {
        return "Publisher.tryClaim and commit, no copy; " + GradientGround.LOOPS;
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        return new End(ground, receiver);
    }

    private static final class End implements PeerEnd
    {
        private final GradientGround bus;
        private final Publisher out;
        private final Claim claim;
        private final int length;
        private final Receiver receiver;

        private End(Ground ground, Receiver receiver)
        {
            bus = new GradientGround(ground);
            length = ground.length();
            this.receiver = receiver;
            bus.subscribe(this::onMessage);
            out = bus.bus().publisher(bus.otherAddress());
            claim = bus.bus().claim();
        }

        @Override
        public boolean isConnected()
        {
            return bus.isConnected();
        }

        @Override
        public boolean send(long value)
        {
            if (!out.tryClaim(length, claim).isAccepted())
            {
                return false;
            }
            Payload.write(claim.buffer(), claim.offset(), length, value);
            claim.commit();
            return true;
        }

        @Override
        public int poll()
        {
            return bus.poll();
        }

        @Override
        public boolean isPolled()
        {
            return bus.isPolled();
        }

        private void onMessage(DirectBuffer buffer, int offset, int bytes, Envelope envelope)
        {
            receiver.onMessage(buffer.getLong(offset), Payload.read(buffer, offset, bytes));
        }

        @Override
        public void close()
        {
            bus.close();
        }
    }
}
