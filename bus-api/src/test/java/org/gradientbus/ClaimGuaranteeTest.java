package org.gradientbus;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.gradientbus.BusRig.MAX_MESSAGE_LENGTH;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.NO_ROUTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.codecs.frame.FrameDecoder;
import org.gradientbus.codecs.frame.FrameEncoder;
import org.gradientbus.codecs.frame.MessageHeaderDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Memory on loan is sent once, whole, or not at all.
 */
class ClaimGuaranteeTest
{
    @Test
    void shouldSendWhatWasWrittenWhenCommitted()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");
            Claim claim = rig.bus.claim();
            for (int number = 0; number < 200; number++)
            {
                assertEquals(ACCEPTED, sender.tryClaim(Long.BYTES, claim));
                assertTrue(claim.isOpen());
                claim.buffer().putLong(claim.offset(), number);
                claim.commit();
                assertFalse(claim.isOpen());
                rig.settle();
            }

            assertEquals(Inbox.upTo(200), inbox.numbers());
        }
    }

    @Test
    void shouldThrowWhenCommittedTwiceOrNeverGranted()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            Sender sender = rig.bus.sender("a");
            Claim claim = rig.bus.claim();
            assertThrows(IllegalStateException.class, claim::commit);
            assertEquals(NO_ROUTE, sender.tryClaim(8, claim));
            assertThrows(IllegalStateException.class, claim::commit);
            rig.bus.subscribe("a", inbox);
            sender.tryClaim(8, claim);
            claim.commit();

            assertThrows(IllegalStateException.class, claim::commit);
            assertThrows(IllegalStateException.class, () -> claim.commit(4));
            assertThrows(IllegalStateException.class, claim::buffer);
            claim.close();
            claim.abort();
            rig.settle();

            assertEquals(1, inbox.size());
        }
    }

    @Test
    void shouldThrowWhenABufferIsUsedAfterItsLoan()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", new Inbox());
            Claim claim = rig.bus.claim();
            rig.bus.sender("a").tryClaim(8, claim);
            MutableDirectBuffer kept = claim.buffer();
            claim.commit();

            assertThrows(IndexOutOfBoundsException.class, () -> kept.putByte(0, (byte)1));
        }
    }

    @Test
    void shouldThrowWhenAnOpenClaimIsClaimedAgain()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");
            Requester requester = rig.bus.requester("a");
            Claim claim = rig.bus.claim();
            sender.tryClaim(8, claim);
            claim.buffer().putLong(claim.offset(), 6);

            assertThrows(IllegalStateException.class, () -> sender.tryClaim(8, claim));
            assertThrows(IllegalStateException.class, () -> requester.tryClaim(8, 1, new Outcomes(), claim));
            claim.commit();
            rig.settle();

            assertEquals(List.of(6L), inbox.numbers());
        }
    }

    @Test
    void shouldSendNothingWhenClosedUncommitted()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");
            try (Claim claim = rig.bus.claim())
            {
                sender.tryClaim(8, claim);
            }
            offer(sender, 1);
            rig.settle();

            assertEquals(List.of(1L), inbox.numbers());
            assertEquals(1, rig.count(BusCounter.ACCEPTED));
        }
    }

    @Test
    void shouldSendNothingAndLetOthersPassWhenTheWriterThrowsAtAnyByte()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");
            Claim claim = rig.bus.claim();
            for (int failing = 0; failing < 16; failing++)
            {
                int last = failing;
                assertThrows(ArithmeticException.class, () -> writeAndThrow(sender, claim, last));
                assertEquals(ACCEPTED, offer(sender, failing));
                rig.settle();
            }

            assertEquals(Inbox.upTo(16), inbox.numbers());
        }
    }

    /** Divides by zero at the last byte. */
    private static void writeAndThrow(Sender sender, Claim claim, int last)
    {
        sender.tryClaim(16, claim);
        try (claim)
        {
            for (int index = 0; index < claim.length(); index++)
            {
                claim.buffer().putByte(claim.offset() + index, (byte)(index / (last - index)));
            }
            claim.commit();
        }
    }

    @Test
    void shouldKeepBackLaterMessagesOnlyWhileAClaimIsOpen()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Claim claim = rig.bus.claim();
            rig.bus.sender("a").tryClaim(8, claim);
            offer(rig.bus.sender("a"), 2);
            rig.settle();
            assertEquals(List.of(), inbox.numbers());

            claim.buffer().putLong(claim.offset(), 1);
            claim.commit();
            rig.settle();

            assertEquals(List.of(1L, 2L), inbox.numbers());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 99, 100})
    void shouldSendTheFirstBytesWhenCommittedShorter(int length)
    {
        try (BusRig rig = new BusRig())
        {
            List<byte[]> received = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, size, envelope) ->
            {
                assertEquals(size, buffer.capacity() - offset);
                byte[] bytes = new byte[size];
                buffer.getBytes(offset, bytes);
                received.add(bytes);
            });
            Claim claim = rig.bus.claim();
            rig.bus.sender("a").tryClaim(100, claim);
            for (int index = 0; index < 100; index++)
            {
                claim.buffer().putByte(claim.offset() + index, (byte)index);
            }
            assertThrows(IllegalArgumentException.class, () -> claim.commit(-1));
            assertThrows(IllegalArgumentException.class, () -> claim.commit(101));
            claim.commit(length);
            rig.settle();

            assertEquals(length, received.get(0).length);
            for (int index = 0; index < length; index++)
            {
                assertEquals((byte)index, received.get(0)[index]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 13, MAX_MESSAGE_LENGTH})
    void shouldThrowWhenWrittenOutsideTheClaim(int length)
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", new Inbox());
            Claim claim = rig.bus.claim();
            rig.bus.sender("a").tryClaim(length, claim);
            MutableDirectBuffer buffer = claim.buffer();

            assertEquals(length, claim.length());
            assertEquals(length, buffer.capacity());
            assertThrows(IndexOutOfBoundsException.class,
                () -> buffer.putByte(claim.offset() + length, (byte)1));
            assertThrows(IndexOutOfBoundsException.class, () -> buffer.putByte(claim.offset() - 1, (byte)1));
            assertThrows(IndexOutOfBoundsException.class,
                () -> buffer.putLong(claim.offset() + length - 7, 1));
            claim.abort();
            rig.settle();
        }
    }

    @Test
    void shouldThrowWhenReadOutsideTheMessage()
    {
        try (BusRig rig = new BusRig())
        {
            List<Throwable> thrown = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                thrown.add(assertThrows(IndexOutOfBoundsException.class, () -> buffer.getByte(offset + length)));
                thrown.add(assertThrows(IndexOutOfBoundsException.class, () -> buffer.getByte(offset - 1)));
            });
            offer(rig.bus.sender("a"), 1);
            offer(rig.bus.sender("a"), 1);
            rig.settle();

            assertEquals(4, thrown.size());
        }
    }

    /** The frame's own codec serves as the user's here: any generated encoder does. */
    @Test
    void shouldArriveAsEncodedWhenAGeneratedEncoderIsUsed()
    {
        try (BusRig rig = new BusRig())
        {
            MessageHeaderDecoder header = new MessageHeaderDecoder();
            FrameDecoder decoder = new FrameDecoder();
            List<Long> received = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                decoder.wrapAndApplyHeader(buffer, offset, header);
                received.add(decoder.correlationId());
                received.add((long)decoder.toRef());
            });
            FrameEncoder encoder = new FrameEncoder();
            int length = MessageHeaderDecoder.ENCODED_LENGTH + FrameEncoder.BLOCK_LENGTH;
            Claim claim = rig.bus.claim();
            rig.bus.sender("a").tryClaim(length, claim);
            assertSame(encoder, claim.encode(encoder));
            encoder.correlationId(123456789L).toRef(42);
            claim.commit();
            rig.settle();

            assertEquals(List.of(123456789L, 42L), received);
            rig.bus.sender("a").tryClaim(length - 1, claim);
            assertThrows(IllegalArgumentException.class, () -> claim.encode(encoder));
            claim.abort();
            rig.settle();
        }
    }

    @Test
    void shouldJoinBothPiecesWhenAMessageIsGathered()
    {
        try (BusRig rig = new BusRig())
        {
            List<String> received = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
                received.add(buffer.getStringWithoutLengthAscii(offset, length)));
            DirectBuffer first = new UnsafeBuffer("..head".getBytes(US_ASCII));
            DirectBuffer second = new UnsafeBuffer("body..".getBytes(US_ASCII));
            Sender sender = rig.bus.sender("a");
            sender.offer(first, 2, 4, second, 0, 4);
            sender.offer(first, 2, 4, second, 0, 0);
            sender.offer(first, 0, 0, second, 0, 4);
            rig.settle();

            assertEquals(List.of("headbody", "head", "body"), received);
        }
    }

    @Test
    void shouldReplyInPlaceWhenAReplyIsClaimed()
    {
        try (BusRig rig = new BusRig())
        {
            Claim claim = rig.bus.claim();
            Outcomes outcomes = new Outcomes();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                assertEquals(ACCEPTED, envelope.tryClaimReply(Long.BYTES, claim));
                claim.buffer().putLong(claim.offset(), buffer.getLong(offset) * 2);
                claim.commit();
            });
            rig.bus.requester("a").request(BusRig.message(21), 0, Long.BYTES, BusRig.LONG, outcomes);
            rig.settle();

            assertEquals(List.of("42"), outcomes.all());
        }
    }
}
