package org.gradientbus.jmh.peer;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.PortOptions;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Payload;

import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The bus: requests, answered from within the handler, the answers handed to a callback.
 */
final class GradientRequestPeer implements Peer
{
    @Override
    public String title()
    {
        return "gradient-request";
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
        return "Requester.tryClaim with a ReplyHandler, Envelope.reply, which copies; " + GradientGround.LOOPS;
    }

    @Override
    public boolean isRequest()
    {
        return true;
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        return ground.isNear() ? new Asking(ground, receiver) : new Answering(ground, receiver);
    }

    /** The near end. */
    private static final class Asking implements PeerEnd, ReplyHandler
    {
        private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

        private final GradientGround bus;
        private final Requester requester;
        private final Claim claim;
        private final int length;
        private final Receiver receiver;

        private Asking(Ground ground, Receiver receiver)
        {
            bus = new GradientGround(ground);
            length = ground.length();
            this.receiver = receiver;
            requester = bus.bus().requester(
                Address.parse(bus.otherAddress()), PortOptions.defaults().withLoop(bus.loop()));
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
            if (!requester.tryClaim(length, TIMEOUT_NS, this, claim).isAccepted())
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

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int bytes)
        {
            receiver.onMessage(buffer.getLong(offset), Payload.read(buffer, offset, bytes));
        }

        @Override
        public void onFailure(long correlationId, RequestFailure failure)
        {
            throw new IllegalStateException("request " + correlationId + " failed: " + failure);
        }

        @Override
        public void close()
        {
            bus.close();
        }
    }

    /** The far end. */
    private static final class Answering implements PeerEnd
    {
        private final GradientGround bus;
        private final UnsafeBuffer answer;
        private final Receiver receiver;
        private Envelope inHand;

        private Answering(Ground ground, Receiver receiver)
        {
            bus = new GradientGround(ground);
            answer = new UnsafeBuffer(new byte[ground.length()]);
            this.receiver = receiver;
            bus.subscribe(this::onRequest);
        }

        /** Whoever asks needs no address. */
        @Override
        public boolean isConnected()
        {
            return true;
        }

        @Override
        public boolean send(long value)
        {
            Payload.write(answer, 0, answer.capacity(), value);
            return inHand.reply(answer, 0, answer.capacity()).isAccepted();
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

        private void onRequest(DirectBuffer buffer, int offset, int bytes, Envelope envelope)
        {
            inHand = envelope;
            receiver.onMessage(buffer.getLong(offset), Payload.read(buffer, offset, bytes));
        }

        @Override
        public void close()
        {
            bus.close();
        }
    }
}
