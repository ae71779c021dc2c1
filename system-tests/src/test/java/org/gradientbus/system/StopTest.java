package org.gradientbus.system;

import org.gradientbus.testkit.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.gradientbus.system.SendingThread.Way.CLAIM;
import static org.gradientbus.system.SendingThread.Way.OFFER;
import static org.gradientbus.system.SendingThread.Way.PUBLISH;
import static org.gradientbus.system.SendingThread.Way.REQUEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Processes that stand still for a while: nothing is taken from them, and nothing is lost. */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class StopTest
{
    private static final int RECEIVERS = 3;
    private static final int SENDERS = 3;
    private static final int STOPPED_AT_ONCE = 3;
    private static final long LEAST_STOP_MS = 100;
    private static final long MOST_STOP_MS = 3000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final HostDomain domain = new HostDomain();
    private final Traffic traffic = new Traffic(domain);

    @AfterEach
    void end()
    {
        domain.close();
    }

    /** One that stands still, until when, and how far the others were then. */
    private record Stopped(Jvm jvm, long untilNs)
    {
    }

    @Test
    void shouldTakeNothingOverAndLoseNothingWhenProcessesStandStillForAWhile(TestInfo test)
    {
        int rounds = Integer.getInteger("kills.stops", 6);
        List<Traffic.Receiver> receivers = new ArrayList<>();
        List<Traffic.Sender> senders = new ArrayList<>();
        for (int i = 0; i < RECEIVERS; i++)
        {
            receivers.add(traffic.startReceiver(true));
        }
        for (int i = 0; i < SENDERS; i++)
        {
            senders.add(traffic.startSender(true, RECEIVERS, 0, CLAIM, OFFER, PUBLISH, REQUEST));
        }
        Await.until("traffic", Jvm.PATIENCE, () -> senders.stream().allMatch((each) -> each.flowsTo(receivers, 1)));
        List<String> folders = domain.nodeFolders().stream().map(Object::toString).sorted().toList();
        List<Jvm> all = new ArrayList<>();
        // The first of each is never stopped: its traffic has to go on.
        receivers.subList(1, RECEIVERS).forEach((each) -> all.add(each.jvm()));
        senders.subList(1, SENDERS).forEach((each) -> all.add(each.jvm()));
        List<Stopped> stopped = new ArrayList<>();
        long startNs = System.nanoTime();
        for (int round = 0; round < rounds; round++)
        {
            if (stopped.size() == STOPPED_AT_ONCE)
            {
                goOn(stopped.remove(0));
            }
            stopped.add(stop(all, stopped));
            stopped.sort((left, right) -> Long.compare(left.untilNs, right.untilNs));
            long before = receivers.get(0).received(senders.get(0));
            Await.until("traffic of those who run", () -> receivers.get(0).received(senders.get(0)) > before);
            assertEquals(folders, domain.nodeFolders().stream().map(Object::toString).sorted().toList());
        }
        stopped.forEach(this::goOn);
        double seconds = (System.nanoTime() - startNs) / 1e9;
        for (Traffic.Sender sender : senders)
        {
            for (Traffic.Receiver receiver : receivers)
            {
                long before = receiver.received(sender, 0);
                Await.until("traffic that goes on", () -> receiver.received(sender, 0) > before);
            }
        }
        senders.forEach((each) -> each.jvm().ask("stop", "stopped"));
        long delivered = 0;
        for (Traffic.Sender sender : senders)
        {
            for (Traffic.Receiver receiver : receivers)
            {
                delivered += traffic.assertAllDelivered(sender, receiver);
            }
        }
        senders.forEach((each) -> traffic.assertRequestsEnded(each, receivers));
        Figures.tell(test, "stops=%d messages=%d in %.1f s; seed=%d", rounds, delivered, seconds, seed);
        for (Traffic.Receiver each : receivers)
        {
            String rest = each.jvm().ask("rest", "inFlight=");
            assertTrue(rest.startsWith("0 lost=0 malformed=0"), rest);
        }
        domain.endAndAssertNothingRemains(receivers.get(0).jvm());
    }

    private Stopped stop(List<Jvm> all, List<Stopped> stopped)
    {
        List<Jvm> running = new ArrayList<>(all);
        stopped.forEach((each) -> running.remove(each.jvm));
        Jvm next = running.get(random.nextInt(running.size()));
        long forMs = LEAST_STOP_MS + random.nextLong(MOST_STOP_MS - LEAST_STOP_MS);
        next.signal("STOP");
        return new Stopped(next, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(forMs));
    }

    private void goOn(Stopped stopped)
    {
        Await.until(stopped + " has stood still for long enough", () -> System.nanoTime() - stopped.untilNs >= 0);
        stopped.jvm.signal("CONT");
    }
}
