package org.gradientbus.jmh.peer;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Rung;
import org.gradientbus.jmh.Payload;

import java.util.Set;

/**
 * An LMAX Disruptor for each direction, whose preallocated events hold a payload each.
 */
final class DisruptorPeer implements Peer
{
    /** At most; of long payloads as many as fit a ring of the others, but some. */
    private static final int MOST_SLOTS = 4096;
    private static final int FEWEST_SLOTS = 64;

    @Override
    public String title()
    {
        return "disruptor";
    }

    @Override
    public String version()
    {
        return Versions.of("disruptor");
    }

    @Override
    public Set<Rung> rungs()
    {
        return Set.of(Rung.PROCESS);
    }

    @Override
    public String settings()
    {
        return "one producer a ring, events preallocated, an EventPoller at each end, no copy";
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        final Way out = way(ground, ground.otherName());
        final Way in = way(ground, ground.ownName());
        return new End(out.ring, in.poller, ground.length(), receiver);
    }

    private static Way way(Ground ground, String name)
    {
        return ground.common().of(Way.class, name, () -> new Way(ground.length(), slots(ground)));
    }

    private static int slots(Ground ground)
    {
        final int fitting = Integer.highestOneBit(Math.max(1, ground.capacity() / ground.length()));
        return Math.max(FEWEST_SLOTS, Math.min(MOST_SLOTS, fitting));
    }

    /** A ring and its only reader. */
    private static final class Way
    {
        private final RingBuffer<UnsafeBuffer> ring;
        private final EventPoller<UnsafeBuffer> poller;

        private Way(int length, int slots)
        {
            ring = RingBuffer.createSingleProducer(
                () -> new UnsafeBuffer(new byte[length]), slots, new YieldingWaitStrategy());
            poller = ring.newPoller();
            ring.addGatingSequences(poller.getSequence());
        }
    }

    private static final class End implements PeerEnd
    {
        private final RingBuffer<UnsafeBuffer> out;
        private final EventPoller<UnsafeBuffer> in;
        private final int length;
        private final EventPoller.Handler<UnsafeBuffer> handler;

        private End(
            RingBuffer<UnsafeBuffer> out, EventPoller<UnsafeBuffer> in, int length, Receiver receiver)
        {
            this.out = out;
            this.in = in;
            this.length = length;
            handler = (event, sequence, isEndOfBatch) ->
            {
                receiver.onMessage(event.getLong(0), Payload.read(event, 0, length));
                return true;
            };
        }

        @Override
        public boolean isConnected()
        {
            return true;
        }

        @Override
        public boolean send(long value)
        {
            if (!out.hasAvailableCapacity(1))
            {
                return false;
            }
            final long sequence = out.next();
            Payload.write(out.get(sequence), 0, length, value);
            out.publish(sequence);
            return true;
        }

        @Override
        public int poll()
        {
            try
            {
                return in.poll(handler) == EventPoller.PollState.PROCESSING ? 1 : 0;
            }
            catch (final Exception cause)
            {
                throw new IllegalStateException("the receiver threw", cause);
            }
        }

        @Override
        public void close()
        {
        }
    }
}
