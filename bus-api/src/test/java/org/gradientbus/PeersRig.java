package org.gradientbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.gradientbus.engine.ProcessRung;
import org.gradientbus.spi.TransportProvider;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.Hub;

/**
 * Several buses on a hub, as if each had a process of its own. It keeps the books of all together: {@link #close} fails
 * the test when they do not add up, or when something failed that the test did not expect.
 */
final class PeersRig implements AutoCloseable
{
    static final int MAX_MESSAGE_LENGTH = 256;

    final Hub hub;

    /** Joins them by a nearer rung, too, if the rig has one; holds discovery until it is told to release it. */
    final Hub nearer;

    final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    final Queue<BusEvent> events = new ConcurrentLinkedQueue<>();

    private final TransportProvider[] providers;
    private final List<Bus> buses = new ArrayList<>();
    private final List<Bus> killed = new ArrayList<>();

    private PeersRig(Hub hub, Rung rung)
    {
        this.hub = hub;
        nearer = null;
        providers = new TransportProvider[]{hub.provider(rung)};
    }

    private PeersRig(Hub hub, Hub nearer)
    {
        this.hub = hub;
        this.nearer = nearer;
        nearer.holdDiscovery();
        providers = new TransportProvider[]{hub.provider(Rung.NETWORK), nearer.provider(Rung.HOST)};
    }

    /** The buses meet over NETWORK, and are found over HOST when {@link #nearer} releases discovery. */
    static PeersRig onTwoRungs()
    {
        return new PeersRig(new Hub(ProcessRung.provider()), new Hub(ProcessRung.provider()));
    }

    /** Frames have their whole headers on NETWORK. */
    static PeersRig onTwoRungsOfTwoKinds()
    {
        return new PeersRig(Hub.withoutTags(ProcessRung.provider()), new Hub(ProcessRung.provider()));
    }

    static PeersRig withTags(Rung rung)
    {
        return new PeersRig(new Hub(ProcessRung.provider()), rung);
    }

    /** Each frame between the buses has its whole header. */
    static PeersRig withoutTags(Rung rung)
    {
        return new PeersRig(Hub.withoutTags(ProcessRung.provider()), rung);
    }

    /** One more bus, with a default loop of its own thread. */
    Bus open(String name)
    {
        return open(name, (config) -> config);
    }

    Bus open(String name, UnaryOperator<BusConfig> change)
    {
        Bus bus = Bus.open(change.apply(BusConfig.domain("rig")
            .withNodeName(name)
            .withMaxMessageLength(MAX_MESSAGE_LENGTH)
            .withSlowHandlerThreshold(BusRig.LONG)
            .withTransports(providers)
            .withErrorHandler(errors::add)
            .withEventHandler(events::add)));
        buses.add(bus);
        return bus;
    }

    /** Waits until all buses that live have met. */
    void meet()
    {
        for (Bus each : buses)
        {
            Await.untilEquals(each + " has met", buses.size() - 1L, () -> each.gradient().size());
        }
    }

    /** Waits until a bus knows so many mailboxes for an address, of whatever node. */
    static void awaitCandidates(Bus bus, String address, int count)
    {
        Await.untilEquals("mailboxes known for " + address, count,
            () -> bus.explain(address).candidates().size());
    }

    void kill(Bus bus)
    {
        hub.kill(bus.nodeId());
        if (nearer != null)
        {
            nearer.kill(bus.nodeId());
        }
        buses.remove(bus);
        killed.add(bus);
    }

    long sum(BusCounter counter)
    {
        long sum = 0;
        for (Bus each : buses)
        {
            sum += each.counters().get(counter);
        }
        for (Bus each : killed)
        {
            sum += each.counters().get(counter);
        }
        return sum;
    }

    <E extends BusEvent> E awaitEvent(Class<E> type)
    {
        Await.until(type.getSimpleName(), () -> events.stream().anyMatch(type::isInstance));
        E found = events.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
        events.remove(found);
        return found;
    }

    /** What was accepted anywhere, less what has ended anywhere. */
    private long open()
    {
        return sum(BusCounter.ACCEPTED) - sum(BusCounter.DELIVERED) - sum(BusCounter.RETURNED) -
            sum(BusCounter.EXPIRED) - sum(BusCounter.DROPPED_OVERFLOW) - sum(BusCounter.DROPPED_UNRETURNABLE) -
            sum(BusCounter.DROPPED_AT_CLOSE) - sum(BusCounter.LATE_REPLIES) - sum(BusCounter.LOST_WITH_PEER) -
            sum(BusCounter.LOST_ON_THE_WAY);
    }

    @Override
    public void close()
    {
        buses.forEach(Bus::close);
        killed.forEach(Bus::close);
        Await.untilEquals("messages accepted that have not ended, all buses closed", 0, this::open);
        for (Bus each : buses)
        {
            assertEquals(0, each.counters().inFlight(), "in flight, " + each);
            assertEquals(0, each.counters().requestsPending(), "requests without an outcome, " + each);
        }
        assertEquals(0, sum(BusCounter.MALFORMED), "malformed frames");
        assertEquals(List.of(), List.copyOf(errors), "errors that the test did not expect");
    }
}
