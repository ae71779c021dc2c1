package org.gradientbus.testkit;

import org.agrona.collections.LongArrayList;
import org.gradientbus.Importance;
import org.gradientbus.engine.ProcessRung;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class LossyProviderTest
{
    private static final int MAX_FRAME_LENGTH = 256;
    private static final int FRAMES = 100_000;
    private static final Duration PATIENCE = Await.DEFAULT_LIMIT;
    private static final Loss EVERYTHING = Loss.seeded(42)
        .withDrop(0.1).withDuplicate(0.1).withReorder(0.1).withDelay(0.01, 2).withDropAtSend(0.1);

    @Test
    void shouldMeetTheSameFatesWhenSeedAndTrafficAreTheSame()
    {
        LossyProvider first = LossyProvider.over(ProcessRung.provider(), EVERYTHING);
        LossyProvider second = LossyProvider.over(ProcessRung.provider(), EVERYTHING);
        assertEquals(arrivals(first, FRAMES), arrivals(second, FRAMES));
        for (Fate each : Fate.values())
        {
            assertEquals(first.count(each), second.count(each), each.name());
        }
    }

    @Test
    void shouldMeetOtherFatesWhenTheSeedDiffers()
    {
        LossyProvider first = LossyProvider.over(ProcessRung.provider(), Loss.seeded(1).withDrop(0.1));
        LossyProvider second = LossyProvider.over(ProcessRung.provider(), Loss.seeded(2).withDrop(0.1));
        assertNotEquals(arrivals(first, 1_000), arrivals(second, 1_000));
    }

    @Test
    void shouldAddUpWhenEverythingHappens()
    {
        LossyProvider provider = LossyProvider.over(ProcessRung.provider(), EVERYTHING);
        long arrived = arrivals(provider, FRAMES).size();
        assertShare(0.1, provider, Fate.DROPPED_AT_SEND);
        assertShare(0.9 * 0.1, provider, Fate.DROPPED);
        assertShare(0.9 * 0.9 * 0.1, provider, Fate.REORDERED);
        assertShare(0.9 * 0.9 * 0.9 * 0.1, provider, Fate.DUPLICATED);
        assertShare(0.9 * 0.01, provider, Fate.DELAYED);
        assertEquals(FRAMES - provider.count(Fate.DROPPED) - provider.count(Fate.DROPPED_AT_SEND) +
            provider.count(Fate.DUPLICATED), arrived);
        assertEquals(FRAMES, provider.count(Fate.PASSED) + provider.count(Fate.SPARED) +
            provider.count(Fate.DROPPED) + provider.count(Fate.DROPPED_AT_SEND) + provider.count(Fate.DUPLICATED) +
            provider.count(Fate.REORDERED));
    }

    @Test
    void shouldLoseOnlyOrderWhenReordering()
    {
        LossyProvider provider = LossyProvider.over(ProcessRung.provider(), Loss.none().withReorder(0.2));
        LongArrayList arrived = arrivals(provider, FRAMES);
        boolean isInOrder = true;
        boolean[] seen = new boolean[FRAMES];
        for (int i = 0; i < FRAMES; i++)
        {
            isInOrder &= arrived.getLong(i) == i;
            seen[(int)arrived.getLong(i)] = true;
        }
        assertFalse(isInOrder);
        assertEquals(FRAMES, arrived.size());
        for (boolean each : seen)
        {
            assertTrue(each);
        }
    }

    @Test
    void shouldSpareFramesWhenNoMoreCanBeHeldBack()
    {
        LossyProvider provider =
            LossyProvider.over(ProcessRung.provider(), Loss.none().withReorder(1).withDuplicate(1));
        assertEquals(1_000, arrivals(provider, 1_000).size());
        assertEquals(1_000, provider.count(Fate.REORDERED) + provider.count(Fate.SPARED));
    }

    @Test
    void shouldKeepThePollLimitWhenEachFrameIsDoubled()
    {
        LossyProvider provider = LossyProvider.over(ProcessRung.provider(), Loss.none().withDuplicate(1));
        try (TransportRig rig = TransportRig.open(provider, MAX_FRAME_LENGTH))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            int[] arrived = new int[1];
            for (int i = 0; i < 20; i++)
            {
                TransportRig.send(link, claim, 8, i);
            }
            while (rig.source().hasWork())
            {
                int before = arrived[0];
                int polled = rig.source().poll((buffer, offset, length) -> arrived[0]++, 3);
                assertTrue(polled <= 3);
                assertEquals(arrived[0] - before, polled);
            }
            assertEquals(20 + provider.count(Fate.DUPLICATED), arrived[0]);
        }
    }

    @Test
    void shouldNotTellAFrameConsumedWhileItIsHeldBack()
    {
        LossyProvider provider = LossyProvider.over(ProcessRung.provider(), Loss.none().withReorder(0.5));
        SplittableRandom random = new SplittableRandom(provider.loss().seed());
        try (TransportRig rig = TransportRig.open(provider, MAX_FRAME_LENGTH))
        {
            Link link = rig.connect();
            Source source = rig.source();
            FrameClaim claim = new FrameClaim();
            for (int round = 0; round < 1_000; round++)
            {
                long[] claimedAfter = new long[20];
                boolean[] seen = new boolean[20];
                for (int i = 0; i < seen.length; i++)
                {
                    TransportRig.send(link, claim, 8 + random.nextInt(64), i);
                    claimedAfter[i] = source.claimedPosition();
                }
                FrameHandler handler = (buffer, offset, length) -> seen[(int)FramePattern.id(buffer, offset)] = true;
                while (source.hasWork())
                {
                    long before = source.consumedPosition();
                    source.poll(handler, 1 + random.nextInt(4));
                    assertTrue(source.consumedPosition() >= before);
                    for (int i = 0; i < seen.length; i++)
                    {
                        assertTrue(seen[i] || claimedAfter[i] > source.consumedPosition());
                    }
                }
                assertEquals(source.claimedPosition(), source.consumedPosition());
            }
        }
    }

    @Test
    void shouldComeLateByTheClockAcrossItsWrapWhenDelayed()
    {
        ManualClock clock = new ManualClock(Long.MAX_VALUE - 1_000);
        TransportContext context = new TransportContext("late", 1, MAX_FRAME_LENGTH, clock, (error) ->
        {
            throw new AssertionError(error);
        });
        LossyProvider provider = LossyProvider.over(
            ProcessRung.provider(), Loss.none().withDelay(1, Duration.ofNanos(2_000)));
        int[] arrived = new int[1];
        FrameHandler handler = (buffer, offset, length) -> arrived[0]++;
        try (Transport transport = provider.open(context);
            Source source = transport.openSource(0, 0, new Doorbell());
            Link link = transport.connect(transport.endpoint(), 0))
        {
            TransportRig.send(link, new FrameClaim(), 8, 1);
            assertEquals(0, source.poll(handler, 1));
            clock.advance(Duration.ofNanos(1_999));
            assertEquals(0, source.poll(handler, 1));
            assertTrue(source.hasWork());
            clock.advance(Duration.ofNanos(1));
            assertEquals(1, source.poll(handler, 1));
            assertFalse(source.hasWork());
        }
    }

    @Test
    void shouldComeLateByPollsWhenDelayed()
    {
        LossyProvider provider = LossyProvider.over(ProcessRung.provider(), Loss.none().withDelay(1, 2));
        try (TransportRig rig = TransportRig.open(provider, MAX_FRAME_LENGTH))
        {
            TransportRig.send(rig.connect(), new FrameClaim(), 8, 1);
            FrameHandler handler = (buffer, offset, length) -> FramePattern.verify(buffer, offset, length, 1);
            assertEquals(0, rig.source().poll(handler, 10));
            assertEquals(0, rig.source().poll(handler, 10));
            assertEquals(1, rig.source().poll(handler, 10));
        }
    }

    @Test
    void shouldArriveAgainWhenHealed()
    {
        LossyProvider provider = LossyProvider.over(ProcessRung.provider(), Loss.none());
        try (TransportRig rig = TransportRig.open(provider, MAX_FRAME_LENGTH))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            provider.cutOff();
            TransportRig.send(link, claim, 8, 1);
            rig.drain(PATIENCE, (buffer, offset, length) ->
            {
                throw new AssertionError("nothing arrives at a receiver that is cut off");
            });
            provider.heal();
            TransportRig.send(link, claim, 8, 2);
            int[] arrived = new int[1];
            rig.drain(PATIENCE, (buffer, offset, length) ->
            {
                FramePattern.verify(buffer, offset, length, 2);
                arrived[0]++;
            });
            assertEquals(1, arrived[0]);
            assertEquals(1, provider.count(Fate.CUT_OFF));
        }
    }

    @Test
    void shouldHandOverWhatIsHeldBackWhenAbandoned()
    {
        LossyProvider provider = LossyProvider.over(ProcessRung.provider(), Loss.seeded(3).withReorder(0.5));
        try (TransportRig rig = TransportRig.open(provider, MAX_FRAME_LENGTH))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            for (int i = 0; i < 20; i++)
            {
                TransportRig.send(link, claim, 8, i);
            }
            long[] sum = new long[1];
            FrameHandler handler = (buffer, offset, length) -> sum[0] += FramePattern.id(buffer, offset);
            int polled = rig.source().poll(handler, 7);
            rig.source().seal();
            assertEquals(20, polled + rig.source().abandon(handler));
            assertEquals(190, sum[0]);
        }
    }

    @Test
    void shouldAllocateNothingWhenFramesAreHeldBack()
    {
        LossyProvider provider = LossyProvider.over(ProcessRung.provider(), EVERYTHING);
        try (TransportRig rig = TransportRig.open(provider, MAX_FRAME_LENGTH))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            FrameHandler handler = (buffer, offset, length) -> FramePattern.id(buffer, offset);
            AllocationMeter.assertNoAllocation("a frame's fate", 20_000, () ->
            {
                TransportRig.offer(link, claim, 100, Importance.HIGH, 1);
                rig.source().poll(handler, 10);
            });
        }
    }

    @Test
    void shouldRefuseWhenAProbabilityIsNone()
    {
        assertThrows(IllegalArgumentException.class, () -> Loss.none().withDrop(1.1));
        assertThrows(IllegalArgumentException.class, () -> Loss.none().withReorder(-0.1));
        assertThrows(IllegalArgumentException.class, () -> Loss.none().withDuplicate(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Loss.none().withDelay(0.1, -1));
    }

    private static void assertShare(double expected, LossyProvider provider, Fate fate)
    {
        assertEquals(expected, (double)provider.count(fate) / FRAMES, 0.005, fate.name());
    }

    /** The ids that arrive when a batch is sent and then polled dry, again and again. */
    private static LongArrayList arrivals(LossyProvider provider, int frames)
    {
        LongArrayList arrived = new LongArrayList();
        FrameHandler handler = (buffer, offset, length) ->
        {
            long id = FramePattern.id(buffer, offset);
            FramePattern.verify(buffer, offset, length, id);
            arrived.addLong(id);
        };
        try (TransportRig rig = TransportRig.open(provider, MAX_FRAME_LENGTH))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            for (int id = 0; id < frames; id++)
            {
                TransportRig.send(link, claim, 8 + id % 32, id);
                if (id % 16 == 15)
                {
                    rig.drain(PATIENCE, handler);
                }
            }
            rig.drain(PATIENCE, handler);
            return arrived;
        }
    }
}
