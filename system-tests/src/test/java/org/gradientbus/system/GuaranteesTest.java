package org.gradientbus.system;

import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusCounter;
import org.gradientbus.BusException;
import org.gradientbus.Importance;
import org.gradientbus.Mailbox;
import org.gradientbus.MessageKind;
import org.gradientbus.PortOptions;
import org.gradientbus.Publisher;
import org.gradientbus.RequestException;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.Rung;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;
import org.gradientbus.testkit.Await;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is guaranteed between buses of one process holds between processes. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GuaranteesTest
{
    private static final int MAX_LENGTH = 4096;
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int ENOUGH_TO_FILL = 1_000_000;

    private final HostDomain domain = new HostDomain();
    private final Bus bus = domain.open(domain.config().withMaxMessageLength(MAX_LENGTH));
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[MAX_LENGTH + 1]);

    @AfterEach
    void end()
    {
        domain.close();
    }

    private Jvm start(String prefix)
    {
        Jvm jvm = domain.start(ServiceProgram.class, Programs.STEADY, prefix, Integer.toString(MAX_LENGTH));
        jvm.await("open");
        assertTrue(bus.awaitService(prefix + "/gated", Jvm.PATIENCE));
        return jvm;
    }

    private SendStatus fill(Sender sender)
    {
        SendStatus status = SendStatus.ACCEPTED;
        for (int i = 0; i < ENOUGH_TO_FILL && status.isAccepted(); i++)
        {
            status = sender.offer(message, 0, 256);
        }
        return status;
    }

    private static String text(DirectBuffer buffer)
    {
        return buffer.getStringWithoutLengthUtf8(0, buffer.capacity());
    }

    /** Its order is also the first word of its answer. */
    private static void awaitAnswer(Jvm jvm, String order, String expected)
    {
        Await.untilEquals(jvm + ": " + order, Await.DEFAULT_LIMIT, expected, () -> jvm.ask(order, order));
    }

    private RequestFailure failureOf(String address, Duration timeout)
    {
        return failureOf(address, 8, timeout);
    }

    private RequestFailure failureOf(String address, int length, Duration timeout)
    {
        try (Requester requester = bus.requester(address))
        {
            return assertThrows(RequestException.class, () -> requester.call(message, 0, length, timeout)).failure();
        }
    }

    @Test
    void shouldPushBackByImportanceAndLoseNothingWhenAProcessIsFull()
    {
        Jvm there = start("s");
        Sender low = bus.sender("s/gated", PortOptions.defaults().withImportance(Importance.LOW));
        assertEquals(SendStatus.BACK_PRESSURED, fill(low));
        assertEquals(SendStatus.ACCEPTED, bus.sender("s/echo").offer(message, 0, 8), "another loop is not full");
        for (Importance each : List.of(Importance.MEDIUM, Importance.HIGH, Importance.CRITICAL))
        {
            Sender sender = bus.sender("s/gated", PortOptions.defaults().withImportance(each));
            assertEquals(SendStatus.ACCEPTED, sender.offer(message, 0, 256), each::toString);
            assertEquals(SendStatus.BACK_PRESSURED, fill(sender), each::toString);
        }
        long accepted = bus.counters().get(BusCounter.SENT_TO_PEERS) - 1;
        there.order("open-gate");
        awaitAnswer(there, "counted", accepted + " " + accepted * 256);
    }

    @Test
    void shouldReachNobodyWhenOneOfSeveralProcessesIsFull()
    {
        List<Jvm> processes = List.of(start("s1"), start("s2"), start("s3"));
        Publisher everybody = bus.publisher("all/count");
        Publisher gated = bus.publisher("all/gated");
        Sender second = bus.sender("s2/gated", PortOptions.defaults().withImportance(Importance.CRITICAL));
        assertEquals(SendStatus.BACK_PRESSURED, fill(second));
        long toSecond = bus.counters().get(BusCounter.SENT_TO_PEERS);
        for (int i = 0; i < 100; i++)
        {
            assertEquals(SendStatus.BACK_PRESSURED, gated.offer(message, 0, 16));
            assertEquals(SendStatus.ACCEPTED, everybody.offer(message, 0, 16));
        }
        processes.forEach((each) -> each.order("open-gate"));
        Await.until("room", () -> gated.offer(message, 0, 16).isAccepted());
        assertEquals(toSecond + 303, bus.counters().get(BusCounter.SENT_TO_PEERS));
        for (int i = 0; i < 3; i++)
        {
            Jvm each = processes.get(i);
            long messages = 101 + (i == 1 ? toSecond : 0);
            Await.until(each + " to count " + messages,
                () -> each.ask("counted", "counted").startsWith(messages + " "));
        }
    }

    @Test
    void shouldSayNoRouteWhenNobodyIsBoundOrTheProcessHasGone()
    {
        assertEquals(SendStatus.NO_ROUTE, bus.sender("s/echo").offer(message, 0, 8));
        Jvm there = start("s");
        Sender sender = bus.sender("s/echo");
        assertEquals(SendStatus.ACCEPTED, sender.offer(message, 0, 8));
        there.ask("close", "closed");
        Await.until("no route", () -> sender.offer(message, 0, 8) == SendStatus.NO_ROUTE);
        assertEquals(0, bus.counters().get(BusCounter.PEERS_LOST), "it said goodbye");
    }

    @Test
    void shouldAnswerForwardAndFailRequestsAsInsideOneProcess()
    {
        Jvm there = start("s");
        Jvm onward = start("onward");
        message.putStringWithoutLengthUtf8(0, "question");
        assertEquals("question", text(bus.requester("s/echo").call(message, 0, 8, LONG)));
        assertEquals("question", text(bus.requester("s/forward").call(message, 0, 8, LONG)));
        assertEquals(RequestFailure.HANDLER_FAILED, failureOf("s/throws", LONG));
        assertTrue(there.await("error").contains("as a test wants it"));
        assertEquals(RequestFailure.TIMED_OUT, failureOf("s/silent", Duration.ofMillis(50)));
        assertEquals("REQUEST s/describe HIGH true 0 100", text(bus.requester("s/describe",
            PortOptions.defaults().withImportance(Importance.HIGH)).call(message, 0, 100, LONG)));
        assertEquals(Rung.HOST, bus.explain("s/echo").candidates().get(0).rung());
        onward.kill();
        Await.until("an end of what was passed on", () ->
        {
            try
            {
                bus.requester("s/forward").call(message, 0, 8, Duration.ofMillis(100));
                return false;
            }
            catch (BusException expected)
            {
                return bus.gradient().size() == 1;
            }
        });
    }

    @Test
    void shouldCountALateReplyAndDeliverOneThatCameInTime()
    {
        Jvm there = start("s");
        assertEquals(RequestFailure.TIMED_OUT, failureOf("s/later", Duration.ofMillis(20)));
        AtomicInteger replies = new AtomicInteger();
        bus.requester("s/later").request(message, 0, 8, LONG).thenRun(replies::incrementAndGet);
        Await.until("both", () ->
        {
            there.ask("answer", "answered");
            return replies.get() == 1;
        });
        Await.until("a late reply", () -> bus.counters().get(BusCounter.LATE_REPLIES) >= 1);
        assertEquals(1, replies.get());
    }

    @Test
    void shouldComeBackWhenTheMailboxOfAnotherProcessCloses()
    {
        Jvm there = start("s");
        AtomicInteger returned = new AtomicInteger();
        Mailbox returns = bus.mailbox((buffer, offset, length, envelope) ->
            returned.addAndGet(envelope.kind() == MessageKind.RETURNED ? 1 : 0));
        Sender sender = bus.sender("s/gated", PortOptions.defaults().withReturnTo(returns));
        for (int i = 0; i < 10; i++)
        {
            assertEquals(SendStatus.ACCEPTED, sender.offer(message, 0, 64));
        }
        awaitAnswer(there, "held", "1");
        there.order("close-gated");
        Await.until("no binding", () -> bus.explain("s/gated").candidates().isEmpty());
        there.order("open-gate");
        there.await("gated-closed");
        Await.untilEquals("what waited", 9, returned::get);
        assertEquals("1 64", there.ask("counted", "counted"));
    }

    @Test
    void shouldExpireWhenTheTimeBudgetEndsInAnotherProcess()
    {
        Jvm there = start("s");
        Sender hasty = bus.sender("s/gated", PortOptions.defaults().withTimeToLive(Duration.ofMillis(30)));
        Sender patient = bus.sender("s/gated");
        assertEquals(SendStatus.ACCEPTED, patient.offer(message, 0, 8));
        for (int i = 0; i < 5; i++)
        {
            assertEquals(SendStatus.ACCEPTED, hasty.offer(message, 0, 8));
        }
        assertEquals(SendStatus.ACCEPTED, patient.offer(message, 0, 8));
        long sentNs = System.nanoTime();
        Await.until("the end of the budget", () -> System.nanoTime() - sentNs > 40_000_000);
        there.order("open-gate");
        awaitAnswer(there, "counted", "2 16");
    }

    @Test
    void shouldRefuseWhatIsLongerThanTheLimitAndCarryWhatIsAsLong()
    {
        Jvm there = start("s");
        Sender sender = bus.sender(Address.parse("s/count"));
        assertEquals(SendStatus.TOO_LARGE, sender.offer(message, 0, MAX_LENGTH + 1));
        assertEquals(SendStatus.TOO_LARGE, sender.tryClaim(MAX_LENGTH + 1, bus.claim()));
        for (int i = 0; i < 100; i++)
        {
            Await.until("room", () -> sender.offer(message, 0, MAX_LENGTH).isAccepted());
            assertEquals(SendStatus.ACCEPTED, sender.offer(message, 0, 0));
        }
        awaitAnswer(there, "counted", "200 " + 100 * MAX_LENGTH);
    }

    @Test
    void shouldGoByTheLimitOfTheSenderWhenNodesHaveDifferentOnes()
    {
        Jvm small = domain.start(ServiceProgram.class, Programs.STEADY, "small", Integer.toString(MAX_LENGTH / 4));
        Jvm large = domain.start(ServiceProgram.class, Programs.STEADY, "large", Integer.toString(MAX_LENGTH * 4));
        for (String each : List.of("small", "large"))
        {
            assertTrue(bus.awaitService(each + "/echo", Jvm.PATIENCE));
            assertTrue(bus.awaitService(each + "/count", Jvm.PATIENCE));
            assertEquals(8, bus.requester(each + "/echo").call(message, 0, 8, LONG).capacity());
        }
        Sender toLarge = bus.sender("large/count");
        assertEquals(SendStatus.ACCEPTED, toLarge.offer(message, 0, MAX_LENGTH));
        awaitAnswer(large, "counted", "1 " + MAX_LENGTH);
        SendStatus status = bus.sender("small/count").offer(message, 0, MAX_LENGTH);
        assertEquals(SendStatus.ACCEPTED, status, "the limit is the sender's");
        awaitAnswer(small, "counted", "1 " + MAX_LENGTH);
        assertEquals(RequestFailure.TIMED_OUT, failureOf("small/echo", MAX_LENGTH, Duration.ofMillis(200)),
            "its answer would be longer than its own limit, as its reply told it");
        assertEquals(8, bus.requester("small/echo").call(message, 0, 8, LONG).capacity());
        small.await("open");
        large.await("open");
        assertEquals(List.of(List.of(), List.of()), List.of(small.untold(), large.untold()));
        domain.assertNoErrors();
    }
}
