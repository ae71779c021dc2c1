package org.gradientbus.testkit;

import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A full destination refuses, the less important first, and loses nothing that it took. */
interface RoomContract extends TransportContract
{
    int LENGTH = 56;

    @Test
    default void shouldLoseNothingWhenFullAndTheReceiverResumes()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            long[] arrived = new long[1];
            long sent = 0;
            for (int round = 0; round < 20; round++)
            {
                int length = LENGTH + round * 7;
                sent += sendUntilRefused(link, length, Importance.CRITICAL, sent);
                assertEquals(SendStatus.BACK_PRESSURED,
                    link.tryClaim(length, Importance.CRITICAL, new FrameClaim()));
                long expected = sent;
                rig.pollUntil("what was accepted before " + sent, patience(), (buffer, offset, arrivedLength) ->
                    FramePattern.verify(buffer, offset, arrivedLength, arrived[0]++), () -> arrived[0] == expected);
                rig.drain(patience(), (buffer, offset, arrivedLength) ->
                {
                    throw new AssertionError("a frame that nobody sent");
                });
            }
        }
    }

    @Test
    default void shouldFillToTheShareOfItsImportance()
    {
        int full = fillFresh(Importance.CRITICAL);
        assertTrue(full >= 100, "too few frames to tell the shares apart: " + full);
        for (Importance each : Importance.values())
        {
            assertEquals(full * each.fillLimitPercent() / 100.0, fillFresh(each), 1.0,
                each + " of the " + full + " frames that CRITICAL fills");
        }
    }

    @Test
    default void shouldRefuseTheLessImportantFirstWhenFilling()
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            for (int round = 0; round < 20; round++)
            {
                int length = LENGTH + round * 3;
                for (Importance each : Importance.values())
                {
                    int sent = sendUntilRefused(link, length, each, 0);
                    assertTrue(sent > 0, each + " was refused no later than the one before");
                    for (Importance refused : Importance.values())
                    {
                        if (refused.compareTo(each) <= 0)
                        {
                            assertEquals(SendStatus.BACK_PRESSURED, link.tryClaim(length, refused, claim),
                                () -> refused + " found room where " + each + " found none");
                        }
                    }
                }
                rig.drain(patience(), (buffer, offset, arrived) -> assertEquals(length, arrived));
            }
        }
    }

    @Test
    default void shouldTakeTheLargestFrameWhenEmptyWhereverTheLastOneEnded()
    {
        long seed = new SplittableRandom().nextLong();
        System.out.println(getClass().getSimpleName() + " largest when empty: seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            for (int i = Math.min(5_000, framesUnderStress() / 50); i > 0; i--)
            {
                for (int length : new int[]{random.nextInt(maxFrameLength() + 1), maxFrameLength()})
                {
                    Await.until("room for the least important when empty", patience(),
                        () -> TransportRig.offer(link, claim, length, Importance.LOW, length).isAccepted());
                    int[] arrived = {0};
                    rig.pollUntil("the frame", patience(), (buffer, offset, arrivedLength) ->
                    {
                        FramePattern.verify(buffer, offset, arrivedLength, length);
                        arrived[0]++;
                    }, () -> arrived[0] == 1 && !rig.source().hasWork());
                }
            }
        }
    }

    @Test
    default void shouldAgreeWithTheClaimWhenAskedForRoom()
    {
        long seed = new SplittableRandom().nextLong();
        System.out.println(getClass().getSimpleName() + " room: seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Importance[] importances = Importance.values();
        boolean isExact = settling().isZero();
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            Link link = rig.connect();
            FrameClaim claim = new FrameClaim();
            for (int i = 0; i < 200_000; i++)
            {
                int length = random.nextInt(maxFrameLength() + 1);
                Importance importance = importances[random.nextInt(importances.length)];
                boolean hasRoom = link.hasRoom(length, importance);
                SendStatus status = TransportRig.offer(link, claim, length, importance, i);
                if (hasRoom ? !status.isAccepted() : isExact && status.isAccepted())
                {
                    throw new AssertionError("hasRoom=" + hasRoom + " but the claim is " + status + ": step=" + i +
                        " length=" + length + " importance=" + importance);
                }
                if (random.nextInt(3) == 0)
                {
                    rig.source().poll((buffer, offset, arrived) -> assertTrue(arrived >= 0), 1 + random.nextInt(3));
                }
            }
        }
    }

    private int fillFresh(Importance importance)
    {
        try (TransportRig rig = openRig(maxFrameLength()))
        {
            return sendUntilRefused(rig.connect(), LENGTH, importance, 0);
        }
    }
}
