package org.gradientbus.ipc;

import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a lane had accepted when its consumer died is counted as lost, each frame once, whoever commits meanwhile. */
@Timeout(120)
class LaneTakeBackTest
{
    private static final int ROUNDS = 400;
    private static final int SENDERS = 3;
    private static final int LENGTH = 240;

    private final Random random = new Random();

    @Test
    void shouldTakeBackExactlyWhatWasAcceptedWhenTheConsumerDiesInTheMidstOfCommits() throws InterruptedException
    {
        for (int round = 0; round < ROUNDS; round++)
        {
            LaneSpec spec = LaneSpec.of(1, 2, 3, 4096);
            UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(spec.totalLength()));
            spec.format(memory);
            LaneWriter writer = new LaneWriter(memory, spec, Doorbell.NONE);
            AtomicLong accepted = new AtomicLong();
            CountDownLatch sending = new CountDownLatch(SENDERS);
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++)
            {
                Thread sender = new Thread(() -> accepted.addAndGet(sendUntilClosed(writer, sending)));
                sender.start();
                senders.add(sender);
            }
            sending.await();
            LockSupport.parkNanos(random.nextInt(100_000));

            writer.onConsumerGone();
            LockSupport.parkNanos(1);
            long takenBack = writer.takeBack((buffer, offset, length) -> assertEquals(LENGTH, length));
            for (Thread each : senders)
            {
                each.join();
            }

            assertEquals(accepted.get(), takenBack);
        }
    }

    private static long sendUntilClosed(LaneWriter writer, CountDownLatch sending)
    {
        int shift = Integer.numberOfTrailingZeros(writer.spec().capacity());
        FrameClaim claim = new FrameClaim();
        long accepted = 0;
        SendStatus status = SendStatus.BACK_PRESSURED;
        sending.countDown();
        while (status != SendStatus.CLOSED)
        {
            status = writer.tryClaim(LENGTH, Importance.LOW, claim);
            if (status.isAccepted())
            {
                // A frame that looks like many records of this lap, to whoever looks in its midst.
                long mark = LaneLayout.frameMark(writer.tail() - 1, shift, Long.BYTES);
                for (int at = 0; at < LENGTH; at += Long.BYTES)
                {
                    claim.buffer().putLong(claim.offset() + at, mark);
                }
                accepted += writer.commit(claim) ? 1 : 0;
            }
        }
        return accepted;
    }
}
