package org.gradientbus.engine;

import org.gradientbus.LoopConfig;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;

import java.util.ArrayList;
import java.util.List;

/**
 * The receiving ends of one loop: this bus's own first, then one for each rung that reaches peers. Most buses have the
 * first alone, and pay nothing for the others.
 */
final class Sources
{
    private final Source own;
    private final Source[] ofPeers;
    private int next;

    Sources(Source own, Source[] ofPeers)
    {
        this.own = own;
        this.ofPeers = ofPeers;
    }

    /**
     * Opens a source on each rung; on one that has none to give, peers cannot reach this loop.
     *
     * @param transports of the bus
     * @param number     of the loop
     * @param config     of the loop
     * @param signal     wakes it
     * @param rungs      gets the transports that gave a source, in order, but for the bus's own
     * @return the open sources
     */
    static Sources open(
        Transports transports, int number, LoopConfig config, Signal signal, List<Transport> rungs)
    {
        final Source own = transports.own().openSource(number, config.sourceLength(), signal);
        final List<Source> ofPeers = new ArrayList<>();
        for (final Transport each : transports.toPeers())
        {
            try
            {
                // The configured length is of the ring in memory; other rungs derive theirs from the largest message.
                ofPeers.add(each.openSource(number, 0, signal));
                rungs.add(each);
            }
            catch (final RuntimeException refused)
            {
                transports.failed(each, "no source for loop " + config.name() + ": " + refused.getMessage(),
                    number == RealPeer.CONTROL_LOOP);
            }
        }
        return new Sources(own, ofPeers.toArray(new Source[0]));
    }

    /**
     * Hands over frames, each source in turn beginning the round, so that none starves while another has the limit's
     * worth.
     *
     * @param delivery of frames of this bus
     * @param arrivals of frames of peers, one for each of the other sources
     * @param limit    of all together
     * @return how many were handed over
     */
    int poll(FrameHandler delivery, FrameHandler[] arrivals, int limit)
    {
        if (ofPeers.length == 0)
        {
            return own.poll(delivery, limit);
        }
        next = next == ofPeers.length ? 0 : next + 1;
        int handedOver = 0;
        for (int i = next; i <= ofPeers.length && handedOver < limit; i++)
        {
            handedOver += poll(i, delivery, arrivals, limit - handedOver);
        }
        for (int i = 0; i < next && handedOver < limit; i++)
        {
            handedOver += poll(i, delivery, arrivals, limit - handedOver);
        }
        return handedOver;
    }

    private int poll(int index, FrameHandler delivery, FrameHandler[] arrivals, int limit)
    {
        return index == 0 ? own.poll(delivery, limit) : ofPeers[index - 1].poll(arrivals[index - 1], limit);
    }

    boolean hasWork()
    {
        boolean hasWork = own.hasWork();
        for (int i = 0; i < ofPeers.length && !hasWork; i++)
        {
            hasWork = ofPeers[i].hasWork();
        }
        return hasWork;
    }

    /** The sum over all sources: moves whenever a sender claims. */
    long claimedPosition()
    {
        long sum = own.claimedPosition();
        for (final Source each : ofPeers)
        {
            sum += each.claimedPosition();
        }
        return sum;
    }

    long backlogBytes()
    {
        long sum = own.claimedPosition() - own.consumedPosition();
        for (final Source each : ofPeers)
        {
            sum += each.claimedPosition() - each.consumedPosition();
        }
        return sum;
    }

    /** How far senders have claimed, source by source, be they ever so new. */
    long[] claimedPositions()
    {
        for (final Source each : ofPeers)
        {
            each.findSenders();
        }
        final long[] positions = new long[1 + ofPeers.length];
        positions[0] = own.claimedPosition();
        for (int i = 0; i < ofPeers.length; i++)
        {
            positions[i + 1] = ofPeers[i].claimedPosition();
        }
        return positions;
    }

    /** Has everything been handled that was claimed at those positions? */
    boolean haveConsumed(long[] positions)
    {
        boolean have = own.consumedPosition() - positions[0] >= 0;
        for (int i = 0; i < ofPeers.length && have; i++)
        {
            have = ofPeers[i].consumedPosition() - positions[i + 1] >= 0;
        }
        return have;
    }

    /** Tells senders of other processes. */
    void onSleep(boolean isSleeping)
    {
        for (int i = 0; i < ofPeers.length; i++)
        {
            ofPeers[i].onSleep(isSleeping);
        }
    }

    void seal()
    {
        own.seal();
        for (final Source each : ofPeers)
        {
            each.seal();
        }
    }

    void close()
    {
        own.close();
        for (final Source each : ofPeers)
        {
            each.close();
        }
    }

    void abandon(FrameHandler delivery, FrameHandler[] arrivals)
    {
        own.abandon(delivery);
        for (int i = 0; i < ofPeers.length; i++)
        {
            ofPeers[i].abandon(arrivals[i]);
        }
    }
}
