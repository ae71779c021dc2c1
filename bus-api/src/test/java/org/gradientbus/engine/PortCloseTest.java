package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.Claim;
import org.gradientbus.LoopConfig;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ports share routes and give their counters back: neither may outlive the port by accident. */
class PortCloseTest
{
    private final Bus bus = Bus.open(BusConfig.defaults().withDefaultLoop(LoopConfig.callerRun("ports")));
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[16]);

    @AfterEach
    void close()
    {
        bus.close();
    }

    @Test
    void shouldRefuseWhenClosedThoughAnotherPortToTheSameAddressIsOpen()
    {
        bus.subscribe("a", (buffer, offset, length, envelope) ->
        {
        });
        final Sender open = bus.sender("a");
        final Sender closed = bus.sender("a");
        assertEquals(SendStatus.ACCEPTED, closed.offer(bytes, 0, 16));
        closed.close();
        assertEquals(SendStatus.CLOSED, closed.offer(bytes, 0, 16));
        assertEquals(SendStatus.ACCEPTED, open.offer(bytes, 0, 16));
        bus.defaultLoop().poll(10);
        assertEquals(2, bus.counters().get(BusCounter.DELIVERED));
        assertEquals(0, bus.counters().inFlight());
    }

    @Test
    void shouldCountTheMessageWhenItsClaimIsCommittedAfterThePortClosed()
    {
        bus.subscribe("a", (buffer, offset, length, envelope) ->
        {
        });
        final Sender sender = bus.sender("a");
        final Claim claim = bus.claim();
        assertEquals(SendStatus.ACCEPTED, sender.tryClaim(16, claim));
        sender.close();
        claim.commit();
        bus.defaultLoop().poll(10);
        assertEquals(1, bus.counters().get(BusCounter.DELIVERED));
        assertEquals(0, bus.counters().inFlight());
    }
}
