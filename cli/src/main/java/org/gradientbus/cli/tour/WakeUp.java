package org.gradientbus.cli.tour;

import org.agrona.DirectBuffer;
import org.gradientbus.Address;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.IdleProfile;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;
import org.gradientbus.PortOptions;
import org.gradientbus.Sender;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A message to a loop that sleeps, as the default profile {@link IdleProfile#QUIET} has it when nothing happens: the
 * time from before the send until the handler runs. Both ends read one clock, so they are on one host.
 */
final class WakeUp implements AutoCloseable
{
    private static final Address SLEEPER = Address.parse("tour/sleeper");

    private static final int LENGTH = 32;

    /** A quiet loop spins for some ten microseconds before it sleeps. */
    private static final long FALL_ASLEEP_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Duration lossTimeout;
    private final Loop farLoop;
    private final Payload payload = new Payload(LENGTH);
    private final Claim claim;
    private final Sender sender;
    private final AtomicLong received = new AtomicLong();
    private long arrivedNs;
    private long wrong;

    WakeUp(Ends ends, Duration lossTimeout)
    {
        this.lossTimeout = lossTimeout;
        farLoop = ends.far().loop(LoopConfig.named("tour-sleeper").withIdle(IdleProfile.QUIET));
        ends.far().subscribe(SLEEPER, this::onMessage, MailboxOptions.defaults().withLoop(farLoop));
        Ends.awaitBound(ends.near(), SLEEPER);
        claim = ends.near().claim();
        sender = ends.near().sender(SLEEPER, PortOptions.defaults());
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

    /** Wakes the loop again and again; ends early when a message is lost. The first tenth is warm-up. */
    Result measure(int count)
    {
        Latency.Recorder recorder = new Latency.Recorder();
        Patience patience = new Patience(lossTimeout);
        int warmUp = count / 10;
        int sent = 0;
        while (sent < count && received.get() == sent)
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
            if (awaitReceived(sent, patience))
            {
                recorder.record(arrivedNs - sentNs);
            }
        }
        return new Result(recorder.latency(), new Tally(sent, received.get(), wrong));
    }

    @Override
    public void close()
    {
        sender.close();
        farLoop.close();
    }

    private boolean awaitReceived(int count, Patience patience)
    {
        while (received.get() < count)
        {
            if (!patience.pause())
            {
                return false;
            }
        }
        patience.renew();
        return true;
    }

    private void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        long nowNs = System.nanoTime();
        long number = received.getPlain();
        if (!payload.isRight(buffer, offset, length, number))
        {
            wrong++;
        }
        arrivedNs = nowNs;
        received.set(number + 1); // makes the time visible with it
    }
}
