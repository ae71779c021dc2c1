package org.gradientbus.testkit;

import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A claim holds its place in the order; committed it is sent, aborted it never was. */
interface ClaimContract extends TransportContract
{
    @Test
    default void shouldHoldBackLaterFramesWhenAClaimIsOpen()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim first = granted(link, 1);
            FrameClaim second = granted(link, 2);
            List<Long> arrived = new ArrayList<>();
            link.commit(second);
            pollWhileSettling(rig, arrived);
            assertEquals(List.of(), arrived);
            link.commit(first);
            awaitIds(rig, arrived, List.of(1L, 2L));
        }
    }

    @Test
    default void shouldNeverArriveWhenAborted()
    {
        for (int aborted = 0; aborted < 3; aborted++)
        {
            try (TransportRig rig = openRig(maxFrameLength()))
            {
                Link link = rig.connect();
                List<Long> expected = new ArrayList<>();
                FrameClaim[] claims = {granted(link, 0), granted(link, 1), granted(link, 2)};
                for (int i = 0; i < claims.length; i++)
                {
                    if (i == aborted)
                    {
                        link.abort(claims[i]);
                    }
                    else
                    {
                        link.commit(claims[i]);
                        expected.add((long)i);
                    }
                }
                List<Long> arrived = new ArrayList<>();
                awaitIds(rig, arrived, expected);
                pollWhileSettling(rig, arrived);
                assertEquals(expected, arrived);
            }
        }
    }

    @Test
    default void shouldReleaseLaterFramesWhenTheOpenClaimIsAborted()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim first = granted(link, 1);
            link.commit(granted(link, 2));
            List<Long> arrived = new ArrayList<>();
            pollWhileSettling(rig, arrived);
            assertEquals(List.of(), arrived);
            link.abort(first);
            awaitIds(rig, arrived, List.of(2L));
        }
    }

    @Test
    default void shouldGiveTheRoomBackWhenClaimsAreAborted()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            for (int i = 0; i < 10_000; i++)
            {
                int length = i % maxFrameLength();
                Await.until("room, though all claims were aborted", patience(), () ->
                {
                    rig.source().poll((buffer, offset, arrived) ->
                    {
                        throw new AssertionError("an aborted frame of length=" + arrived + " arrived");
                    }, 1);
                    return link.tryClaim(length, Importance.LOW, claim).isAccepted();
                });
                link.abort(claim);
            }
        }
    }

    @Test
    default void shouldArriveInClaimOrderWhenCommittedInAnyOrder()
    {
        long seed = new SplittableRandom().nextLong();
        System.out.println(getClass().getSimpleName() + " commits in any order: seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            for (int round = 0; round < 2_000; round++)
            {
                List<FrameClaim> open = new ArrayList<>();
                for (long id = 0; id < 8; id++)
                {
                    open.add(granted(link, id));
                }
                List<Long> expected = new ArrayList<>(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L));
                while (!open.isEmpty())
                {
                    FrameClaim claim = open.remove(random.nextInt(open.size()));
                    if (random.nextInt(4) == 0)
                    {
                        expected.remove(FramePattern.id(claim.buffer(), claim.offset()));
                        link.abort(claim);
                    }
                    else
                    {
                        link.commit(claim);
                    }
                }
                List<Long> arrived = new ArrayList<>();
                awaitIds(rig, arrived, expected);
                rig.drain(patience(), (buffer, offset, length) ->
                {
                    throw new AssertionError("more than was committed");
                });
            }
        }
    }

    private static FrameClaim granted(Link link, long id)
    {
        FrameClaim claim = new FrameClaim();
        int length = Long.BYTES + (int)id * 5;
        assertTrue(link.tryClaim(length, Importance.CRITICAL, claim).isAccepted());
        FramePattern.write(claim.buffer(), claim.offset(), claim.length(), id);
        return claim;
    }

    private void pollWhileSettling(TransportRig rig, List<Long> arrived)
    {
        for (int i = 0; i < 3; i++)
        {
            settle();
            rig.source().poll((buffer, offset, length) -> arrived.add(FramePattern.id(buffer, offset)), 10);
        }
    }

    private void awaitIds(TransportRig rig, List<Long> arrived, List<Long> expected)
    {
        rig.pollUntil("frames " + expected, patience(), (buffer, offset, length) ->
        {
            long id = FramePattern.id(buffer, offset);
            FramePattern.verify(buffer, offset, length, id);
            arrived.add(id);
        }, () -> arrived.size() >= expected.size());
        assertEquals(expected, arrived);
    }
}
