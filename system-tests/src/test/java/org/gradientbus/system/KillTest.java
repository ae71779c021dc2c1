package org.gradientbus.system;

import org.gradientbus.LoopConfig;
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

/** {@code kill -9} under load, again and again, and an independent balance of what was accepted and delivered. */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class KillTest
{
    private static final int VICTIMS_ALIVE = 4;
    private static final int FLOWING = 8;

    /** Each third of the victims dies in a claim. */
    private static final int IN_CLAIM_OF = 3;
    private static final int CLAIMER = 0;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final HostDomain domain = new HostDomain();
    private final Traffic traffic = new Traffic(domain);

    @AfterEach
    void end()
    {
        domain.close();
    }

    @Test
    void shouldLoseAndRepeatNothingAndHoldUpNobodyWhenSendersAreKilled(TestInfo test)
    {
        int kills = Integer.getInteger("kills.senders", 30);
        List<Traffic.Receiver> receivers = List.of(traffic.startReceiver(true), traffic.startReceiver(true));
        Traffic.Sender survivor = traffic.startSender(true, receivers.size(), 0, CLAIM, OFFER);
        Await.until("the survivor's traffic", Jvm.PATIENCE, () -> survivor.flowsTo(receivers, FLOWING));
        long startNs = System.nanoTime();
        List<Traffic.Sender> alive = new ArrayList<>();
        long delivered = 0;
        int inClaim = 0;
        int started = 0;
        for (int killed = 0; killed < kills; killed++)
        {
            for (; alive.size() < VICTIMS_ALIVE && started < kills; started++)
            {
                long claimAt = (1 + started) % IN_CLAIM_OF == CLAIMER ? FLOWING + random.nextInt(100) : 0;
                alive.add(traffic.startSender(false, receivers.size(), claimAt, CLAIM, OFFER, PUBLISH));
            }
            Traffic.Sender victim = awaitVictim(alive, receivers);
            inClaim += victim.isInClaim(receivers) ? 1 : 0;
            victim.jvm().killAndJoin();
            long before = receivers.get(0).received(survivor);
            for (Traffic.Receiver each : receivers)
            {
                delivered += traffic.assertAllDelivered(victim, each);
            }
            Await.until("the survivor's traffic goes on", () -> receivers.get(0).received(survivor) > before);
            assertEquals(List.of(), survivor.jvm().untold());
            alive.remove(victim);
            domain.forget(victim.jvm());
            Traffic.forget(victim.files());
        }
        assertTrue(inClaim >= kills / 5, "in a claim: " + inClaim);
        double seconds = (System.nanoTime() - startNs) / 1e9;
        survivor.jvm().ask("stop", "stopped");
        long survived = 0;
        for (Traffic.Receiver each : receivers)
        {
            survived += traffic.assertAllDelivered(survivor, each);
            awaitRest(each, kills);
        }
        Figures.tell(test, "kills=%d in a claim=%d messages of the killed=%d of the survivor=%d in %.1f s; seed=%d",
            kills, inClaim, delivered, survived, seconds, seed);
        domain.endAndAssertNothingRemains(receivers.get(0).jvm());
    }

    /** Ready to die: in its claim, or in full flow and a moment later. */
    private Traffic.Sender awaitVictim(List<Traffic.Sender> alive, List<Traffic.Receiver> receivers)
    {
        List<Traffic.Sender> ready = new ArrayList<>();
        Await.until("a victim that sends", Jvm.PATIENCE, () ->
        {
            alive.stream().filter((each) -> each.isInClaim(receivers) ||
                each.number() % IN_CLAIM_OF != CLAIMER && each.flowsTo(receivers, FLOWING)).forEach(ready::add);
            return !ready.isEmpty();
        });
        Traffic.Sender victim = ready.get(random.nextInt(ready.size()));
        return victim;
    }

    /** The last death may not have been noticed yet. */
    private static void awaitRest(Traffic.Receiver receiver, int deaths)
    {
        Await.untilEquals("inFlight=0 lost=" + deaths + " malformed=0", () -> rest(receiver));
    }

    private static String rest(Traffic.Receiver receiver)
    {
        return "inFlight=" + receiver.jvm().ask("rest", "inFlight=");
    }

    @Test
    void shouldCountWhatIsLostAndEndEachRequestAndHoldUpNobodyWhenReceiversAreKilled(TestInfo test)
    {
        int kills = Integer.getInteger("kills.receivers", 10);
        Traffic.Receiver survivor = traffic.startReceiver(true);
        List<Traffic.Sender> senders = List.of(
            traffic.startSender(true, 1, 0, CLAIM, OFFER, REQUEST),
            traffic.startSender(true, 1, 0, CLAIM, OFFER, REQUEST));
        List<Traffic.Receiver> alive = new ArrayList<>();
        long startNs = System.nanoTime();
        long received = 0;
        long lost = 0;
        long mostHandled = 0;
        int started = 0;
        for (int killed = 0; killed < kills; killed++)
        {
            for (; alive.size() < VICTIMS_ALIVE && started < kills; started++)
            {
                alive.add(traffic.startReceiver(false));
            }
            Traffic.Receiver victim = awaitReceiver(alive, senders);
            victim.jvm().killAndJoin();
            long before = survivor.received(senders.get(0));
            for (Traffic.Sender each : senders)
            {
                long handled = traffic.assertAccounted(each, victim);
                assertTrue(handled >= 0, () -> "messages lost and not counted: " + -handled);
                assertTrue(handled <= LoopConfig.DEFAULT_BATCH_LIMIT, () -> "handled, but counted as lost: " + handled);
                mostHandled = Math.max(mostHandled, handled);
                received += victim.received(each);
                lost += each.ledgers().get(0).get(victim.number(), Ledger.ACCOUNTED) - 1;
                assertEquals(List.of(), each.jvm().untold());
            }
            Await.until("the survivor's traffic goes on", () -> survivor.received(senders.get(0)) > before);
            alive.remove(victim);
            domain.forget(victim.jvm());
            Traffic.forget(List.of(victim.file()));
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        long survived = 0;
        for (Traffic.Sender each : senders)
        {
            each.jvm().ask("stop", "stopped");
            survived += traffic.assertAllDelivered(each, survivor);
        }
        // One that died before this one had met it was no loss to it.
        Await.untilEquals("inFlight=0 malformed=0", () -> rest(survivor).replaceAll("lost=\\d+ ", ""));
        Figures.tell(test, "kills=%d messages of the killed=%d counted as lost=%d, of these handled at most=%d a kill" +
            ", messages of the survivor=%d in %.1f s; seed=%d",
            kills, received, lost, mostHandled, survived, seconds, seed);
        domain.endAndAssertNothingRemains(survivor.jvm());
    }

    private Traffic.Receiver awaitReceiver(List<Traffic.Receiver> alive, List<Traffic.Sender> senders)
    {
        List<Traffic.Receiver> ready = new ArrayList<>();
        long messages = FLOWING + random.nextInt(200);
        Await.until("a victim that receives", Jvm.PATIENCE, () ->
        {
            alive.stream().filter((each) -> senders.stream().allMatch((sender) -> each.received(sender) > messages))
                .forEach(ready::add);
            return !ready.isEmpty();
        });
        return ready.get(random.nextInt(ready.size()));
    }
}
