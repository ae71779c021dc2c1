package org.gradientbus.engine;

import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What senders got accepted by a loop that closes is counted, each frame once, whoever commits meanwhile. */
@Timeout(120)
class ProcessLinkCloseTest
{
    private static final int ROUNDS = 400;
    private static final int SENDERS = 3;

    private final Random random = new Random();

    @Test
    void shouldCountExactlyWhatWasAcceptedWhenALoopClosesInTheMidstOfCommits() throws InterruptedException
    {
        for (int round = 0; round < ROUNDS; round++)
        {
            final ProcessSource source = new ProcessSource(1 << 20, 256, ProcessLinkCloseTest::nobodySleeps, (closed) ->
            {
            });
            final ProcessLink link = new ProcessLink(source);
            final AtomicLong accepted = new AtomicLong();
            final CountDownLatch sending = new CountDownLatch(SENDERS);
            final List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++)
            {
                final Thread sender = new Thread(() -> accepted.addAndGet(sendUntilClosed(link, sending)));
                sender.start();
                senders.add(sender);
            }
            sending.await();
            LockSupport.parkNanos(random.nextInt(100_000));

            source.close();
            final long counted = source.abandon((buffer, offset, length) ->
            {
            });
            for (final Thread each : senders)
            {
                each.join();
            }

            assertEquals(accepted.get(), counted);
        }
    }

    private static void nobodySleeps()
    {
    }

    private static long sendUntilClosed(ProcessLink link, CountDownLatch sending)
    {
        final FrameClaim claim = new FrameClaim();
        long accepted = 0;
        SendStatus status = SendStatus.BACK_PRESSURED;
        sending.countDown();
        while (status != SendStatus.CLOSED)
        {
            status = link.tryClaim(Long.BYTES, Importance.LOW, claim);
            if (status.isAccepted())
            {
                claim.buffer().putLong(claim.offset(), accepted);
                accepted += link.commit(claim) ? 1 : 0;
            }
        }
        return accepted;
    }
}
