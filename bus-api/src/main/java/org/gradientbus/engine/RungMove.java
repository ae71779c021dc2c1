package org.gradientbus.engine;

import org.gradientbus.BusException;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * A peer that was met by one way and found by a nearer one: what this node sends to it moves there. By the conductor
 * alone, in rounds, none of which waits.
 *
 * <pre>
 *   links made on the new way, former ones sealed
 *      |                                    |
 *   drained: all at once the new links,     patience is over: seals off, new links closed, a rest,
 *   stale routes, the rung; then a new      and from the beginning
 *   snapshot of the bindings
 * </pre>
 *
 * <p>A drained link is the cut-over: nothing sent before is under way, so nothing sent later can overtake it. Nobody
 * holds anything back at the receiving end, and until the last step nothing has happened that cannot be taken back.
 */
final class RungMove
{
    /** Time enough for word from a far end that is idle, which NETWORK sends every 200 ms. */
    private static final long FIRST_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LAST_PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);

    /** Somebody holds a claim, or a handler does not return: others are not to be held up again and again. */
    private static final long FIRST_REST_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long LAST_REST_NS = TimeUnit.SECONDS.toNanos(60);

    /**
     * Two nodes find each other at the same time, and a handler of either may be trying to send an answer by a link
     * that is sealed: so one of them lets the other go first, for as long.
     */
    private static final long POLITENESS_NS = TimeUnit.SECONDS.toNanos(1);

    /** As {@link RemoteLoop} has it. */
    private static final int FAILURES_UNTIL_REPORT = 10;

    private final RealBus bus;
    private final PeerSession session;
    private final RealPeer peer;
    private final Way to;
    private final SplittableRandom random;
    private final FrameClaim nothing = new FrameClaim();
    private final Map<RemoteLoop, Crossing> crossings = new LinkedHashMap<>();
    private Link newControl;
    private boolean isUnderWay;
    private boolean isResting;
    private long patienceNs = FIRST_PATIENCE_NS;
    private long restNs = FIRST_REST_NS;
    private long nextNs;
    private int failures;

    RungMove(RealBus bus, PeerSession session, Way to)
    {
        this.bus = bus;
        this.session = session;
        this.to = to;
        peer = session.peer();
        random = new SplittableRandom(bus.nextSeed());
        nextNs = System.nanoTime() + (bus.nodeId() < peer.nodeId() ? 0 : POLITENESS_NS);
    }

    /** One loop's two links; the second is null where best effort needs none of its own any more. */
    private record Crossing(Link from, Link to)
    {
        private boolean isReady()
        {
            return from.isDrained() && (to == null || leadsOn(to));
        }

        private void closeNew()
        {
            if (to != null)
            {
                to.close();
            }
        }
    }

    Way to()
    {
        return to;
    }

    /** Then the peer is told nothing: what it was told before is to be read before the move. */
    boolean isUnderWay()
    {
        return isUnderWay;
    }

    /** Goes on as far as it can. Returns whether the peer has moved. */
    boolean work(long nowNs)
    {
        if (!isUnderWay && !begin(nowNs))
        {
            return false;
        }
        try
        {
            dropClosed();
            takeAlong();
        }
        catch (final RuntimeException refused)
        {
            onRefused(refused, nowNs);
            return false;
        }
        if (isReady() && crossOver())
        {
            return true;
        }
        if (nowNs - nextNs >= 0)
        {
            giveUp(nowNs);
        }
        return false;
    }

    private boolean begin(long nowNs)
    {
        final boolean isInvited = !isResting && session.heardBy() == to.rung();
        if (nowNs - nextNs < 0 && !isInvited)
        {
            return false;
        }
        isUnderWay = true;
        nextNs = nowNs + patienceNs;
        return true;
    }

    /** A loop may have closed, and another have its number, reached by a link of its own. */
    private void dropClosed()
    {
        crossings.entrySet().removeIf((each) ->
        {
            final RemoteLoop loop = each.getKey();
            final Link from = each.getValue().from;
            if (loop.link() == from && from.tryClaim(0, Importance.CRITICAL, nothing) != SendStatus.CLOSED)
            {
                return false;
            }
            loop.farEndClosed(from);
            loop.resume(from);
            each.getValue().closeNew();
            return true;
        });
    }

    /** Makes links first, which may take a while, and then seals. */
    private void takeAlong()
    {
        if (newControl == null)
        {
            newControl = to.connect(peer.control());
        }
        final Map<RemoteLoop, Crossing> more = new LinkedHashMap<>();
        try
        {
            for (final RemoteLoop each : peer.loops())
            {
                if (each.isConnected() && !crossings.containsKey(each))
                {
                    more.put(each, new Crossing(each.link(), newLink(each)));
                }
            }
        }
        catch (final RuntimeException refused)
        {
            more.values().forEach(Crossing::closeNew);
            throw refused;
        }
        more.forEach((loop, crossing) -> loop.pause(crossing.from));
        crossings.putAll(more);
    }

    private Link newLink(RemoteLoop loop)
    {
        return loop.isBestEffort() && !to.transport().hasBestEffort() ? null : to.connect(loop);
    }

    /** The new links are tried, too: one that leads to nobody has no room. */
    private boolean isReady()
    {
        final Link control = peer.control().link();
        return control != null && control.isDrained() && leadsOn(newControl) &&
            crossings.values().stream().allMatch(Crossing::isReady);
    }

    private static boolean leadsOn(Link link)
    {
        return link.hasRoom(0, Importance.CRITICAL);
    }

    /** Returns false when somebody makes a link at this moment, or has made one since. */
    private boolean crossOver()
    {
        final Lock noLinkIsMade = peer.noLinkIsMade();
        if (!noLinkIsMade.tryLock())
        {
            return false;
        }
        final Link formerControl = peer.control().link();
        try
        {
            if (!hasAll())
            {
                return false;
            }
            bus.directory().move(session.bindings().mailboxes(), () ->
            {
                crossings.forEach((loop, crossing) -> loop.switchTo(crossing.to));
                peer.control().switchTo(newControl);
                peer.moveTo(to);
            });
        }
        finally
        {
            noLinkIsMade.unlock();
        }
        formerControl.close();
        crossings.values().forEach((each) -> each.from.close());
        isUnderWay = false;
        return true;
    }

    private boolean hasAll()
    {
        for (final RemoteLoop each : peer.loops())
        {
            final Crossing crossing = crossings.get(each);
            if (crossing == null ? each.isConnected() : each.link() != crossing.from)
            {
                return false;
            }
        }
        return true;
    }

    private void onRefused(RuntimeException refused, long nowNs)
    {
        failures++;
        if (failures == FAILURES_UNTIL_REPORT)
        {
            bus.report(new BusException(
                peer + " was found by " + to.rung() + ", and cannot be reached by it", refused));
        }
        giveUp(nowNs);
    }

    /** All is as it was, until the next try. */
    void giveUp(long nowNs)
    {
        crossings.forEach((loop, crossing) -> loop.resume(crossing.from));
        end();
        session.bindings().mailboxes().forEach(RemoteMailbox::accepted);
        isResting = true;
        nextNs = nowNs + restNs / 2 + random.nextLong(restNs);
        patienceNs = Math.min(2 * patienceNs, LAST_PATIENCE_NS);
        restNs = Math.min(2 * restNs, LAST_REST_NS);
    }

    /** The peer is gone: what it was reached by is somebody else's to close. */
    void end()
    {
        crossings.values().forEach(Crossing::closeNew);
        crossings.clear();
        if (newControl != null)
        {
            newControl.close();
            newControl = null;
        }
        isUnderWay = false;
    }
}
