package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.BusCounter;
import org.gradientbus.BusEvent;
import org.gradientbus.Claim;
import org.gradientbus.Guarantee;
import org.gradientbus.Importance;
import org.gradientbus.NamedAddress;
import org.gradientbus.Overflow;
import org.gradientbus.SendException;
import org.gradientbus.SendStatus;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What all sending ends have in common: cached routes, refusals and their consequences, counting, waiting.
 */
abstract class PortCore extends Padded implements RealClaim.ClaimOwner, AutoCloseable
{
    private static final long DROPPING_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    final RealBus bus;
    final CounterBlock counters;

    /** For the sends that copy: never shown to the user. */
    final RealClaim ownClaim = new RealClaim();

    private final PortEntry entry;
    final int maxMessageLength;
    private final BackPressureWatch pressure;
    private RouteSet routes;
    private volatile boolean isClosed;
    private boolean hasToldDropping;
    private long toldDroppingNs;

    PortCore(RealBus bus, Address address, Importance importance, Guarantee guarantee)
    {
        if (address instanceof NamedAddress name && name.isPattern())
        {
            throw new IllegalArgumentException(
                "cannot send to " + address + ": a pattern is for mailboxes to bind; send to one name");
        }
        this.bus = bus;
        maxMessageLength = bus.config().maxMessageLength();
        entry = bus.directory().openPort(address, importance, guarantee);
        counters = bus.counterBlocks().allocate();
        pressure = new BackPressureWatch(address);
        routes = resolve(entry);
    }

    /** The routes that this kind of port uses. */
    abstract RouteSet resolve(PortEntry portEntry);

    /**
     * Claims room for one message, as far as the kind of port wants.
     *
     * @param claim begun; gets its rooms
     * @return ACCEPTED with all rooms, or BACK_PRESSURED with none
     */
    abstract SendStatus claimRooms(RouteSet set, int length, FrameFields fields, RealClaim claim);

    /** A claim was granted; before its memory is given out. */
    void opened(RealClaim claim)
    {
    }

    public Address address()
    {
        return entry.address;
    }

    /** Claims, and writes the header. */
    final SendStatus grant(int length, FrameFields fields, RealClaim claim)
    {
        if (length > maxMessageLength)
        {
            return refuse(SendStatus.TOO_LARGE, BusCounter.TOO_LARGE);
        }
        RouteSet set = routes();
        SendStatus status = SendStatus.BACK_PRESSURED;
        while (set.routes.length > 0)
        {
            claim.begin(this, length);
            status = claimRooms(set, length, fields, claim);
            if (status == SendStatus.ACCEPTED)
            {
                claim.open(fields);
                opened(claim);
                pressure.accepted();
                return status;
            }
            if (!set.isStale())
            {
                pressure.refused();
                return refuse(status, BusCounter.BACK_PRESSURED);
            }
            set = routes();
        }
        return set == RouteSet.CLOSED ? SendStatus.CLOSED : refuse(SendStatus.NO_ROUTE, BusCounter.NO_ROUTE);
    }

    final SendStatus grantToUser(int length, FrameFields fields, Claim claim)
    {
        final RealClaim real = (RealClaim)claim;
        real.requireClosed();
        if (length < 0)
        {
            throw new IllegalArgumentException("length=" + length + " must be 0 or more");
        }
        return grant(length, fields, real);
    }

    final SendStatus copy(DirectBuffer buffer, int offset, int length, FrameFields fields)
    {
        buffer.boundsCheck(offset, length);
        final SendStatus status = grant(length, fields, ownClaim);
        if (status == SendStatus.ACCEPTED)
        {
            ownClaim.buffer().putBytes(0, buffer, offset, length);
            return ownClaim.send();
        }
        return status;
    }

    /** Sends by copying, and waits for room. */
    final void sendAndWait(DirectBuffer buffer, int offset, int length, Duration timeout, FrameFields fields)
    {
        SendStatus status = copy(buffer, offset, length, fields);
        if (status == SendStatus.BACK_PRESSURED)
        {
            requireNotWaitingForItself();
            final Waiting waiting = new Waiting(timeout);
            while (status == SendStatus.BACK_PRESSURED && waiting.pause())
            {
                status = copy(buffer, offset, length, fields);
            }
        }
        if (status != SendStatus.ACCEPTED)
        {
            throw refusal(status, length, timeout);
        }
    }

    final SendException refusal(SendStatus status, int length, Duration timeout)
    {
        final String why = switch (status)
        {
            case BACK_PRESSURED -> "still BACK_PRESSURED after " + timeout + ": the mailbox is slower than its senders";
            case NO_ROUTE -> "NO_ROUTE, nobody is bound: Bus.awaitService waits for somebody";
            case TOO_LARGE -> "length=" + length + " exceeds maxMessageLength=" + maxMessageLength;
            case CLOSED -> "CLOSED, the port or its bus";
            case ACCEPTED -> throw new IllegalArgumentException("accepted");
        };
        return new SendException(status, "to " + entry.address + ": " + why);
    }

    /** May a message be dropped that finds no room? Not by a mailbox's policy while the link is only sealed. */
    final boolean drops(Route route)
    {
        return route.canDrop && (isBestEffort() || !route.isPaused());
    }

    /** Nobody drops the message that found no room; if the route detaches its laggards, it may be time for that. */
    final SendStatus refusedBy(Route route)
    {
        if (route.canDetach && !route.isPaused())
        {
            stalled(route);
        }
        return SendStatus.BACK_PRESSURED;
    }

    /** Has one of those that are detached for it been refusing for too long? */
    private void stalled(Route route)
    {
        final long nowNs = bus.config().clock().nanoTime();
        for (final Receiver each : route.members)
        {
            final Overflow overflow = each.overflow();
            if (overflow.policy() == Overflow.Policy.DETACH_AFTER)
            {
                final long stalledNs = each.refused(nowNs);
                if (stalledNs >= overflow.detachAfter().toNanos())
                {
                    bus.endings().detach(each, stalledNs);
                }
            }
        }
    }

    final boolean isBestEffort()
    {
        return entry.guarantee == Guarantee.BEST_EFFORT;
    }

    /** A message was refused by a route whose mailboxes drop, or that drops by itself. */
    final void dropped(Route route)
    {
        route.link.onDropped(route.receivers);
        if (isBestEffort())
        {
            tellDropping(route);
            return;
        }
        for (final Receiver each : route.members)
        {
            if (!each.isRefusing())
            {
                each.refused(bus.config().clock().nanoTime());
                tellDropping(each);
            }
        }
    }

    /** A port that drops by itself does so again and again where it is faster than its receiver. */
    private void tellDropping(Route route)
    {
        final long nowNs = System.nanoTime();
        if (!hasToldDropping || nowNs - toldDroppingNs >= DROPPING_PAUSE_NS)
        {
            hasToldDropping = true;
            toldDroppingNs = nowNs;
            for (final Receiver each : route.members)
            {
                tellDropping(each);
            }
        }
    }

    private void tellDropping(Receiver mailbox)
    {
        bus.tell(new BusEvent.MailboxDropping(mailbox.port(), mailbox.loopName(), Endings.laggard(mailbox)));
    }

    static void flows(Route route)
    {
        if (route.canDrop || route.canDetach)
        {
            for (final Receiver each : route.members)
            {
                each.accepted();
            }
        }
    }

    @Override
    public void beforeCommit(RealClaim claim)
    {
    }

    @Override
    public void committed(int copies, int dropped, int left)
    {
        if (isClosed)
        {
            countShared(copies, dropped, left);
            return;
        }
        counters.add(BusCounter.ACCEPTED, copies);
        if (left > 0)
        {
            counters.add(BusCounter.SENT_TO_PEERS, left);
        }
        if (dropped > 0)
        {
            counters.add(BusCounter.DROPPED_OVERFLOW, dropped);
        }
    }

    private void countShared(int copies, int dropped, int left)
    {
        final CounterBlock shared = bus.counterBlocks().shared();
        shared.addShared(BusCounter.ACCEPTED, copies);
        shared.addShared(BusCounter.SENT_TO_PEERS, left);
        shared.addShared(BusCounter.DROPPED_OVERFLOW, dropped);
    }

    /** A claim may be committed when its port has closed, and has given its counters back. */
    final void count(BusCounter counter, int amount)
    {
        if (isClosed)
        {
            bus.counterBlocks().shared().addShared(counter, amount);
        }
        else
        {
            counters.add(counter, amount);
        }
    }

    @Override
    public void aborted(RealClaim claim)
    {
    }

    @Override
    public void close()
    {
        synchronized (this)
        {
            if (isClosed)
            {
                return;
            }
            isClosed = true;
        }
        bus.directory().closePort(entry);
        bus.counterBlocks().release(counters);
    }

    final boolean isClosed()
    {
        return isClosed;
    }

    final void requireNotWaitingForItself()
    {
        final RealLoop current = bus.loops().current();
        if (current != null)
        {
            for (final Route each : routes.routes)
            {
                if (each.loop == current)
                {
                    throw new IllegalStateException("a handler of loop " + current.name() + " would wait for its own " +
                        "loop to make room: use offer, or give the receiver a loop of its own");
                }
            }
        }
    }

    private RouteSet routes()
    {
        RouteSet set = routes;
        if (set.isStale() || isClosed)
        {
            set = isClosed ? RouteSet.CLOSED : resolve(entry);
            routes = set;
        }
        return set;
    }

    final SendStatus refuse(SendStatus status, BusCounter counter)
    {
        counters.increment(counter);
        return status;
    }
}
