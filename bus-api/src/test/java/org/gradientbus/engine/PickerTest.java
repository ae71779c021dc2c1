package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Selection;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the selections spread messages over four mailboxes, each on a loop of its own that the test polls. */
class PickerTest
{
    private static final int MAILBOXES = 4;
    private static final int LARGE = 64 * 1024;

    private final Bus bus = Bus.open(BusConfig.defaults().withDefaultLoop(LoopConfig.callerRun("loop-0")));
    private final Loop[] loops = new Loop[MAILBOXES];
    private final Mailbox[] mailboxes = new Mailbox[MAILBOXES];
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[LARGE]);

    PickerTest()
    {
        for (int i = 0; i < MAILBOXES; i++)
        {
            loops[i] = i == 0 ? bus.defaultLoop() : bus.loop(LoopConfig.callerRun("loop-" + i));
            final MailboxOptions options = MailboxOptions.defaults().withLoop(loops[i]);
            mailboxes[i] = bus.subscribe("a", (buffer, offset, length, envelope) ->
            {
            }, options);
            bus.subscribe("only/" + i, (buffer, offset, length, envelope) ->
            {
            }, options);
        }
    }

    @AfterEach
    void close()
    {
        bus.close();
    }

    /** On one rung all that take turns give each mailbox the same share. */
    @ParameterizedTest
    @EnumSource(names = {"NEAREST", "ROUND_ROBIN", "FURTHEST", "LEAST_LOADED"})
    void shouldGiveEachTheSameShareWhenAllAreEqual(Selection selection)
    {
        send(selection, 400);
        pollAll();
        for (final Mailbox each : mailboxes)
        {
            assertEquals(100, each.delivered(), selection + " to " + each);
        }
    }

    @Test
    void shouldGiveEachAboutTheSameShareWhenRandom()
    {
        final Sender sender = bus.sender("a", Selection.RANDOM);
        for (int i = 0; i < 4_000; i++)
        {
            assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 8));
            pollAll();
        }
        for (final Mailbox each : mailboxes)
        {
            // Six standard deviations on either side: one run in five hundred million fails by chance.
            assertTrue(each.delivered() > 835 && each.delivered() < 1_165, each + " got " + each.delivered());
        }
    }

    @Test
    void shouldPickTheEmptiestWhenLeastLoaded()
    {
        fill(0, 3);
        fill(1, 1);
        fill(2, 2);
        fill(3, 2);
        final Sender sender = bus.sender("a", Selection.LEAST_LOADED);
        assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 8));
        assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 8));
        pollAll();
        assertEquals(2, mailboxes[1].delivered());
    }

    @Test
    void shouldTakeTurnsAmongTheEmptiestWhenOthersAreLoaded()
    {
        fill(0, 1);
        fill(3, 1);
        final Sender sender = bus.sender("a", Selection.LEAST_LOADED);
        for (int i = 0; i < 100; i++)
        {
            assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 8));
            poll(1);
            poll(2);
        }
        assertEquals(50, mailboxes[1].delivered());
        assertEquals(50, mailboxes[2].delivered());
    }

    @ParameterizedTest
    @EnumSource(Selection.class)
    void shouldTryTheOthersWhenTheFirstIsFull(Selection selection)
    {
        fill(1, 100);
        fill(2, 100);
        send(selection, 100);
        pollAll();
        assertEquals(100, mailboxes[0].delivered() + mailboxes[3].delivered());
    }

    @Test
    void shouldTryNobodyElseWhenTheOwnerOfTheKeyIsFull()
    {
        final Sender sender = bus.sender("a");
        for (int i = 0; i < MAILBOXES; i++)
        {
            fill(i, 100);
        }
        poll(2);
        int accepted = 0;
        for (long key = 0; key < 400; key++)
        {
            accepted += sender.offer(key, bytes, 0, 8).isAccepted() ? 1 : 0;
        }
        assertTrue(accepted > 0 && accepted < 400, "accepted=" + accepted);
        assertEquals(accepted, (int)mailboxes[2].delivered() + drained(2));
    }

    @Test
    void shouldReachTheSameMailboxWhenTheKeyIsTheSame()
    {
        final Sender sender = bus.sender("a", Selection.RANDOM);
        for (int i = 0; i < 100; i++)
        {
            assertEquals(SendStatus.ACCEPTED, sender.offer(42L, bytes, 0, 8));
            sender.offer(bytes, 0, 8);
        }
        pollAll();
        long most = 0;
        for (final Mailbox each : mailboxes)
        {
            most = Math.max(most, each.delivered());
        }
        assertTrue(most >= 100, "most=" + most);
    }

    private void send(Selection selection, int count)
    {
        final Sender sender = bus.sender("a", selection);
        for (int i = 0; i < count; i++)
        {
            assertEquals(SendStatus.ACCEPTED, sender.offer(bytes, 0, 8));
        }
    }

    /** Puts large messages in front of one loop, until it takes no more. */
    private void fill(int number, int count)
    {
        final Sender sender = bus.sender("only/" + number);
        SendStatus status = SendStatus.ACCEPTED;
        for (int i = 0; i < count && status == SendStatus.ACCEPTED; i++)
        {
            status = sender.offer(bytes, 0, LARGE);
        }
        if (count == 100)
        {
            while (sender.offer(bytes, 0, 8).isAccepted())
            {
                Thread.onSpinWait();
            }
        }
    }

    private int drained(int number)
    {
        final long before = mailboxes[number].delivered();
        poll(number);
        return (int)(mailboxes[number].delivered() - before);
    }

    private void poll(int number)
    {
        while (loops[number].poll(100) > 0)
        {
            Thread.onSpinWait();
        }
    }

    private void pollAll()
    {
        for (int i = 0; i < MAILBOXES; i++)
        {
            poll(i);
        }
    }
}
