package org.gradientbus;

import static org.gradientbus.BusRig.LONG;
import static org.gradientbus.BusRig.fill;
import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.gradientbus.BusRig.roomFor;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.BACK_PRESSURED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.testkit.Await;
import org.gradientbus.testkit.ConservationLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What acceptance means, what a full destination does, and in which order messages come.
 */
class BackPressureGuaranteeTest
{
    @Test
    void shouldNotMeanHandledWhenAccepted()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);

            assertEquals(ACCEPTED, offer(rig.bus.sender("a"), 7));

            assertEquals(List.of(), inbox.numbers());
            assertEquals(1, rig.bus.counters().inFlight());
            rig.settle();
            assertEquals(List.of(7L), inbox.numbers());
        }
    }

    @Test
    void shouldDropNothingWhenTheDestinationIsFull()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");

            int accepted = fill(sender);
            assertEquals(BACK_PRESSURED, offer(sender, 99));
            assertEquals(2, rig.count(BusCounter.BACK_PRESSURED));
            rig.settle();

            assertEquals(roomFor(Importance.MEDIUM), accepted);
            assertEquals(Inbox.upTo(accepted), inbox.numbers());
        }
    }

    @Test
    void shouldAcceptExactlyOneMoreWhenOneWasTaken()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");
            int accepted = fill(sender);
            for (int round = 0; round < 200; round++)
            {
                assertEquals(1, rig.loop.poll(1));

                assertEquals(ACCEPTED, offer(sender, accepted++));
                assertEquals(BACK_PRESSURED, offer(sender, accepted));
            }
            rig.settle();

            assertEquals(Inbox.upTo(accepted), inbox.numbers());
        }
    }

    @Test
    void shouldRefuseTheLessImportantFirstWhenTheDestinationFills()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            int total = 0;
            for (Importance each : Importance.values())
            {
                Sender sender = rig.bus.sender(
                    Address.parse("a"), PortOptions.defaults().withImportance(each));

                total += fill(sender);

                assertEquals(roomFor(each), total, each::name);
            }
            assertEquals(BusRig.RING_LENGTH / BusRig.RECORD_LENGTH, total);
            rig.settle();
            assertEquals(total, inbox.size());
        }
    }

    @ParameterizedTest
    @EnumSource(Importance.class)
    void shouldStillTakeRepliesWhenMessagesOfThisImportanceAreRefused(Importance importance)
    {
        try (BusRig rig = new BusRig())
        {
            Loop serving = rig.polledLoop("serving");
            List<SendStatus> replied = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
                replied.add(envelope.reply(buffer, offset, length)), on(serving));
            rig.bus.subscribe("replies-wait-behind-this", new Inbox());
            Outcomes outcomes = new Outcomes();
            rig.bus.requester("a").request(message(7), 0, 8, LONG, outcomes);
            fill(rig.bus.sender(
                Address.parse("replies-wait-behind-this"), PortOptions.defaults().withImportance(importance)));

            serving.poll(1);
            rig.settle();

            boolean isRoomLeft = importance != Importance.CRITICAL;
            assertEquals(List.of(isRoomLeft ? ACCEPTED : BACK_PRESSURED), replied);
            rig.advance(LONG);
            rig.settle();
            assertEquals(List.of(isRoomLeft ? "7" : "TIMED_OUT"), outcomes.all());
        }
    }

    @Test
    void shouldKeepTheOrderOfEachPortWhenSeveralThreadsSend()
    {
        int senders = 3;
        int each = 20_000;
        ConservationLedger ledger = new ConservationLedger(senders * each);
        List<List<Long>> received = new ArrayList<>();
        try (BusRig rig = BusRig.threaded())
        {
            for (int i = 0; i < senders; i++)
            {
                received.add(new ArrayList<>());
            }
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                long id = buffer.getLong(offset);
                ledger.delivered(id);
                received.get(buffer.getInt(offset + Long.BYTES)).add(id);
            });
            for (int i = 0; i < senders; i++)
            {
                int number = i;
                rig.start(() -> sendInOrder(rig.bus, ledger, number, each));
            }
            rig.join();
            rig.assertBalanced();
            ledger.assertBalanced();
            ledger.assertBalanced(rig.bus.counters());
        }
        for (List<Long> ofOnePort : received)
        {
            assertEquals(ofOnePort.stream().sorted().distinct().toList(), ofOnePort);
        }
    }

    private static void sendInOrder(Bus bus, ConservationLedger ledger, int number, int count)
    {
        try (Sender sender = bus.sender("a"))
        {
            UnsafeBuffer buffer = new UnsafeBuffer(new byte[12]);
            buffer.putInt(Long.BYTES, number);
            for (int sent = 0; sent < count; sent++)
            {
                long id = ledger.nextId();
                buffer.putLong(0, id);
                while (!sender.offer(buffer, 0, 12).isAccepted())
                {
                    Thread.yield();
                }
                ledger.accepted(id);
            }
        }
    }

    @Test
    void shouldMakeNoDuplicatesWhenRefusedMessagesAreTriedAgain()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");
            int count = 1000;
            for (int number = 0; number < count; number++)
            {
                while (!offer(sender, number).isAccepted())
                {
                    offer(sender, number + count);
                    rig.loop.poll(3);
                }
            }
            rig.settle();

            assertEquals(Inbox.upTo(count), inbox.numbers());
        }
    }

    @Test
    void shouldHoldUpItsOwnLoopAloneWhenAHandlerIsSlow()
    {
        CountDownLatch release = new CountDownLatch(1);
        try (BusRig rig = BusRig.threaded())
        {
            Inbox inbox = new Inbox();
            Mailbox slow = rig.bus.subscribe("slow", (buffer, offset, length, envelope) -> BusRig.await(release));
            rig.bus.subscribe("quick", inbox, on(rig.ownLoop("own")));
            fill(rig.bus.sender("slow"));
            Sender quick = rig.bus.sender("quick");
            for (int number = 0; number < 1000; number++)
            {
                quick.send(bytes(number), LONG);
            }

            Await.untilEquals("messages past the slow one", 1000, inbox::size);

            assertEquals(0, slow.delivered());
            release.countDown();
            rig.assertBalanced();
        }
    }

    private static byte[] bytes(long number)
    {
        byte[] bytes = new byte[Long.BYTES];
        message(number).getBytes(0, bytes);
        return bytes;
    }

    @Test
    void shouldReportTheMailboxWhenItsHandlerDoesNotReturn()
    {
        CountDownLatch release = new CountDownLatch(1);
        try (BusRig rig = BusRig.threaded((config) -> config.withSlowHandlerThreshold(Duration.ofMillis(10))))
        {
            Mailbox stuck = rig.bus.subscribe("a", (buffer, offset, length, envelope) -> BusRig.await(release));
            offer(rig.bus.sender("a"), 1);

            Await.until("an event", () -> !rig.events.isEmpty());

            BusEvent.SlowHandler event = rig.takeEvent(BusEvent.SlowHandler.class);
            assertEquals(stuck.port(), event.mailbox());
            assertEquals("default", event.loop());
            assertEquals(true, event.stack().stream().anyMatch((frame) -> frame.getMethodName().equals("await")));
            release.countDown();
        }
    }

    @Test
    void shouldThrowWithTheStatusWhenABlockingSendFindsNoRoomInTime()
    {
        try (BusRig rig = new BusRig())
        {
            rig.bus.subscribe("a", new Inbox());
            Sender sender = rig.bus.sender("a");
            fill(sender);

            SendException refused =
                assertThrows(SendException.class, () -> sender.send(bytes(1), Duration.ofMillis(5)));

            assertEquals(BACK_PRESSURED, refused.status());
        }
    }

    @Test
    void shouldGoOnWhenABlockingSendGetsRoom()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            rig.bus.subscribe("a", inbox);
            Sender sender = rig.bus.sender("a");
            int accepted = fill(sender);
            Thread sending = rig.start(() -> sender.send(bytes(accepted), LONG));
            Await.until("a refusal", () -> rig.count(BusCounter.BACK_PRESSURED) > 1);

            rig.settle();
            Await.until("the end of the send", () -> !sending.isAlive());
            rig.settle();

            assertEquals(Inbox.upTo(accepted + 1), inbox.numbers());
        }
    }
}
