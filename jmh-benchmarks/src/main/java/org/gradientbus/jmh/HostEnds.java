package org.gradientbus.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The ends of all contenders in one of the two processes.
 */
final class HostEnds implements AutoCloseable
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final List<HostEnd> ends = new ArrayList<>();
    private AeronPlace place;

    HostEnds(HostPlan plan, boolean isNear)
    {
        boolean isOpen = false;
        try
        {
            plan.contenders().forEach((each) -> ends.add(open(each, plan, isNear)));
            isOpen = true;
        }
        finally
        {
            if (!isOpen)
            {
                close();
            }
        }
    }

    HostEnd get(int index)
    {
        return ends.get(index);
    }

    /** Waits until each has met the other process's. */
    void awaitOthers()
    {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!ends.stream().allMatch(HostEnd::hasMetOther))
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException("these did not meet: " +
                    ends.stream().filter((each) -> !each.hasMetOther()).map(Object::toString).toList());
            }
            drive();
        }
    }

    /** For those who wait, as the other end may need what nobody but a thread that polls does; takes a moment. */
    void drive()
    {
        if (place != null)
        {
            place.invoke();
        }
        Threads.pause(LOOK_NS);
    }

    @Override
    public void close()
    {
        ends.forEach(HostEnd::close);
        if (place != null)
        {
            place.close();
        }
    }

    private HostEnd open(Contender contender, HostPlan plan, boolean isNear)
    {
        return switch (contender)
        {
            case BUS -> plan.cell().isQuiet ? new BusQuietEnd(plan, isNear) : new BusEnd(plan, isNear);
            case AERON_EXCLUSIVE -> new AeronExclusiveEnd(plan, isNear, place(plan, isNear));
            case AERON_SHARED -> new AeronSharedEnd(plan, isNear, place(plan, isNear));
            case RING_ONE -> new RingOneEnd(plan, isNear);
            case AERON_UDP -> new AeronUdpEnd(plan, isNear, place(plan, isNear));
            case TCP -> new TcpEnd(plan, isNear);
            case ZEROMQ -> new ZeroMqEnd(plan, isNear);
            case RING_MANY -> new RingManyEnd(plan, isNear);
        };
    }

    private AeronPlace place(HostPlan plan, boolean isNear)
    {
        if (place == null)
        {
            place = new AeronPlace(
                plan.directory(), plan.place().isNetwork(), isNear, plan.term(), plan.invokeEvery());
        }
        return place;
    }
}
