package org.gradientbus.testkit;

import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.Source;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A poll hands over what it is asked for, and the positions tell the truth about it. */
interface PollContract extends TransportContract
{
    int FRAMES = 20;
    int LENGTH_OF_CLAIM = 100;

    @Test
    default void shouldHandOverNoMoreThanTheLimitWhenMoreWaits()
    {
        for (int limit = 1; limit <= FRAMES + 1; limit++)
        {
            try (TransportRig rig = openRig(maxFrameLength()))
            {
                sendFrames(rig.connect());
                int most = limit;
                int[] arrived = new int[1];
                int[] told = new int[1];
                Await.until("all frames by " + limit, patience(), () ->
                {
                    int before = arrived[0];
                    int polled = rig.source().poll((buffer, offset, length) -> arrived[0]++, most);
                    assertTrue(polled <= most, () -> polled + " frames handed over, limit=" + most);
                    assertEquals(arrived[0] - before, polled);
                    told[0] += polled;
                    return told[0] == FRAMES;
                });
            }
        }
    }

    @Test
    default void shouldGoOnWithTheNextWhenTheHandlerThrows()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            sendFrames(rig.connect());
            List<Long> arrived = new ArrayList<>();
            IllegalStateException thrown = new IllegalStateException("from the handler");
            FrameHandler handler = (buffer, offset, length) ->
            {
                arrived.add(FramePattern.id(buffer, offset));
                if (arrived.size() % 3 == 0)
                {
                    throw thrown;
                }
            };
            int[] failures = new int[1];
            Await.until("all frames", patience(), () ->
            {
                try
                {
                    rig.source().poll(handler, FRAMES);
                }
                catch (IllegalStateException e)
                {
                    assertSame(thrown, e);
                    failures[0]++;
                }
                return arrived.size() >= FRAMES;
            });
            rig.drain(patience(), handler);
            for (int id = 0; id < FRAMES; id++)
            {
                assertEquals(id, arrived.get(id));
            }
            assertEquals(FRAMES, arrived.size());
            assertEquals(FRAMES / 3, failures[0]);
        }
    }

    @Test
    default void shouldHaveWorkWhileAnythingWaits()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            Source source = rig.source();
            assertFalse(source.hasWork());
            assertEquals(0, link.backlogBytes());
            sendFrames(link);
            Await.until("work", patience(), source::hasWork);
            int[] arrived = new int[1];
            Await.until("all frames", patience(), () ->
            {
                if (arrived[0] < FRAMES && settling().isZero())
                {
                    assertTrue(source.hasWork(), () -> "no work, and only " + arrived[0] + " frames of " + FRAMES);
                }
                source.poll((buffer, offset, length) -> arrived[0]++, 1);
                return arrived[0] == FRAMES;
            });
            rig.drain(patience(), (buffer, offset, length) -> arrived[0]++);
            assertFalse(source.hasWork());
            assertEquals(FRAMES, arrived[0]);
            assertEquals(source.claimedPosition(), source.consumedPosition());
            Await.untilEquals("the backlog", patience(), 0L, link::backlogBytes);
        }
    }

    @Test
    default void shouldHaveWorkWhileAClaimIsOpen()
    {
        Assumptions.assumeTrue(seesOpenClaims(), "claims live in the sender's own memory");
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            for (boolean isAborted : new boolean[]{true, false})
            {
                int[] arrived = new int[1];
                assertTrue(link.tryClaim(LENGTH_OF_CLAIM, Importance.LOW, claim).isAccepted());
                assertTrue(rig.source().hasWork());
                assertTrue(rig.source().claimedPosition() > rig.source().consumedPosition());
                if (isAborted)
                {
                    link.abort(claim);
                }
                else
                {
                    link.commit(claim);
                }
                rig.drain(patience(), (buffer, offset, length) -> arrived[0]++);
                assertFalse(rig.source().hasWork());
                assertEquals(isAborted ? 0 : 1, arrived[0]);
            }
        }
    }

    @Test
    default void shouldHaveHandedOverWhatWasClaimedWhenItsPositionIsConsumed()
    {
        Assumptions.assumeTrue(seesOpenClaims(), "claims live in the sender's own memory");
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            Source source = rig.source();
            FrameClaim claim = new FrameClaim();
            for (int round = 0; round < 2_000; round++)
            {
                long[] claimedAfter = new long[FRAMES];
                for (int i = 0; i < FRAMES; i++)
                {
                    TransportRig.send(link, claim, 8 + (round * 31 + i * 17) % 200, i);
                    claimedAfter[i] = source.claimedPosition();
                }
                int[] arrived = new int[1];
                Await.until("all frames", patience(), () ->
                {
                    source.poll((buffer, offset, length) -> arrived[0]++, 3);
                    long consumed = source.consumedPosition();
                    for (int i = arrived[0]; i < FRAMES; i++)
                    {
                        assertTrue(claimedAfter[i] > consumed, "consumed beyond a frame that nobody has seen");
                    }
                    return consumed == claimedAfter[FRAMES - 1];
                });
                assertEquals(FRAMES, arrived[0]);
            }
        }
    }

    @Test
    default void shouldNeverMoveBackWhenPositionsAreReadDuringTraffic()
    {
        int frames = framesUnderStress() / 10;
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            Source source = rig.source();
            int[] arrived = new int[1];
            try (Crew sender = new Crew(1, (thread) ->
            {
                FrameClaim claim = new FrameClaim();
                for (int i = 0; i < frames; i++)
                {
                    TransportRig.send(link, claim, 8 + i % 500, i);
                }
            });
                Crew observer = new Crew(1, (thread) -> observe(source, sender)))
            {
                rig.pollUntil("all frames", patience(), (buffer, offset, length) -> arrived[0]++,
                    () -> arrived[0] == frames);
                sender.join(patience());
                observer.join(patience());
            }
        }
    }

    @Test
    default void shouldAllocateNothingWhenFramesAreSentAndPolled()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            Source source = rig.source();
            FrameClaim claim = new FrameClaim();
            long[] arrived = new long[2];
            FrameHandler handler = (buffer, offset, length) -> arrived[0]++;
            AllocationMeter.assertNoAllocation("a frame", Math.min(20_000, framesUnderStress()), () ->
            {
                while (!link.hasRoom(LENGTH_OF_CLAIM, Importance.LOW))
                {
                    Thread.onSpinWait();
                }
                if (link.tryClaim(LENGTH_OF_CLAIM, Importance.LOW, claim).isAccepted())
                {
                    FramePattern.write(claim.buffer(), claim.offset(), claim.length(), arrived[1]++);
                    link.commit(claim);
                }
                if (link.tryClaim(LENGTH_OF_CLAIM, Importance.LOW, claim).isAccepted())
                {
                    link.abort(claim);
                }
                while (arrived[0] < arrived[1] || source.hasWork())
                {
                    source.poll(handler, 10);
                }
            });
            assertTrue(arrived[1] > 0);
            sendUntilRefused(link, LENGTH_OF_CLAIM, Importance.LOW, 0);
            AllocationMeter.assertNoAllocation("a refusal", 20_000,
                () -> arrived[1] += link.tryClaim(LENGTH_OF_CLAIM, Importance.LOW, claim).ordinal());
        }
    }

    private static void observe(Source source, Crew sender)
    {
        long lastClaimed = 0;
        long lastConsumed = 0;
        while (!sender.isDone())
        {
            long consumed = source.consumedPosition();
            long claimed = source.claimedPosition();
            if (consumed < lastConsumed || claimed < lastClaimed || claimed < consumed)
            {
                throw new AssertionError("consumed from " + lastConsumed + " to " + consumed + ", claimed from " +
                    lastClaimed + " to " + claimed);
            }
            lastConsumed = consumed;
            lastClaimed = claimed;
        }
    }

    private static void sendFrames(Link link)
    {
        FrameClaim claim = new FrameClaim();
        for (int id = 0; id < FRAMES; id++)
        {
            TransportRig.send(link, claim, Long.BYTES + id, id);
        }
    }
}
