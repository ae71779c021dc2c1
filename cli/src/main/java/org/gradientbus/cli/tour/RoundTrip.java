package org.gradientbus.cli.tour;

import org.agrona.DirectBuffer;
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

/**
 * Ping-pong, one message under way at a time: the calling thread sends a ping and polls its own loop for the pong; a
 * loop at the far end sends back what it gets. Both ends check each message.
 */
final class RoundTrip implements AutoCloseable
{
    private final Duration lossTimeout;
    private final Payload payload;
    private final Loop nearLoop;
    private final FarEnd far;
    private final Claim claim;
    private final Sender sender;
    private final Latency.Recorder recorder = new Latency.Recorder();
    private final PaddedCounter sent = new PaddedCounter();
    private final PaddedCounter received = new PaddedCounter();
    private long wrong;

    RoundTrip(Ends ends, IdleProfile idle, int maxLength, Duration lossTimeout)
    {
        this.lossTimeout = lossTimeout;
        payload = new Payload(maxLength);
        far = ends.far();
        Bus near = ends.near();
        nearLoop = near.loop(LoopConfig.callerRun("tour-pong"));
        near.subscribe(FarPart.PONG, this::onPong, MailboxOptions.defaults().withLoop(nearLoop));
        far.open(FarPart.ECHO, idle);
        Ends.awaitBound(near, FarPart.ECHO.address());
        claim = near.claim();
        sender = near.sender(FarPart.ECHO.address(), PortOptions.defaults());
    }

    /**
     * What was measured.
     *
     * @param latency    there and back
     * @param allocation per message; a round trip is two
     * @param tally      of the round trips, those of the warm-up too
     */
    record Result(Latency latency, Allocation allocation, Tally tally)
    {
    }

    /** Warms up, then measures; each ends early when a message is lost. */
    Result measure(int length, Duration warmUp, Duration duration)
    {
        long sentAtFirst = sent.get();
        long receivedAtFirst = received.get();
        long wrongAtFirst = wrong;
        FarEnd.Counts farAtFirst = far.counts(FarPart.ECHO);
        playFor(length, warmUp.toNanos());
        recorder.reset();
        long sentBefore = sent.get();
        FarEnd.Counts farBefore = far.counts(FarPart.ECHO);
        long bytesBefore = AllocatedBytes.byThisThread();
        playFor(length, duration.toNanos());
        long bytes = AllocatedBytes.byThisThread() - bytesBefore;
        FarEnd.Counts farNow = far.counts(FarPart.ECHO);
        double messages = 2.0 * (sent.get() - sentBefore);
        // A round trip that was lost or damaged is one, whether one end saw it or both.
        return new Result(
            recorder.latency(),
            new Allocation(bytes / messages, (farNow.allocatedBytes() - farBefore.allocatedBytes()) / messages),
            new Tally(
                sent.get() - sentAtFirst,
                Math.min(received.get() - receivedAtFirst, farNow.received() - farAtFirst.received()),
                Math.max(wrong - wrongAtFirst, farNow.wrong() - farAtFirst.wrong())));
    }

    @Override
    public void close()
    {
        sender.close();
        far.close(FarPart.ECHO);
        nearLoop.close();
    }

    private void playFor(int length, long durationNs)
    {
        Patience patience = new Patience(lossTimeout);
        long beganNs = System.nanoTime();
        long startNs = beganNs;
        while (startNs - beganNs < durationNs)
        {
            long receivedBefore = received.get();
            ping(length, patience);
            if (!awaitPong(receivedBefore, patience))
            {
                return;
            }
            recorder.record(System.nanoTime() - startNs);
            startNs = System.nanoTime();
        }
    }

    private void ping(int length, Patience patience)
    {
        Sending.claim(sender, length, claim, patience);
        payload.write(claim.buffer(), claim.offset(), length, sent.get());
        claim.commit();
        sent.increment();
    }

    private boolean awaitPong(long receivedBefore, Patience patience)
    {
        while (received.get() == receivedBefore)
        {
            if (nearLoop.poll(1) == 0 && !patience.pause())
            {
                return false;
            }
        }
        patience.renew();
        return true;
    }

    /** On the calling thread, while it polls. */
    private void onPong(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        if (!payload.isRight(buffer, offset, length, sent.get() - 1))
        {
            wrong++;
        }
        received.increment();
    }
}
