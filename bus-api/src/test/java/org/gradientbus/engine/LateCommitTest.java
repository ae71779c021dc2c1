package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.BusException;
import org.gradientbus.Claim;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Publisher;
import org.gradientbus.SendStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A claim that was held open until its receiver's loop had closed. */
class LateCommitTest
{
    private final Bus bus = Bus.open(BusConfig.defaults()
        .withDefaultLoop(LoopConfig.callerRun("stays"))
        .withCloseTimeout(Duration.ofMillis(20)));
    private final Loop closing = bus.loop(LoopConfig.callerRun("closes"));
    private final Claim claim = bus.claim();
    private final AtomicInteger handled = new AtomicInteger();

    @AfterEach
    void close()
    {
        assertEquals(0, bus.counters().inFlight());
        assertEquals(0, bus.counters().requestsPending());
        bus.close();
    }

    @Test
    void shouldSayThatNothingWasSentWhenTheOnlyReceiverIsGone()
    {
        subscribe(closing);
        final Publisher publisher = bus.publisher("a");
        assertEquals(SendStatus.ACCEPTED, publisher.tryClaim(8, claim));
        closing.close();
        assertThrows(BusException.class, claim::commit);
        assertEquals(0, bus.counters().get(BusCounter.ACCEPTED));
    }

    @Test
    void shouldCountTheOthersWhenOneOfTheReceiversIsGone()
    {
        subscribe(closing);
        subscribe(closing);
        subscribe(bus.defaultLoop());
        final Publisher publisher = bus.publisher("a");
        assertEquals(SendStatus.ACCEPTED, publisher.tryClaim(8, claim));
        closing.close();
        claim.commit();
        bus.defaultLoop().poll(10);
        assertEquals(1, handled.get());
        assertEquals(1, bus.counters().get(BusCounter.ACCEPTED));
    }

    private void subscribe(Loop loop)
    {
        bus.subscribe("a", (buffer, offset, length, envelope) -> handled.incrementAndGet(),
            MailboxOptions.defaults().withLoop(loop));
    }
}
