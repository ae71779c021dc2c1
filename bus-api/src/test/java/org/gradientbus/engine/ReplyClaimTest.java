package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.Claim;
import org.gradientbus.LoopConfig;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.SendStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** A reply that was claimed answers its request when it is committed, not before. */
class ReplyClaimTest
{
    private static final long HOUR_NS = 3_600_000_000_000L;

    private final List<Throwable> errors = new ArrayList<>();
    private final Bus bus = Bus.open(BusConfig.defaults()
        .withDefaultLoop(LoopConfig.callerRun("replies"))
        .withErrorHandler(errors::add));
    private final Claim claim = bus.claim();
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[16]);
    private final Requester requester = bus.requester("service");
    private final Outcome outcome = new Outcome();

    /** The last outcome. */
    private static final class Outcome implements ReplyHandler
    {
        private int replies;
        private long value;
        private RequestFailure failure;

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            replies++;
            value = buffer.getLong(offset);
        }

        @Override
        public void onFailure(long correlationId, RequestFailure why)
        {
            failure = why;
        }
    }

    @AfterEach
    void close()
    {
        claim.abort();
        bus.close();
        assertEquals(0, bus.counters().inFlight());
        assertEquals(0, bus.counters().requestsPending());
    }

    @Test
    void shouldCarryWhatWasEncodedWhenTheReplyIsCommitted()
    {
        bus.subscribe("service", (buffer, offset, length, envelope) ->
        {
            assertEquals(SendStatus.ACCEPTED, envelope.tryClaimReply(8, claim));
            claim.buffer().putLong(claim.offset(), buffer.getLong(offset) + 1);
            claim.commit();
        });
        bytes.putLong(0, 41);
        request();
        assertEquals(42, outcome.value);
    }

    @Test
    void shouldFailTheRequestAtOnceWhenTheHandlerThrowsWhileItEncodesTheReply()
    {
        bus.subscribe("service", (buffer, offset, length, envelope) ->
        {
            assertEquals(SendStatus.ACCEPTED, envelope.tryClaimReply(8, claim));
            try (claim)
            {
                throw new IllegalStateException("half-way");
            }
        });
        request();
        assertEquals(RequestFailure.HANDLER_FAILED, outcome.failure);
        assertEquals(1, errors.size());
    }

    @Test
    void shouldKeepTheReplyWhenTheHandlerThrowsAfterItsCommit()
    {
        bus.subscribe("service", (buffer, offset, length, envelope) ->
        {
            assertEquals(SendStatus.ACCEPTED, envelope.tryClaimReply(8, claim));
            claim.commit();
            throw new IllegalStateException("too late");
        });
        request();
        assertNull(outcome.failure);
        assertEquals(1, outcome.replies);
    }

    @Test
    void shouldStillFailTheNextRequestAtOnceWhenTheReplyToTheLastIsCommittedMeanwhile()
    {
        bus.subscribe("service", (buffer, offset, length, envelope) ->
        {
            if (claim.isOpen())
            {
                claim.commit();
                throw new IllegalStateException("the second");
            }
            assertEquals(SendStatus.ACCEPTED, envelope.tryClaimReply(8, claim));
        });
        assertEquals(SendStatus.ACCEPTED, requester.request(bytes, 0, 8, HOUR_NS, outcome));
        assertEquals(SendStatus.ACCEPTED, requester.request(bytes, 0, 8, HOUR_NS, outcome));
        poll();
        assertEquals(1, outcome.replies);
        assertEquals(RequestFailure.HANDLER_FAILED, outcome.failure);
        assertEquals(1, bus.counters().get(BusCounter.HANDLER_ERRORS));
    }

    private void request()
    {
        assertEquals(SendStatus.ACCEPTED, requester.request(bytes, 0, 8, HOUR_NS, outcome));
        poll();
    }

    private void poll()
    {
        while (bus.defaultLoop().poll(10) > 0)
        {
            Thread.onSpinWait();
        }
    }
}
