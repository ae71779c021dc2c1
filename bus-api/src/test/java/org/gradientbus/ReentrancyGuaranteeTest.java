package org.gradientbus;

import static org.gradientbus.BusRig.LONG;
import static org.gradientbus.BusRig.offer;
import static org.gradientbus.BusRig.on;
import static org.gradientbus.SendStatus.ACCEPTED;
import static org.gradientbus.SendStatus.BACK_PRESSURED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Handlers may use the bus that calls them.
 */
class ReentrancyGuaranteeTest
{
    @Test
    void shouldPushBackAndNotHangWhenAHandlerSendsToItsOwnFullLoop()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            Sender toMyself = rig.bus.sender("b");
            List<Integer> filled = new ArrayList<>();
            List<SendStatus> last = new ArrayList<>();
            rig.bus.subscribe("b", inbox);
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                filled.add(BusRig.fill(toMyself));
                last.add(offer(toMyself, 99));
            });
            offer(rig.bus.sender("a"), 1);
            rig.settle();

            assertEquals(List.of(BACK_PRESSURED), last);
            assertEquals(Inbox.upTo(filled.get(0)), inbox.numbers());
        }
    }

    @Test
    void shouldThrowWhenAHandlerWaitsForItsOwnFullLoop()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            Sender toMyself = rig.bus.sender("b");
            List<String> thrown = new ArrayList<>();
            rig.bus.subscribe("b", inbox);
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                toMyself.send(buffer, offset, length, LONG);
                BusRig.fill(toMyself);
                thrown.add(assertThrows(IllegalStateException.class,
                    () -> toMyself.send(buffer, offset, length, LONG)).getMessage());
            });
            offer(rig.bus.sender("a"), 1);
            rig.settle();

            assertTrue(thrown.get(0).contains("default"), thrown::toString);
        }
    }

    @Test
    void shouldPassMessagesOnForEverWhenMailboxesSendToEachOther()
    {
        try (BusRig rig = new BusRig())
        {
            Sender ping = rig.bus.sender("ping");
            Sender pong = rig.bus.sender("pong");
            AtomicInteger rounds = new AtomicInteger();
            rig.bus.subscribe("ping", (buffer, offset, length, envelope) ->
            {
                if (rounds.incrementAndGet() < 10_000)
                {
                    assertEquals(ACCEPTED, pong.offer(buffer, offset, length));
                }
            });
            rig.bus.subscribe("pong", (buffer, offset, length, envelope) ->
                assertEquals(ACCEPTED, ping.offer(buffer, offset, length)), on(rig.polledLoop("other")));
            offer(ping, 1);
            rig.settle();

            assertEquals(10_000, rounds.get());
        }
    }

    @Test
    void shouldReachAllWhenAHandlerPublishesToItsOwnAddress()
    {
        try (BusRig rig = new BusRig())
        {
            Publisher publisher = rig.bus.publisher("a");
            Inbox other = new Inbox();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                long number = buffer.getLong(offset);
                if (number < 5)
                {
                    assertEquals(ACCEPTED, offer(publisher, number + 1));
                }
            });
            rig.bus.subscribe("a", other, on(rig.polledLoop("other")));
            offer(publisher, 0);
            rig.settle();

            assertEquals(Inbox.upTo(6), other.numbers());
        }
    }

    @Test
    void shouldReachTheNewMailboxFromTheNextMessageOnWhenAHandlerSubscribes()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox late = new Inbox();
            AtomicReference<Mailbox> opened = new AtomicReference<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                if (opened.get() == null)
                {
                    opened.set(rig.bus.subscribe("a", late));
                }
            });
            Publisher publisher = rig.bus.publisher("a");
            offer(publisher, 0);
            rig.settle();
            offer(publisher, 1);
            rig.settle();

            assertEquals(List.of(1L), late.numbers());
            rig.assertBalanced();
        }
    }

    @Test
    void shouldReturnWhatWaitsWhenAHandlerClosesAnotherMailbox()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox victim = new Inbox();
            Inbox returned = new Inbox();
            Mailbox back = rig.bus.mailbox(returned, MailboxOptions.defaults());
            AtomicReference<Mailbox> other = new AtomicReference<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) -> other.get().close());
            other.set(rig.bus.subscribe("a", victim));
            offer(rig.bus.publisher(Address.parse("a"), PortOptions.defaults().withReturnTo(back)), 1);
            rig.settle();

            assertEquals(0, victim.size());
            assertEquals(List.of(1L), returned.numbers());
            rig.assertBalanced();
        }
    }

    @Test
    void shouldThrowWhenAHandlerPollsItsOwnLoopOrClosesItOrTheBus()
    {
        try (BusRig rig = new BusRig())
        {
            Loop other = rig.polledLoop("other");
            List<Throwable> thrown = new ArrayList<>();
            rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
                thrown.add(assertThrows(IllegalStateException.class, () -> other.poll(1)));
                thrown.add(assertThrows(IllegalStateException.class, other::close));
                thrown.add(assertThrows(IllegalStateException.class, rig.bus::close));
            }, on(other));
            Sender sender = rig.bus.sender("a");
            offer(sender, 1);
            rig.settle();

            assertEquals(3, thrown.size());
            assertEquals(ACCEPTED, offer(sender, 2));
        }
    }

    @Test
    void shouldLetThemWhenListenersOfTheDirectoryUseTheBus()
    {
        try (BusRig rig = new BusRig())
        {
            Inbox inbox = new Inbox();
            List<String> told = new ArrayList<>();
            rig.bus.watch(Address.parse("a/**"), new DirectoryListener()
            {
                @Override
                public void onUp(Binding binding)
                {
                    told.add("up " + binding.address());
                    if (binding.address().equals(Address.parse("a/1")))
                    {
                        rig.bus.subscribe("a/2", inbox);
                        offer(rig.bus.sender("a/2"), 1);
                    }
                }

                @Override
                public void onDown(Binding binding)
                {
                    told.add("down " + binding.address());
                }
            });
            rig.bus.subscribe("a/1", inbox).close();
            rig.settle();

            assertEquals(List.of("up a/1", "up a/2", "down a/1"), told);
            assertEquals(List.of(1L), inbox.numbers());
        }
    }
}
