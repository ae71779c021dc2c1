package org.gradientbus.cli.tour;

import org.gradientbus.Claim;
import org.gradientbus.IdleProfile;
import org.gradientbus.PortOptions;
import org.gradientbus.Sender;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A message to a loop that sleeps, as the default profile {@link IdleProfile#QUIET} has it when nothing happens: the
 * time from before the send until the handler runs. Both ends read one clock, so they are on one host.
 */
final class WakeUp implements AutoCloseable
{
    private static final int LENGTH = 32;

    /** A quiet loop spins for some ten microseconds before it sleeps. */
    private static final long FALL_ASLEEP_NS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Who asks the far end at once takes the processor away that it needs to wake up. */
    private static final long WAKE_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private final Duration lossTimeout;
    private final FarEnd far;
    private final Payload payload = new Payload(LENGTH);
    private final Claim claim;
    private final Sender sender;

    WakeUp(Ends ends, Duration lossTimeout)
    {
        this.lossTimeout = lossTimeout;
        far = ends.far();
        far.open(FarPart.SLEEPER, IdleProfile.QUIET);
        Ends.awaitBound(ends.near(), FarPart.SLEEPER.address());
        claim = ends.near().claim();
        sender = ends.near().sender(FarPart.SLEEPER.address(), PortOptions.defaults());
    }

    /**
     * What was measured.
     *
     * @param latency one way
     * @param tally   of the messages
     */
    record Result(Latency latency, Tally tally)
    {
    }

    /**
     * Wakes the loop again and again; the first tenth is warm-up. Ends early when a message is lost, and when it takes
     * too long, as it does where others take the processor.
     */
    Result measure(int count, Duration atMost)
    {
        Latency.Recorder recorder = new Latency.Recorder();
        Patience patience = new Patience(lossTimeout);
        int warmUp = count / 10;
        long startNs = System.nanoTime();
        int sent = 0;
        boolean isLost = false;
        while (sent < count && !isLost && (sent <= 2 * warmUp || System.nanoTime() - startNs < atMost.toNanos()))
        {
            if (sent == warmUp)
            {
                recorder.reset();
            }
            LockSupport.parkNanos(FALL_ASLEEP_NS);
            long sentNs = System.nanoTime();
            Sending.claim(sender, LENGTH, claim, patience);
            payload.write(claim.buffer(), claim.offset(), LENGTH, sent);
            claim.commit();
            sent++;
            isLost = !awaitNext(sent, patience);
            if (!isLost)
            {
                recorder.record(far.counts(FarPart.SLEEPER).arrivedNs() - sentNs);
            }
        }
        FarEnd.Counts counts = far.counts(FarPart.SLEEPER);
        return new Result(recorder.latency(), new Tally(sent, counts.received(), counts.wrong()));
    }

    @Override
    public void close()
    {
        sender.close();
        far.close(FarPart.SLEEPER);
    }

    private boolean awaitNext(int number, Patience patience)
    {
        LockSupport.parkNanos(WAKE_NS);
        while (far.next(FarPart.SLEEPER) != number)
        {
            if (!patience.pause())
            {
                return false;
            }
        }
        patience.renew();
        return true;
    }
}
