package org.gradientbus.testkit;

import org.gradientbus.BusCounter;
import org.gradientbus.Counters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class ConservationLedgerTest
{
    private final ConservationLedger ledger = new ConservationLedger(1_000);

    @Test
    void shouldBalanceWhenEachKindOfEndIsEnteredOnce()
    {
        ledger.delivered(acceptedId());
        ledger.returned(acceptedId());
        ledger.endedOtherwise(acceptedId());
        ledger.nextId();
        ledger.assertBalanced();
    }

    @Test
    void shouldBalanceWhenTheEndIsEnteredBeforeTheAcceptance()
    {
        long id = ledger.nextId();
        ledger.delivered(id);
        ledger.accepted(id);
        ledger.assertBalanced();
    }

    @Test
    void shouldBalanceWhenACopyForEachMailboxEnds()
    {
        long id = ledger.nextId();
        ledger.accepted(id, 3);
        ledger.delivered(id);
        ledger.delivered(id);
        ledger.returned(id);
        ledger.assertBalanced();
    }

    @Test
    void shouldNameTheMessageWhenItNeverEnded()
    {
        ledger.delivered(acceptedId());
        acceptedId();
        assertUnbalanced("never ended: 1 {id=1 accepted=1 delivered=0 returned=0 otherwise=0}", "too often: 0");
    }

    @Test
    void shouldNameTheMessageWhenItEndedTwice()
    {
        long id = acceptedId();
        ledger.delivered(id);
        ledger.returned(id);
        assertUnbalanced("never ended: 0", "too often: 1 {id=0 accepted=1 delivered=1 returned=1 otherwise=0}");
    }

    @Test
    void shouldNameTheMessageWhenARefusedOneEnded()
    {
        ledger.delivered(ledger.nextId());
        assertUnbalanced("too often: 1 {id=0 accepted=0 delivered=1 returned=0 otherwise=0}");
    }

    @Test
    void shouldNotLetOneErrorHideAnotherWhenTheirSumsCancel()
    {
        long twice = acceptedId();
        ledger.delivered(twice);
        ledger.delivered(twice);
        acceptedId();
        assertUnbalanced("accepted=2 delivered=2", "never ended: 1", "too often: 1");
    }

    @Test
    void shouldShowOnlyTheFirstWhenManyAreMissing()
    {
        for (int i = 0; i < 1_000; i++)
        {
            acceptedId();
        }
        assertUnbalanced("never ended: 1000 {id=0 ", "{id=7 ");
        assertTrue(!assertThrows(AssertionError.class, ledger::assertBalanced).getMessage().contains("{id=8 "));
    }

    @Test
    void shouldRefuseWhenAnIdWasNeverGiven()
    {
        assertThrows(IllegalArgumentException.class, () -> ledger.delivered(0));
        assertThrows(IllegalArgumentException.class, () -> ledger.delivered(-1));
        assertThrows(IllegalArgumentException.class, () -> ledger.delivered(1L << 32));
    }

    @Test
    void shouldRefuseWhenFull()
    {
        ConservationLedger small = new ConservationLedger(1);
        small.nextId();
        assertThrows(IllegalStateException.class, small::nextId);
        assertThrows(IllegalArgumentException.class, () -> small.delivered(1));
    }

    @Test
    void shouldRefuseWhenACountWouldRunIntoTheNext()
    {
        long id = ledger.nextId();
        ledger.accepted(id, 255);
        assertThrows(IllegalStateException.class, () -> ledger.accepted(id));
        assertThrows(IllegalArgumentException.class, () -> ledger.accepted(id, 256));
    }

    @Test
    void shouldBalanceWithTheBusWhenItCountsTheEndsThatNobodySaw()
    {
        ledger.delivered(acceptedId());
        ledger.returned(acceptedId());
        for (int i = 0; i < 7; i++)
        {
            acceptedId();
        }
        ledger.assertBalanced(
            new Counts().with(BusCounter.ACCEPTED, 5).with(BusCounter.DELIVERED, 1).with(BusCounter.RETURNED, 2)
                .with(BusCounter.EXPIRED, 1).with(BusCounter.DROPPED_OVERFLOW, 1),
            new Counts().with(BusCounter.ACCEPTED, 4).with(BusCounter.DROPPED_UNRETURNABLE, 1)
                .with(BusCounter.DROPPED_AT_CLOSE, 1).with(BusCounter.LATE_REPLIES, 1)
                .with(BusCounter.LOST_WITH_PEER, 1));
    }

    @Test
    void shouldFailWhenTheBusLostOneWithoutCountingIt()
    {
        ledger.delivered(acceptedId());
        acceptedId();
        assertUnbalancedWith(new Counts().with(BusCounter.ACCEPTED, 2).with(BusCounter.DELIVERED, 1),
            "account for: ledger=1 buses=0");
    }

    @Test
    void shouldFailWhenTheBusDeliveredOneTwiceAndBalancesItself()
    {
        long id = acceptedId();
        ledger.delivered(id);
        ledger.delivered(id);
        acceptedId();
        assertUnbalancedWith(new Counts().with(BusCounter.ACCEPTED, 2).with(BusCounter.DELIVERED, 2),
            "too often: 1 {id=0 accepted=1 delivered=2");
    }

    @ParameterizedTest
    @EnumSource(value = BusCounter.class, names = {
        "ACCEPTED", "DELIVERED", "RETURNED", "EXPIRED", "DROPPED_OVERFLOW", "DROPPED_UNRETURNABLE", "DROPPED_AT_CLOSE",
        "LATE_REPLIES", "LOST_WITH_PEER"})
    void shouldFailWhenOneCounterIsOneTooHigh(BusCounter counter)
    {
        ledger.delivered(acceptedId());
        Counts counts = new Counts().with(BusCounter.ACCEPTED, 1).with(BusCounter.DELIVERED, 1);
        ledger.assertBalanced(counts);
        assertUnbalancedWith(counts.with(counter, counts.get(counter) + 1), "buses=");
    }

    @Test
    void shouldFailWhenAMessageCameBackThatTheBusDidNotReturn()
    {
        ledger.returned(acceptedId());
        assertUnbalancedWith(new Counts().with(BusCounter.ACCEPTED, 1).with(BusCounter.EXPIRED, 1),
            "returned: ledger=1 buses=0");
    }

    @Test
    void shouldHoldTenMillionMessagesWhenFourThreadsEnter() throws InterruptedException
    {
        ConservationLedger large = new ConservationLedger(10_000_000);
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++)
        {
            threads[t] = new Thread(() -> acceptAndDeliver(large, 2_500_000));
            threads[t].start();
        }
        for (Thread each : threads)
        {
            each.join();
        }
        large.assertBalanced();
        assertThrows(IllegalStateException.class, large::nextId);
    }

    @Test
    void shouldAllocateNothingWhenEntering()
    {
        ConservationLedger large = new ConservationLedger(100_000);
        AllocationMeter.assertNoAllocation("an entry", 10_000, () -> acceptAndDeliver(large, 1));
    }

    private static void acceptAndDeliver(ConservationLedger ledger, int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            long id = ledger.nextId();
            ledger.accepted(id);
            ledger.delivered(id);
        }
    }

    private long acceptedId()
    {
        long id = ledger.nextId();
        ledger.accepted(id);
        return id;
    }

    private void assertUnbalanced(String... parts)
    {
        assertContains(assertThrows(AssertionError.class, ledger::assertBalanced).getMessage(), parts);
    }

    private void assertUnbalancedWith(Counters counters, String... parts)
    {
        assertContains(assertThrows(AssertionError.class, () -> ledger.assertBalanced(counters)).getMessage(), parts);
    }

    private static void assertContains(String text, String... parts)
    {
        for (String each : parts)
        {
            assertTrue(text.contains(each), text);
        }
    }

    private static final class Counts implements Counters
    {
        private final Map<BusCounter, Long> values = new EnumMap<>(BusCounter.class);

        Counts with(BusCounter counter, long value)
        {
            values.put(counter, value);
            return this;
        }

        @Override
        public long get(BusCounter counter)
        {
            return values.getOrDefault(counter, 0L);
        }
    }
}
