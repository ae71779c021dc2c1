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

/**
 * Ping-pong, one message under way at a time: the calling thread sends a ping and polls its own loop for the pong; a
 * loop at the far end sends back what it gets.
 */
final class RoundTrip implements AutoCloseable
{
    private static final Address PING = Address.parse("tour/ping");
    private static final Address PONG = Address.parse("tour/pong");

    private final Duration lossTimeout;
    private final Payload payload;
    private final Loop nearLoop;
    private final Loop farLoop;
    private final Echo echo;
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
        Bus near = ends.near();
        Bus far = ends.far();
        nearLoop = near.loop(LoopConfig.callerRun("tour-pong"));
        farLoop = far.loop(LoopConfig.named("tour-ping").withIdle(idle));
        echo = new Echo(far, PONG);
        near.subscribe(PONG, this::onPong, MailboxOptions.defaults().withLoop(nearLoop));
        far.subscribe(PING, echo, MailboxOptions.defaults().withLoop(farLoop));
        Ends.awaitBound(near, PING);
        Ends.awaitBound(far, PONG);
        claim = near.claim();
        sender = near.sender(PING, PortOptions.defaults());
    }

    /**
     * What was measured.
     *
     * @param latency        there and back
     * @param allocatedBytes per message, of both threads; a round trip is two
     * @param tally          of the round trips, those of the warm-up too
     */
    record Result(Latency latency, double allocatedBytes, Tally tally)
    {
    }

    /** Warms up, then measures; each ends early when a message is lost. */
    Result measure(int length, Duration warmUp, Duration duration)
    {
        sent.set(0);
        received.set(0);
        wrong = 0;
        playFor(length, warmUp.toNanos());
        recorder.reset();
        long sentBefore = sent.get();
        long bytesBefore = AllocatedBytes.byThisThreadAnd(echo.threadId());
        playFor(length, duration.toNanos());
        long bytes = AllocatedBytes.byThisThreadAnd(echo.threadId()) - bytesBefore;
        return new Result(
            recorder.latency(),
            (double)bytes / (2 * (sent.get() - sentBefore)),
            new Tally(sent.get(), received.get(), wrong));
    }

    @Override
    public void close()
    {
        sender.close();
        farLoop.close();
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
