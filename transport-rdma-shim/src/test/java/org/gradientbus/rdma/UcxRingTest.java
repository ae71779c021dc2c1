package org.gradientbus.rdma;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gradientbus.rdma.ucx.Loopback;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

/**
 * Rings over the real library.
 */
class UcxRingTest
{
    private static final int MAX_FRAME_LENGTH = 20_000;
    private static final int RECORDS = 50_000;

    @Test
    void shouldBringEveryRecordOnceAndInOrder()
    {
        try (RingPair pair = new RingPair(Loopback.provider(), MAX_FRAME_LENGTH))
        {
            Numbered frames = new Numbered(MAX_FRAME_LENGTH);
            long[] sent = { 0 };
            Await.until("all received", () ->
            {
                for (int n = 0; n < 20 && sent[0] < RECORDS && frames.offer(pair.near.writer(), sent[0]); n++)
                {
                    sent[0]++;
                }
                pair.drive();
                pair.far.reader().poll(frames, 50);
                return frames.received() == RECORDS;
            });
            assertEquals(0, frames.wrong(), frames.firstWrong());
            Await.until("acknowledged", () ->
            {
                pair.drive();
                return pair.near.writer().backlogBytes() == 0;
            });
        }
    }

    @Test
    void shouldCloseTheRingWhenThePeerIsGone()
    {
        try (RingPair pair = new RingPair(Loopback.provider(), MAX_FRAME_LENGTH))
        {
            Numbered frames = new Numbered(MAX_FRAME_LENGTH);
            frames.offer(pair.near.writer(), 0);
            Await.until("received", () ->
            {
                pair.drive();
                return pair.far.reader().poll(frames, 1) == 1;
            });
            pair.closeFar();
            Await.until("closed", () ->
            {
                frames.offer(pair.near.writer(), 1);
                pair.nearHelm.drive();
                return pair.near.writer().isClosed();
            });
        }
    }
}
