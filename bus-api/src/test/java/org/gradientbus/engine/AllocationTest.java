package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.IdleProfile;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.Port;
import org.gradientbus.PortOptions;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.Selection;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.gradientbus.testkit.AllocationMeter;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

/**
 * No message allocates: neither on the thread that sends nor on that of the loop, in none of the ways to send.
 */
class AllocationTest
{
    private static final int ITERATIONS = 2_000;
    private static final int LENGTH = 64;
    private static final long TIMEOUT_NS = Duration.ofSeconds(20).toNanos();

    private final Bus bus = Bus.open(BusConfig.defaults().withNodeName("allocation"));
    private final Loop second = bus.loop(LoopConfig.named("second"));
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[LENGTH]);
    private final Claim claim = bus.claim();
    private final AllocationMeter meter = AllocationMeter.ofThreads(
        Thread.currentThread(), thread(bus.defaultLoop()), thread(second));
    private final Replies replies = new Replies();

    /** Counts outcomes where the sender sees them. */
    private static final class Replies implements ReplyHandler
    {
        private volatile long replied;
        private volatile long failed;

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            replied = replied + 1;
        }

        @Override
        public void onFailure(long correlationId, RequestFailure failure)
        {
            failed = failed + 1;
        }
    }

    @AfterEach
    void close()
    {
        bus.close();
        assertEquals(0, bus.counters().inFlight());
    }

    @Test
    void shouldAllocateNothingWhenAMessageIsOffered()
    {
        final Mailbox mailbox = sink("a");
        final Port port = bus.sender("a");
        assertNone("offer", () ->
        {
            requireAccepted(port.offer(bytes, 0, LENGTH));
            awaitDelivered(mailbox, port);
        });
    }

    @Test
    void shouldAllocateNothingWhenAMessageIsClaimed()
    {
        final Mailbox mailbox = sink("a");
        final Port port = bus.sender("a");
        assertNone("claim and commit", () ->
        {
            requireAccepted(port.tryClaim(LENGTH, claim));
            claim.buffer().putLong(claim.offset(), 42);
            claim.commit();
            requireAccepted(port.tryClaim(LENGTH, claim));
            claim.commit(LENGTH / 2);
            requireAccepted(port.tryClaim(LENGTH, claim));
            claim.abort();
            awaitDelivered(mailbox, port);
        });
    }

    @Test
    void shouldAllocateNothingWhenAMessageIsGathered()
    {
        final Mailbox mailbox = sink("a");
        final Port port = bus.sender("a");
        assertNone("gathered offer", () ->
        {
            requireAccepted(port.offer(bytes, 0, 16, bytes, 16, LENGTH - 16));
            awaitDelivered(mailbox, port);
        });
    }

    @Test
    void shouldAllocateNothingWhenAMessageHasALimitToItsTimeAndAReturnAddress()
    {
        final Mailbox mailbox = sink("a");
        final Port port = bus.sender(Address.parse("a"), PortOptions.defaults()
            .withTimeToLive(Duration.ofSeconds(20)).withReturnTo(bus.mailbox(AllocationTest::ignore,
                MailboxOptions.defaults())));
        assertNone("offer with time to live", () ->
        {
            requireAccepted(port.offer(bytes, 0, LENGTH));
            awaitDelivered(mailbox, port);
        });
    }

    @ParameterizedTest
    @EnumSource(Selection.class)
    void shouldAllocateNothingWhenOneOfSeveralIsPicked(Selection selection)
    {
        for (int i = 0; i < 4; i++)
        {
            sink("a");
        }
        final Sender sender = bus.sender("a", selection);
        assertNone("offer " + selection, () ->
        {
            requireAccepted(sender.offer(bytes, 0, LENGTH));
            awaitDelivered(sender);
        });
    }

    @Test
    void shouldAllocateNothingWhenAMessageIsOfferedByKey()
    {
        for (int i = 0; i < 4; i++)
        {
            sink("a");
        }
        final Sender sender = bus.sender("a");
        final long[] key = new long[1];
        assertNone("keyed offer", () ->
        {
            requireAccepted(sender.offer(key[0]++, bytes, 0, LENGTH));
            requireAccepted(sender.tryClaim(key[0]++, LENGTH, claim));
            claim.commit();
            awaitDelivered(sender);
        });
    }

    @Test
    void shouldAllocateNothingWhenItIsRefused()
    {
        final Port nowhere = bus.sender("nowhere");
        final Loop idle = bus.loop(LoopConfig.callerRun("idle"));
        bus.subscribe("full", AllocationTest::ignore, MailboxOptions.defaults().withLoop(idle));
        final Port full = bus.sender("full");
        final UnsafeBuffer large = new UnsafeBuffer(new byte[bus.config().maxMessageLength()]);
        SendStatus status = SendStatus.ACCEPTED;
        while (status == SendStatus.ACCEPTED)
        {
            status = full.offer(large, 0, large.capacity());
        }
        assertNone("refusals", () ->
        {
            require(SendStatus.NO_ROUTE, nowhere.offer(bytes, 0, LENGTH));
            require(SendStatus.BACK_PRESSURED, full.offer(large, 0, large.capacity()));
            require(SendStatus.TOO_LARGE, full.tryClaim(large.capacity() + 1, claim));
        });
    }

    @Test
    void shouldAllocateNothingWhenALoopIsPolledByItsCaller()
    {
        final Loop loop = bus.loop(LoopConfig.callerRun("polled"));
        bus.subscribe("a", AllocationTest::ignore, MailboxOptions.defaults().withLoop(loop));
        final Port port = bus.sender("a");
        assertNone("poll", () ->
        {
            requireAccepted(port.offer(bytes, 0, LENGTH));
            while (loop.poll(8) > 0)
            {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void shouldAllocateNothingWhenARequestIsAnswered()
    {
        bus.subscribe("echo", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length));
        final Requester requester = requester();
        assertNone("request and reply", () ->
        {
            final long before = replies.replied;
            requireAccepted(requester.request(bytes, 0, LENGTH, TIMEOUT_NS, replies));
            awaitReply(before);
        });
    }

    @Test
    void shouldAllocateNothingWhenRequestAndReplyAreClaimed()
    {
        final Claim replyClaim = bus.claim();
        bus.subscribe("echo", (buffer, offset, length, envelope) ->
        {
            requireAccepted(envelope.tryClaimReply(length, replyClaim));
            replyClaim.buffer().putBytes(replyClaim.offset(), buffer, offset, length);
            replyClaim.commit();
        });
        final Requester requester = requester();
        assertNone("claimed request and reply", () ->
        {
            final long before = replies.replied;
            requireAccepted(requester.tryClaim(LENGTH, TIMEOUT_NS, replies, claim));
            claim.commit();
            awaitReply(before);
        });
    }

    @Test
    void shouldAllocateNothingWhenARequestTimesOut()
    {
        bus.subscribe("silent", AllocationTest::ignore, MailboxOptions.defaults().withLoop(second));
        final Requester requester = bus.requester(Address.parse("silent"), PortOptions.defaults());
        assertNone("request that times out", ITERATIONS / 4, () ->
        {
            final long before = replies.failed;
            requireAccepted(requester.request(bytes, 0, LENGTH, 1, replies));
            while (replies.failed == before)
            {
                Thread.yield();
            }
        });
    }

    @Test
    void shouldAllocateNothingWhenAMessageIsPublishedToEightOnOneLoop()
    {
        final Mailbox[] mailboxes = new Mailbox[8];
        for (int i = 0; i < mailboxes.length; i++)
        {
            mailboxes[i] = sink("a");
        }
        assertNoneWhenPublished("publish to 8 on one loop", mailboxes);
    }

    @Test
    void shouldAllocateNothingWhenAMessageIsPublishedToEightOnTwoLoops()
    {
        final Mailbox[] mailboxes = new Mailbox[8];
        for (int i = 0; i < mailboxes.length; i++)
        {
            mailboxes[i] = bus.subscribe("a", AllocationTest::ignore,
                MailboxOptions.defaults().withLoop(i % 2 == 0 ? second : bus.defaultLoop()));
        }
        assertNoneWhenPublished("publish to 8 on two loops", mailboxes);
    }

    @Test
    void shouldAllocateNothingWhenAMessageIsPassedOn()
    {
        final Mailbox mailbox = bus.subscribe("b", AllocationTest::ignore, MailboxOptions.defaults().withLoop(second));
        final Sender onward = bus.sender("b");
        bus.subscribe("a", (buffer, offset, length, envelope) -> requireAccepted(envelope.forward(onward)));
        final Port port = bus.sender("a");
        assertNone("forward", () ->
        {
            final long before = mailbox.delivered();
            requireAccepted(port.offer(bytes, 0, LENGTH));
            while (mailbox.delivered() == before)
            {
                Thread.yield();
            }
        });
    }

    @Test
    void shouldAllocateNothingWhenARequestIsPassedOn()
    {
        bus.subscribe("echo", (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length),
            MailboxOptions.defaults().withLoop(second));
        final Sender onward = bus.sender("echo");
        bus.subscribe("front", (buffer, offset, length, envelope) -> requireAccepted(envelope.forward(onward)));
        final Requester requester = bus.requester("front");
        assertNone("forwarded request", () ->
        {
            final long before = replies.replied;
            requireAccepted(requester.request(bytes, 0, LENGTH, TIMEOUT_NS, replies));
            awaitReply(before);
        });
    }

    @ParameterizedTest
    @EnumSource(IdleProfile.class)
    void shouldAllocateNothingWhenALoopSleepsBetweenMessages(IdleProfile idle)
    {
        final RealLoop loop = (RealLoop)bus.loop(LoopConfig.named("sleeper").withIdle(idle));
        final Mailbox mailbox = bus.subscribe("a", AllocationTest::ignore, MailboxOptions.defaults().withLoop(loop));
        final Port port = bus.sender("a");
        AllocationMeter.ofThreads(Thread.currentThread(), thread(loop)).assertNone("sleep and wake", 200, () ->
        {
            while (idle != IdleProfile.SPIN && !loop.isAsleep())
            {
                Thread.yield();
            }
            requireAccepted(port.offer(bytes, 0, LENGTH));
            awaitDelivered(mailbox, port);
        });
        loop.close();
    }

    private void assertNoneWhenPublished(String what, Mailbox... mailboxes)
    {
        final Port port = bus.publisher("a");
        assertNone(what, () ->
        {
            requireAccepted(port.offer(bytes, 0, LENGTH));
            requireAccepted(port.tryClaim(LENGTH, claim));
            claim.commit();
            final long accepted = ((PortCore)port).counters.get(BusCounter.ACCEPTED) / mailboxes.length;
            for (int i = 0; i < mailboxes.length; i++)
            {
                while (mailboxes[i].delivered() < accepted)
                {
                    Thread.yield();
                }
            }
        });
    }

    private void assertNone(String what, Runnable work)
    {
        assertNone(what, ITERATIONS, work);
    }

    private void assertNone(String what, int iterations, Runnable work)
    {
        meter.assertNone(what, iterations, work);
        System.out.println("allocation: " + what + ": bytes=0");
    }

    private Mailbox sink(String address)
    {
        return bus.subscribe(address, AllocationTest::ignore);
    }

    private Requester requester()
    {
        return bus.requester(Address.parse("echo"), PortOptions.defaults().withLoop(second));
    }

    private static Thread thread(Loop loop)
    {
        Await.until("the loop's thread", () -> ((RealLoop)loop).owner() != null);
        return ((RealLoop)loop).owner();
    }

    private static void awaitDelivered(Mailbox mailbox, Port port)
    {
        while (mailbox.delivered() < ((PortCore)port).counters.get(BusCounter.ACCEPTED))
        {
            Thread.yield();
        }
    }

    private void awaitDelivered(Port port)
    {
        final long accepted = ((PortCore)port).counters.get(BusCounter.ACCEPTED);
        final CounterBlock loop = ((RealLoop)bus.defaultLoop()).counters();
        while (loop.get(BusCounter.DELIVERED) < accepted)
        {
            Thread.yield();
        }
    }

    private void awaitReply(long before)
    {
        while (replies.replied == before)
        {
            Thread.yield();
        }
    }

    private static void requireAccepted(SendStatus status)
    {
        require(SendStatus.ACCEPTED, status);
    }

    private static void require(SendStatus expected, SendStatus status)
    {
        if (status != expected)
        {
            throw new AssertionError("expected " + expected + " but was " + status);
        }
    }

    /** The handler of a mailbox of which only the number of calls matters. */
    private static void ignore(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
    }
}
