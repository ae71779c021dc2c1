package org.gradientbus.jmh.peer;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.gradientbus.Rung;
import org.gradientbus.jmh.HostRings;
import org.gradientbus.jmh.Payload;

import java.util.Set;

/**
 * Agrona's rings, raw: claim, write, commit. One for each direction, in direct memory or in mapped files.
 */
final class AgronaRingPeer implements Peer
{
    private final String title;
    private final Kind kind;

    /** Of ring buffer. */
    enum Kind
    {
        ONE_TO_ONE, MANY_TO_ONE
    }

    AgronaRingPeer(String title, Kind kind)
    {
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String title()
    {
        return title;
    }

    @Override
    public String version()
    {
        return Versions.of("agrona");
    }

    @Override
    public Set<Rung> rungs()
    {
        return Set.of(Rung.PROCESS, Rung.HOST);
    }

    @Override
    public String settings()
    {
        return "tryClaim and commit, no copy; between processes not crash-safe";
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        if (ground.rung() == Rung.HOST)
        {
            final HostRings files = new HostRings(ground.directory(), ground.capacity(), "ring", ground.isNear());
            return new End(ring(files.out()), ring(files.in()), files, ground.length(), receiver);
        }
        return new End(
            commonRing(ground, ground.otherName()), commonRing(ground, ground.ownName()), null, ground.length(),
            receiver);
    }

    private RingBuffer ring(AtomicBuffer buffer)
    {
        return switch (kind)
        {
            case ONE_TO_ONE -> new OneToOneRingBuffer(buffer);
            case MANY_TO_ONE -> new ManyToOneRingBuffer(buffer);
        };
    }

    private RingBuffer commonRing(Ground ground, String name)
    {
        return ground.common().of(RingBuffer.class, name, () -> ring(new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(
                ground.capacity() + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH))));
    }

    private static final class End implements PeerEnd
    {
        private static final int MESSAGE = 1;
        private static final int POLL_LIMIT = 64;

        private final RingBuffer out;
        private final RingBuffer in;
        private final HostRings files;
        private final int length;
        private final Receiver receiver;
        private final MessageHandler handler = this::onMessage;

        private End(RingBuffer out, RingBuffer in, HostRings files, int length, Receiver receiver)
        {
            this.out = out;
            this.in = in;
            this.files = files;
            this.length = length;
            this.receiver = receiver;
        }

        @Override
        public boolean isConnected()
        {
            return true;
        }

        @Override
        public boolean send(long value)
        {
            final int index = out.tryClaim(MESSAGE, length);
            if (index < 0)
            {
                return false;
            }
            Payload.write(out.buffer(), index, length, value);
            out.commit(index);
            return true;
        }

        @Override
        public int poll()
        {
            return in.read(handler, POLL_LIMIT);
        }

        private void onMessage(int typeId, MutableDirectBuffer buffer, int index, int bytes)
        {
            receiver.onMessage(buffer.getLong(index), Payload.read(buffer, index, bytes));
        }

        @Override
        public void close()
        {
            if (files != null)
            {
                files.close();
            }
        }
    }
}
