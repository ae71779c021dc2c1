package org.gradientbus;

import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A message that is out of time reaches no handler.
 */
class TimeBudgetGuaranteeTest
{
    private static final Duration BUDGET = Duration.ofSeconds(5);
    private static final Duration NANO = Duration.ofNanos(1);

    private static PortOptions budget()
    {
        return PortOptions.defaults().withTimeToLive(BUDGET);
    }

    @Test
    void shouldReachTheHandlerWhenTimeIsLeft()
    {
        try (BusRig rig = new BusRig())
        {
            List<Long> remaining = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> remaining.add(envelope.remainingNs()));
            offer(rig.bus.sender(Address.parse("a"), budget()), 1);
            offer(rig.bus.sender("a"), 2);
            rig.advance(BUDGET.minus(NANO));
            rig.settle();

            assertEquals(List.of(1L, Long.MAX_VALUE), remaining);
        }
    }

    @Test
    void shouldNotReachTheHandlerWhenItsTimeIsOver()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Publisher publisher = rig.bus.publisher(Address.parse("a"), budget());
            offer(publisher, 1);
            rig.advance(Duration.ofSeconds(1));
            offer(publisher, 2);
            rig.advance(BUDGET.minusSeconds(1));
            rig.settle();

            assertEquals(List.of(2L), inbox.numbers());
            assertEquals(1, rig.count(BusCounter.EXPIRED));
        }
    }

    @Test
    void shouldExpireForEachMailboxWhenAPublishIsTooOld()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            rig.bus.subscribe("a", inbox);
            offer(rig.bus.publisher(Address.parse("a"), budget()), 1);
            rig.advance(BUDGET);
            rig.settle();

            assertEquals(0, inbox.size());
            assertEquals(2, rig.count(BusCounter.EXPIRED));
        }
    }

    @Test
    void shouldNotReachTheHandlerWhenTheRequestHasTimedOut()
    {
        try (BusRig rig = new BusRig())
        {
            Loop serving = rig.polledLoop("serving");
            Inbox inbox = new Inbox();
            Outcomes outcomes = new Outcomes();
            rig.bus.subscribe("a", inbox, BusRig.on(serving));
            rig.bus.requester("a").request(message(1), 0, Long.BYTES, BUDGET, outcomes);
            rig.advance(BUDGET);
            rig.settle();

            assertEquals(0, inbox.size());
            assertEquals(1, rig.count(BusCounter.EXPIRED));
            assertEquals(List.of("TIMED_OUT"), outcomes.all());
        }
    }

    @Test
    void shouldTellWhatIsLeftWhenARequestIsHandled()
    {
        try (BusRig rig = new BusRig())
        {
            List<Long> remaining = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                remaining.add(envelope.remainingNs());
                rig.advance(BUDGET);
                remaining.add(envelope.remainingNs());
            });
            rig.bus.requester("a").request(message(1), 0, Long.BYTES, BUDGET, new Outcomes());
            rig.advance(Duration.ofSeconds(2));
            rig.settle();

            assertEquals(List.of(BUDGET.minusSeconds(2).toNanos(), 0L), remaining);
        }
    }

    @Test
    void shouldRefuseABudgetWhenItIsNotPositive()
    {
        try (BusRig rig = new BusRig())
        {
            Requester requester = rig.bus.requester("a");
            assertThrows(IllegalArgumentException.class,
                () -> PortOptions.defaults().withTimeToLive(Duration.ZERO));
            assertThrows(IllegalArgumentException.class,
                () -> requester.request(message(1), 0, Long.BYTES, Duration.ZERO, new Outcomes()));
            assertThrows(IllegalArgumentException.class,
                () -> requester.tryClaim(8, -1, new Outcomes(), rig.bus.claim()));
        }
    }
}
