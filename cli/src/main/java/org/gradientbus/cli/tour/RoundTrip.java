package org.gradientbus.cli.tour;

import org.agrona.DirectBuffer;
import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.IdleProfile;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Sender;

import java.time.Duration;

/**
 * Ping-pong, one message under way at a time: the calling thread sends a ping and polls its own loop for the pong; a
 * loop at the far end sends back what it gets.
 */
final class RoundTrip implements AutoCloseable
{
    private static final String PING = "tour/ping";
    private static final String PONG = "tour/pong";

    private final Duration lossTimeout;
    private final Payload payload;
    private final Loop nearLoop;
    private final Loop farLoop;
    private final Claim pingClaim;
    private final Claim pongClaim;
    private final Sender toPing;
    private final Sender toPong;
    private final Latency.Recorder recorder = new Latency.Recorder();
    private volatile long farThreadId;
    private long sent;
    private long received;
    private long wrong;

    RoundTrip(Ends ends, IdleProfile idle, int maxLength, Duration lossTimeout)
    {
        this.lossTimeout = lossTimeout;
        payload = new Payload(maxLength);
        Bus near = ends.near();
        Bus far = ends.far();
        nearLoop = near.loop(LoopConfig.callerRun("tour-pong"));
        farLoop = far.loop(LoopConfig.named("tour-ping").withIdle(idle));
        near.subscribe(PONG, this::onPong, MailboxOptions.defaults().withLoop(nearLoop));
        far.subscribe(PING, this::onPing, MailboxOptions.defaults().withLoop(farLoop));
        Ends.awaitBound(near, PING);
        Ends.awaitBound(far, PONG);
        pingClaim = near.claim();
        pongClaim = far.claim();
        toPing = near.sender(PING);
        toPong = far.sender(PONG);
    }

    /**
     * What was measured.
     *
     * @param latency           there and back
     * @param allocatedBytes    per message, of both threads; a round trip is two
     * @param tally             of the round trips, those of the warm-up too
     */
    record Result(Latency latency, double allocatedBytes, Tally tally)
    {
    }

    /** Warms up, then measures; each ends early when a message is lost. */
    Result measure(int length, Duration warmUp, Duration duration)
    {
        sent = 0;
        received = 0;
        wrong = 0;
        playFor(length, warmUp.toNanos());
        recorder.reset();
        long sentBefore = sent;
        long bytesBefore = AllocatedBytes.byThisThreadAnd(farThreadId);
        playFor(length, duration.toNanos());
        long bytes = AllocatedBytes.byThisThreadAnd(farThreadId) - bytesBefore;
        return new Result(
            recorder.latency(), (double)bytes / (2 * (sent - sentBefore)), new Tally(sent, received, wrong));
    }

    @Override
    public void close()
    {
        toPong.close();
        toPing.close();
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
            long receivedBefore = received;
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
        Sending.claim(toPing, length, pingClaim, patience);
        payload.write(pingClaim.buffer(), pingClaim.offset(), length, sent);
        pingClaim.commit();
        sent++;
    }

    private boolean awaitPong(long receivedBefore, Patience patience)
    {
        while (received == receivedBefore)
        {
            if (nearLoop.poll(1) == 0 && !patience.pause())
            {
                return false;
            }
        }
        patience.renew();
        return true;
    }

    /** On the far loop's thread. With one message under way there is always room for the answer. */
    private void onPing(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        if (farThreadId == 0)
        {
            farThreadId = Thread.currentThread().getId();
        }
        if (toPong.tryClaim(length, pongClaim).isAccepted())
        {
            pongClaim.buffer().putBytes(pongClaim.offset(), buffer, offset, length);
            pongClaim.commit();
        }
    }

    private void onPong(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        if (!payload.isRight(buffer, offset, length, sent - 1))
        {
            wrong++;
        }
        received++;
    }
}
