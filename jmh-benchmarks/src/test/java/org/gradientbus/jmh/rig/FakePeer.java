package org.gradientbus.jmh.rig;

import org.gradientbus.Rung;
import org.gradientbus.jmh.Payload;
import org.gradientbus.jmh.peer.Ground;
import org.gradientbus.jmh.peer.Peer;
import org.gradientbus.jmh.peer.PeerEnd;
import org.gradientbus.jmh.peer.Receiver;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongPredicate;

/**
 * Passes numbers through queues, as far as it is let.
 */
final class FakePeer implements Peer
{
    private final Queue<Long> toFar = new ConcurrentLinkedQueue<>();
    private final Queue<Long> toNear = new ConcurrentLinkedQueue<>();
    private final LongPredicate hasRoom;
    private final long tampering;

    /**
     * @param hasRoom   is there room at the near end for the message with this number, now?
     * @param tampering what is added to the bytes of each message on its way
     */
    FakePeer(LongPredicate hasRoom, long tampering)
    {
        this.hasRoom = hasRoom;
        this.tampering = tampering;
    }

    @Override
    public String title()
    {
        return "fake";
    }

    @Override
    public String version()
    {
        return "none";
    }

    @Override
    public Set<Rung> rungs()
    {
        return Set.of(Rung.PROCESS);
    }

    @Override
    public String settings()
    {
        return "none";
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        final Queue<Long> out = ground.isNear() ? toFar : toNear;
        final Queue<Long> in = ground.isNear() ? toNear : toFar;
        return new PeerEnd()
        {
            @Override
            public boolean isConnected()
            {
                return true;
            }

            @Override
            public boolean send(long value)
            {
                return (!ground.isNear() || hasRoom.test(value)) && out.add(value);
            }

            @Override
            public int poll()
            {
                final Long value = in.poll();
                if (value == null)
                {
                    return 0;
                }
                final long before = Payload.sumOfFirst(ground.length(), value);
                receiver.onMessage(value, Payload.sumOfFirst(ground.length(), value + 1) - before + tampering);
                return 1;
            }

            @Override
            public void close()
            {
            }
        };
    }
}
