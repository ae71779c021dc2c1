package org.gradientbus.jmh.peer;

import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Rung;
import org.gradientbus.jmh.AeronPlace;
import org.gradientbus.jmh.Payload;

import java.util.Set;

/**
 * Raw Aeron: IPC within a host, UDP beyond; an exclusive publication each way. A message that fits is claimed in place,
 * a longer one is offered from a buffer and assembled again.
 */
final class AeronPeer implements Peer
{
    private static final int STREAM = 4001;
    private static final int NETWORK_TERM = 2 * 1024 * 1024;
    private static final int INVOKE_EVERY = 16;

    @Override
    public String title()
    {
        return "aeron";
    }

    @Override
    public String version()
    {
        return Versions.of("aeron");
    }

    @Override
    public Set<Rung> rungs()
    {
        return Set.of(Rung.PROCESS, Rung.HOST, Rung.NETWORK);
    }

    @Override
    public String settings()
    {
        return "IPC, or UDP with the NETWORK rung's MTU, window, buffers and terms; exclusive publications; driver " +
            "and client invoked by the polling thread; tryClaim where it fits, else offer, which copies";
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        return new End(ground, receiver);
    }

    private static final class End implements PeerEnd
    {
        private static final int POLL_LIMIT = 64;

        private final AeronPlace place;
        private final ExclusivePublication out;
        private final Subscription in;
        private final int length;
        private final Receiver receiver;
        private final boolean isClaimed;
        private final BufferClaim claim = new BufferClaim();
        private final UnsafeBuffer message;
        private final FragmentHandler handler;

        private End(Ground ground, Receiver receiver)
        {
            final boolean isNetwork = ground.rung() == Rung.NETWORK;
            final int term = isNetwork ? NETWORK_TERM : Math.max(64 * 1024, 2 * ground.capacity());
            place = new AeronPlace(
                ground.directory(), isNetwork, ground.isNear(), term, isNetwork ? 1 : INVOKE_EVERY);
            out = place.aeron().addExclusivePublication(
                isNetwork ? channel(ground, !ground.isNear()) + "|term-length=" + term : AeronPlace.CHANNEL,
                stream(!ground.isNear()));
            in = place.aeron().addSubscription(
                isNetwork ? channel(ground, ground.isNear()) : AeronPlace.CHANNEL, stream(ground.isNear()));
            length = ground.length();
            this.receiver = receiver;
            isClaimed = length <= out.maxPayloadLength();
            message = new UnsafeBuffer(new byte[length]);
            handler = isClaimed ? this::onMessage : new FragmentAssembler(this::onMessage);
        }

        private static String channel(Ground ground, boolean isOfNear)
        {
            return "aeron:udp?endpoint=" + ground.place().host(isOfNear) + ":" +
                ground.place().port(isOfNear ? 1 : 0);
        }

        private static int stream(boolean isOfNear)
        {
            return isOfNear ? STREAM + 1 : STREAM;
        }

        @Override
        public boolean isConnected()
        {
            place.invoke();
            return out.isConnected() && in.isConnected();
        }

        @Override
        public boolean send(long value)
        {
            if (!isClaimed)
            {
                Payload.write(message, 0, length, value);
                return isSent(out.offer(message, 0, length));
            }
            if (!isSent(out.tryClaim(length, claim)))
            {
                return false;
            }
            Payload.write(claim.buffer(), claim.offset(), length, value);
            claim.commit();
            return true;
        }

        /** While there is no room it is the driver that makes some, and it is invoked by this thread. */
        private boolean isSent(long position)
        {
            if (position < 0)
            {
                place.cycle();
            }
            return position >= 0;
        }

        @Override
        public int poll()
        {
            final int workCount = in.poll(handler, POLL_LIMIT);
            place.cycle();
            return workCount;
        }

        private void onMessage(DirectBuffer buffer, int offset, int bytes, Header header)
        {
            receiver.onMessage(buffer.getLong(offset), Payload.read(buffer, offset, bytes));
        }

        @Override
        public void close()
        {
            out.close();
            in.close();
            place.close();
        }
    }
}
