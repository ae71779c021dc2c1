package org.gradientbus.cli.tour;

import org.gradientbus.Claim;
import org.gradientbus.IdleProfile;
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
    private static final int SENDS_BETWEEN_LOOKS_AT_CLOCK = 256;

    private final Duration lossTimeout;
    private final Payload payload;
    private final FarEnd far;
    private final Claim claim;
    private final Sender sender;
    private long sent;
    private long allocatedBytes;

    OneWay(Ends ends, IdleProfile idle, int maxLength, Duration lossTimeout)
    {
        this.lossTimeout = lossTimeout;
        payload = new Payload(maxLength);
        far = ends.far();
        far.open(FarPart.STREAM, idle);
        Ends.awaitBound(ends.near(), FarPart.STREAM.address());
        claim = ends.near().claim();
        sender = ends.near().sender(FarPart.STREAM.address(), PortOptions.defaults());
    }

    /**
     * What was measured.
     *
     * @param messagesPerSecond the median of the runs
     * @param allocation        per message
     * @param tally             of all messages, those of the warm-up too
     */
    record Result(double messagesPerSecond, Allocation allocation, Tally tally)
    {
    }

    /** Warms up, then measures several runs. */
    Result measure(int length, Duration warmUp, Duration run, int runs)
    {
        long sentAtFirst = sent;
        FarEnd.Counts farAtFirst = far.counts(FarPart.STREAM);
        messagesPerSecond(length, warmUp.toNanos());
        long sentBefore = sent;
        long bytesBefore = allocatedBytes;
        FarEnd.Counts farBefore = far.counts(FarPart.STREAM);
        double[] rates = new double[runs];
        for (int i = 0; i < runs; i++)
        {
            rates[i] = messagesPerSecond(length, run.toNanos());
        }
        FarEnd.Counts farNow = far.counts(FarPart.STREAM);
        Arrays.sort(rates);
        double messages = sent - sentBefore;
        return new Result(
            rates[runs / 2],
            new Allocation(
                (allocatedBytes - bytesBefore) / messages,
                (farNow.allocatedBytes() - farBefore.allocatedBytes()) / messages),
            new Tally(
                sent - sentAtFirst,
                farNow.received() - farAtFirst.received(),
                farNow.wrong() - farAtFirst.wrong()));
    }

    @Override
    public void close()
    {
        sender.close();
        far.close(FarPart.STREAM);
    }

    private double messagesPerSecond(int length, long durationNs)
    {
        Patience patience = new Patience(lossTimeout);
        long receivedBefore = far.counts(FarPart.STREAM).received();
        long number = sent;
        long bytesBefore = AllocatedBytes.byThisThread();
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
        allocatedBytes += AllocatedBytes.byThisThread() - bytesBefore; // asking the far end is not counted
        awaitLast(number, patience);
        long tookNs = System.nanoTime() - startNs;
        sent = number;
        return (far.counts(FarPart.STREAM).received() - receivedBefore) * (double)TimeUnit.SECONDS.toNanos(1) / tookNs;
    }

    /** Waits for the last number rather than for as many messages: one that came twice must not end the wait early. */
    private void awaitLast(long number, Patience patience)
    {
        while (far.next(FarPart.STREAM) != number && patience.pause())
        {
            // The condition is all there is to do.
        }
    }
}
