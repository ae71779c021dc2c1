package org.gradientbus.cli.tour;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.IdleProfile;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;
import org.gradientbus.PortOptions;
import org.gradientbus.Sender;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A stream: the calling thread sends as fast as it is let, a loop at the far end checks and counts. The rate is of what
 * arrived: from before the first send until after the last message was handled.
 */
final class OneWay implements AutoCloseable
{
    private static final Address STREAM = Address.parse("tour/stream");
    private static final int SENDS_BETWEEN_LOOKS_AT_CLOCK = 256;

    private final Duration lossTimeout;
    private final Payload payload;
    private final Loop farLoop;
    private final Claim claim;
    private final Sender sender;
    private final PaddedCounter received = new PaddedCounter();
    private final PaddedCounter expected = new PaddedCounter();
    private volatile long farThreadId;
    private volatile long wrong;
    private long sent;

    OneWay(Ends ends, IdleProfile idle, int maxLength, Duration lossTimeout)
    {
        this.lossTimeout = lossTimeout;
        payload = new Payload(maxLength);
        Bus near = ends.near();
        Bus far = ends.far();
        farLoop = far.loop(LoopConfig.named("tour-stream").withIdle(idle));
        far.subscribe(STREAM, this::onMessage, MailboxOptions.defaults().withLoop(farLoop));
        Ends.awaitBound(near, STREAM);
        claim = near.claim();
        sender = near.sender(STREAM, PortOptions.defaults());
    }

    /**
     * What was measured.
     *
     * @param messagesPerSecond the median of the runs
     * @param allocatedBytes    per message, of both threads
     * @param tally             of all messages, those of the warm-up too
     */
    record Result(double messagesPerSecond, double allocatedBytes, Tally tally)
    {
    }

    /** Warms up, then measures several runs. */
    Result measure(int length, Duration warmUp, Duration run, int runs)
    {
        long sentBefore = sent;
        long receivedBefore = received.get();
        long wrongBefore = wrong;
        messagesPerSecond(length, warmUp.toNanos());
        long warmUpSent = sent - sentBefore;
        long bytesBefore = AllocatedBytes.byThisThreadAnd(farThreadId);
        double[] rates = new double[runs];
        for (int i = 0; i < runs; i++)
        {
            rates[i] = messagesPerSecond(length, run.toNanos());
        }
        long bytes = AllocatedBytes.byThisThreadAnd(farThreadId) - bytesBefore;
        Arrays.sort(rates);
        Tally tally =
            new Tally(sent - sentBefore, received.get() - receivedBefore, wrong - wrongBefore);
        return new Result(rates[runs / 2], (double)bytes / (tally.sent() - warmUpSent), tally);
    }

    @Override
    public void close()
    {
        sender.close();
        farLoop.close();
    }

    private double messagesPerSecond(int length, long durationNs)
    {
        Patience patience = new Patience(lossTimeout);
        long receivedBefore = received.get();
        long number = sent;
        long startNs = System.nanoTime();
        do
        {
            for (int i = 0; i < SENDS_BETWEEN_LOOKS_AT_CLOCK; i++)
            {
                Sending.claim(sender, length, claim, patience);
                payload.write(claim.buffer(), claim.offset(), length, number);
                claim.commit();
                number++;
            }
        }
        while (System.nanoTime() - startNs < durationNs);
        awaitLast(number, patience);
        sent = number;
        return (received.get() - receivedBefore) * (double)TimeUnit.SECONDS.toNanos(1) /
            (System.nanoTime() - startNs);
    }

    /** Waits for the last number rather than for as many messages: one that came twice must not end the wait early. */
    private void awaitLast(long number, Patience patience)
    {
        while (expected.get() != number && patience.pause())
        {
            // The condition is all there is to do.
        }
    }

    /** On the far loop's thread. One that is missing makes the next one wrong, but not all that follow. */
    private void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        if (farThreadId == 0)
        {
            farThreadId = Thread.currentThread().getId();
        }
        if (!payload.isRight(buffer, offset, length, expected.get()))
        {
            wrong = wrong + 1; // by this thread alone
        }
        received.increment();
        expected.set(buffer.getLong(offset) + 1); // last, since the sender waits for it
    }
}
