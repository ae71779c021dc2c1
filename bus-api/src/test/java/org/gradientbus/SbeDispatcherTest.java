package org.gradientbus;

import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;
import org.gradientbus.codecs.control.GoodbyeDecoder;
import org.gradientbus.codecs.control.GoodbyeEncoder;
import org.gradientbus.codecs.control.MessageHeaderEncoder;
import org.gradientbus.codecs.control.PingDecoder;
import org.gradientbus.codecs.control.PingEncoder;
import org.gradientbus.codecs.control.PongEncoder;
import org.gradientbus.codecs.verify.StructureVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SbeDispatcherTest
{
    private static final StructureVerifier CONTROL =
        StructureVerifier.load(StructureVerifier.class, "/org/gradientbus/codecs/control.sbeir");

    private final List<String> seen = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final Bus bus = Bus.open(BusConfig.defaults()
        .withDefaultLoop(LoopConfig.callerRun("test"))
        .withErrorHandler(errors::add));
    private final Claim claim = bus.claim();
    private final Publisher publisher = bus.publisher("typed");

    @AfterEach
    void closeBus()
    {
        bus.close();
        assertEquals(0, bus.counters().inFlight());
    }

    @Test
    void shouldHandTheTypedDecoderToItsHandlerWhenMessagesOfSeveralTemplatesCome()
    {
        bus.subscribe("typed", new SbeDispatcher()
            .verify(CONTROL)
            .on(new PingDecoder(), (ping, envelope) -> seen.add("ping " + ping.nonce() + " at " + envelope.address()))
            .on(new GoodbyeDecoder(), (goodbye, envelope) -> seen.add("goodbye " + goodbye.nodeId())));

        publishPing(7);
        publish(new GoodbyeEncoder(), GoodbyeEncoder.BLOCK_LENGTH + 2, (goodbye) -> goodbye.nodeId(9).text(""));

        assertEquals(List.of("ping 7 at typed", "goodbye 9"), seen);
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldGiveTheRawBytesToTheFallbackWhenTheTemplateIsUnknown()
    {
        bus.subscribe("typed", new SbeDispatcher()
            .verify(CONTROL)
            .on(new PingDecoder(), (ping, envelope) -> seen.add("ping"))
            .otherwise((buffer, offset, length, envelope) -> seen.add("unknown of " + length)));

        publish(new PongEncoder(), PongEncoder.BLOCK_LENGTH, (pong) -> pong.nonce(1));

        assertEquals(List.of("unknown of " + (8 + PongEncoder.BLOCK_LENGTH)), seen);
    }

    @Test
    void shouldReportAnErrorThatNamesTheTemplateWhenItIsUnknownAndThereIsNoFallback()
    {
        bus.subscribe("typed", new SbeDispatcher());

        publishPing(1);

        assertEquals(1, errors.size());
        assertTrue(errors.get(0).getMessage().contains("templateId=" + PingEncoder.TEMPLATE_ID), errors.toString());
        assertEquals(1, bus.counters().get(BusCounter.HANDLER_ERRORS));
    }

    @Test
    void shouldNeverReachTheHandlerWhenTheStructureIsBroken()
    {
        bus.subscribe("typed", new SbeDispatcher()
            .verify(CONTROL)
            .on(new GoodbyeDecoder(), (goodbye, envelope) -> seen.add("goodbye " + goodbye.text())));
        final UnsafeBuffer message = new UnsafeBuffer(new byte[8 + GoodbyeEncoder.BLOCK_LENGTH + 2]);
        new GoodbyeEncoder().wrapAndApplyHeader(message, 0, new MessageHeaderEncoder());
        message.putShort(8 + GoodbyeEncoder.BLOCK_LENGTH, (short)20_000, GoodbyeEncoder.BYTE_ORDER);

        for (int length = 0; length <= message.capacity(); length++)
        {
            publisher.offer(message, 0, length);
            bus.defaultLoop().poll(10);
        }

        assertEquals(List.of(), seen);
        assertEquals(message.capacity() + 1, errors.size());
        assertTrue(errors.get(message.capacity()).getMessage().contains("DATA_OUT_OF_BOUNDS"), errors.toString());
    }

    @Test
    void shouldGiveTheRawBytesToTheMalformedHandlerWhenThereIsOne()
    {
        bus.subscribe("typed", new SbeDispatcher()
            .onMalformed((buffer, offset, length, envelope) -> seen.add("malformed of " + length)));

        publisher.offer(new UnsafeBuffer(new byte[3]), 0, 3);
        bus.defaultLoop().poll(10);

        assertEquals(List.of("malformed of 3"), seen);
    }

    @Test
    void shouldKeepWhatCameBackFromTheTypedHandlersWhenAMessageIsReturned()
    {
        final Mailbox sending = bus.mailbox(new SbeDispatcher()
            .verify(CONTROL)
            .on(new PingDecoder(), (ping, envelope) -> seen.add("ping"))
            .onReturned((buffer, offset, length, envelope) -> seen.add(envelope.returnCode().name())));
        final Mailbox receiving = bus.subscribe("typed", (buffer, offset, length, envelope) -> seen.add("received"));
        try (Publisher returning = bus.publisher("typed", PortOptions.defaults().withReturnTo(sending)))
        {
            assertEquals(SendStatus.ACCEPTED, returning.tryClaim(8 + PingEncoder.BLOCK_LENGTH, claim));
            claim.encode(new PingEncoder()).nonce(1);
            claim.commit();
        }
        receiving.close();
        bus.defaultLoop().poll(10);
        bus.defaultLoop().poll(10);

        assertEquals(List.of("MAILBOX_CLOSED"), seen);
    }

    @Test
    void shouldRefuseWhenARegistrationHasNoVerifierOrIsASecondOne()
    {
        final SbeHandler<PingDecoder> handler = (ping, envelope) -> seen.add("ping");
        final SbeDispatcher dispatcher = new SbeDispatcher();

        assertThrows(IllegalStateException.class, () -> dispatcher.on(new PingDecoder(), handler));
        dispatcher.verify(CONTROL).on(new PingDecoder(), handler);
        assertThrows(IllegalStateException.class, () -> dispatcher.verify(CONTROL));
        assertThrows(IllegalStateException.class, () -> dispatcher.on(new PingDecoder(), handler));
    }

    private void publishPing(long nonce)
    {
        publish(new PingEncoder(), PingEncoder.BLOCK_LENGTH, (ping) -> ping.nonce(nonce));
    }

    private <E extends MessageEncoderFlyweight> void publish(
        E encoder, int length, Consumer<E> fill)
    {
        assertEquals(SendStatus.ACCEPTED, publisher.tryClaim(8 + length, claim));
        try (claim)
        {
            fill.accept(claim.encode(encoder));
            claim.commit();
        }
        bus.defaultLoop().poll(10);
    }
}
