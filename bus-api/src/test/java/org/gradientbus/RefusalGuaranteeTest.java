package org.gradientbus;

import static org.gradientbus.BusRig.LONG;
import static org.gradientbus.BusRig.MAX_MESSAGE_LENGTH;
import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.CLOSED;
import static org.gradientbus.SendStatus.NO_ROUTE;
import static org.gradientbus.SendStatus.TOO_LARGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is refused at once, and that a refusal leaves nothing behind.
 */
class RefusalGuaranteeTest
{
    /** The ways to send one message. */
    enum Way
    {
        PUBLISHER_OFFER, PUBLISHER_CLAIM, SENDER_OFFER, SENDER_CLAIM, SENDER_KEYED, SENDER_GATHER, REQUEST,
        REQUEST_CLAIM;

        /** Opens a port to "a" that sends messages of the first bytes of a buffer. */
        Attempt open(Bus bus)
        {
            Claim claim = bus.claim();
            DirectBuffer buffer = new UnsafeBuffer(new byte[2 * MAX_MESSAGE_LENGTH]);
            return switch (this)
            {
                case PUBLISHER_OFFER -> of(bus.publisher("a"), (port, length) -> port.offer(buffer, 0, length));
                case PUBLISHER_CLAIM -> of(bus.publisher("a"), (port, length) ->
                    committed(port.tryClaim(length, claim), claim));
                case SENDER_OFFER -> of(bus.sender("a"), (port, length) -> port.offer(buffer, 0, length));
                case SENDER_CLAIM -> of(bus.sender("a"), (port, length) ->
                    committed(port.tryClaim(length, claim), claim));
                case SENDER_KEYED -> of(bus.sender("a"), (port, length) -> port.offer(7L, buffer, 0, length));
                case SENDER_GATHER -> of(bus.sender("a"), (port, length) ->
                    port.offer(buffer, 0, length / 2, buffer, 3, length - length / 2));
                case REQUEST -> of(bus.requester("a"), (port, length) ->
                    port.request(buffer, 0, length, LONG, new Outcomes()));
                case REQUEST_CLAIM -> of(bus.requester("a"), (port, length) ->
                    committed(port.tryClaim(length, LONG.toNanos(), new Outcomes(), claim), claim));
            };
        }

        private static SendStatus committed(SendStatus status, Claim claim)
        {
            assertEquals(status.isAccepted(), claim.isOpen());
            if (status.isAccepted())
            {
                claim.commit();
            }
            return status;
        }

        private static <P extends AutoCloseable> Attempt of(P port, Sending<P> sending)
        {
            return new Attempt()
            {
                @Override
                public SendStatus send(int length)
                {
                    return sending.send(port, length);
                }

                @Override
                public void close()
                {
                    try
                    {
                        port.close();
                    }
                    catch (Exception cause)
                    {
                        throw new AssertionError(cause);
                    }
                }
            };
        }
    }

    /** Sends by one port. */
    interface Sending<P>
    {
        SendStatus send(P port, int length);
    }

    /** An open port of any kind. */
    interface Attempt
    {
        SendStatus send(int length);

        void close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldSayNoRouteAtOnceWhenNobodyIsBound(Way way)
    {
        try (BusRig rig = new BusRig())
        {
            Attempt port = way.open(rig.bus);
            assertEquals(NO_ROUTE, port.send(8));

            Mailbox mailbox = rig.bus.subscribe("a", new Inbox());
            assertEquals(ACCEPTED, port.send(8));
            rig.settle();

            mailbox.unbind(Address.parse("a"));
            assertEquals(NO_ROUTE, port.send(8));
            mailbox.bind(Address.parse("a"));
            assertEquals(ACCEPTED, port.send(8));
            rig.settle();

            mailbox.close();
            assertEquals(NO_ROUTE, port.send(8));
            assertEquals(3, rig.count(BusCounter.NO_ROUTE));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldSayTooLargeWhenTheMessageIsLongerThanTheLargest(Way way)
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Attempt port = way.open(rig.bus);

            assertEquals(TOO_LARGE, port.send(MAX_MESSAGE_LENGTH + 1));
            assertEquals(ACCEPTED, port.send(MAX_MESSAGE_LENGTH));
            assertEquals(ACCEPTED, port.send(0));
            rig.settle();

            assertEquals(List.of((long)-MAX_MESSAGE_LENGTH, 0L), inbox.numbers());
            assertEquals(1, rig.count(BusCounter.TOO_LARGE));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldSayClosedWhenTheBusIsClosed(Way way)
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", new Inbox());
            Attempt port = way.open(rig.bus);
            port.send(8);
            rig.settle();
            rig.bus.close();

            assertEquals(CLOSED, port.send(8));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldSayClosedWhenThePortIsClosed(Way way)
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", new Inbox());
            Attempt port = way.open(rig.bus);
            port.send(8);
            rig.settle();
            port.close();
            port.close();

            assertEquals(CLOSED, port.send(8));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldSayClosedWhenThePortIsClosedAndOthersToItsAddressAreOpen(Way way)
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", new Inbox());
            Attempt port = way.open(rig.bus);
            Attempt other = way.open(rig.bus);
            assertEquals(ACCEPTED, other.send(8));
            port.send(8);
            rig.settle();
            port.close();

            assertEquals(CLOSED, port.send(8));
            assertEquals(ACCEPTED, other.send(8));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void shouldThrowAndLeaveNothingBehindWhenTheLengthIsNegative(Way way)
    {
        try (BusRig rig = new BusRig((config) -> config))
        {
            rig.bus.subscribe("a", new Inbox());
            Attempt port = way.open(rig.bus);
            for (int i = 0; i < 2000; i++)
            {
                assertThrows(RuntimeException.class, () -> port.send(-8));
            }

            assertEquals(ACCEPTED, port.send(8));
            assertEquals(0, rig.count(BusCounter.BACK_PRESSURED));
            rig.settle();
            assertEquals(0, rig.loop.backlogBytes());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 9", "8, 1", "-1, 4", "9, 0", "4, -1", "2147483647, 8", "1, 2147483647"})
    void shouldThrowAndSendNothingWhenTheSliceIsOutsideItsBuffer(int offset, int length)
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");
            Requester requester = rig.bus.requester("a");
            DirectBuffer good = message(1);

            assertThrows(IndexOutOfBoundsException.class, () -> sender.offer(good, offset, length));
            assertThrows(IndexOutOfBoundsException.class, () -> sender.offer(good, offset, length, good, 0, 8));
            assertThrows(IndexOutOfBoundsException.class, () -> sender.offer(good, 0, 8, good, offset, length));
            assertThrows(IndexOutOfBoundsException.class, () -> sender.offer(1L, good, offset, length));
            assertThrows(IndexOutOfBoundsException.class, () -> sender.send(good, offset, length, LONG));
            assertThrows(IndexOutOfBoundsException.class,
                () -> requester.request(good, offset, length, LONG, new Outcomes()));
            rig.settle();

            assertEquals(0, inbox.size());
            assertEquals(0, rig.count(BusCounter.ACCEPTED));
            assertEquals(0, requester.pending());
        }
    }

    @Test
    void shouldThrowWithTheStatusWhenABlockingFormCannotSucceed()
    {
        try (BusRig rig = new BusRig())
        {
            Sender sender = rig.bus.sender("a");
            Requester requester = rig.bus.requester("a");
            assertEquals(NO_ROUTE, assertThrows(SendException.class, () -> sender.send(new byte[1], LONG)).status());
            assertEquals(NO_ROUTE,
                assertThrows(SendException.class, () -> requester.call(message(1), 0, 8, LONG)).status());
            rig.bus.subscribe("a", new Inbox());
            assertEquals(TOO_LARGE, assertThrows(SendException.class,
                () -> sender.send(new byte[MAX_MESSAGE_LENGTH + 1], LONG)).status());
            CompletableFuture<DirectBuffer> future =
                requester.request(new UnsafeBuffer(new byte[1000]), 0, 1000, LONG);
            assertEquals(TOO_LARGE, ((SendException)assertThrows(
                CompletionException.class, future::join).getCause()).status());

            rig.bus.close();

            assertEquals(CLOSED, assertThrows(SendException.class, () -> sender.send(new byte[1], LONG)).status());
            assertEquals(CLOSED,
                assertThrows(SendException.class, () -> requester.call(message(1), 0, 8, LONG)).status());
        }
    }

    @Test
    void shouldThrowWhenAnythingIsOpenedOnAClosedBus()
    {
        try (BusRig rig = new BusRig())
        {
            Mailbox mailbox = rig.bus.subscribe("a", new Inbox());
            rig.bus.close();

            assertThrows(BusException.class, () -> rig.bus.subscribe("a", new Inbox()));
            assertThrows(BusException.class, () -> rig.bus.sender("a"));
            assertThrows(BusException.class, () -> rig.bus.publisher("a"));
            assertThrows(BusException.class, () -> rig.bus.requester("a"));
            assertThrows(BusException.class, () -> rig.bus.loop(LoopConfig.callerRun("late")));
            assertThrows(BusException.class, () -> rig.bus.awaitService("a", LONG));
            assertThrows(IllegalStateException.class, () -> mailbox.bind(Address.parse("b")));
            assertFalse(mailbox.isOpen());
            mailbox.close();
            rig.bus.close();
        }
    }

    @Test
    void shouldKeepWhatWasAcceptedWhenThePortCloses()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");
            Claim claim = rig.bus.claim();
            offer(sender, 1);
            assertEquals(ACCEPTED, sender.tryClaim(Long.BYTES, claim));
            sender.close();
            claim.buffer().putLong(claim.offset(), 2);
            claim.commit();
            rig.settle();

            assertEquals(List.of(1L, 2L), inbox.numbers());
            assertEquals(2, rig.count(BusCounter.ACCEPTED));
        }
    }
}
