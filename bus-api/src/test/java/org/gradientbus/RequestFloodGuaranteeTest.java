package org.gradientbus;

import static org.gradientbus.BusRig.message;
import static org.gradientbus.BusRig.on;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.agrona.DirectBuffer;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Test;

/**
 * Thousands of requests from several threads, whose handlers reply, reply later, reply twice, throw, forget, pass on,
 * and close: each ends once.
 */
class RequestFloodGuaranteeTest
{
    private static final int REQUESTERS = 3;
    private static final int REQUESTS = 4000;

    /** How often each request of all requesters has ended. */
    private final AtomicIntegerArray ends = new AtomicIntegerArray(REQUESTERS * REQUESTS);
    private final Map<RequestFailure, AtomicInteger> failures = new EnumMap<>(RequestFailure.class);
    private final AtomicInteger replies = new AtomicInteger();
    private final Queue<ReplyAddress> later = new ArrayBlockingQueue<>(1000);
    private final AtomicBoolean isOver = new AtomicBoolean();

    @Test
    void shouldEndEachRequestExactlyOnceWhenThousandsEndAtRandom()
    {
        long seed = System.nanoTime();
        System.out.println("RequestFloodGuaranteeTest: seed=" + seed);
        for (RequestFailure each : RequestFailure.values())
        {
            failures.put(each, new AtomicInteger());
        }
        try (BusRig rig = BusRig.threaded())
        {
            SplittableRandom random = new SplittableRandom(seed);
            List<Loop> loops = List.of(rig.loop, rig.ownLoop("one"), rig.ownLoop("two"));
            List<Mailbox> mailboxes = new ArrayList<>();
            loops.forEach((each) -> mailboxes.add(open(rig, random.split(), each)));
            loops.forEach((each) -> rig.bus.subscribe("steady",
                (buffer, offset, length, envelope) -> envelope.reply(buffer, offset, length), on(each)));
            rig.start(this::replyLater);
            for (int i = 0; i < REQUESTERS; i++)
            {
                int first = i * REQUESTS;
                Loop repliesOn = loops.get(i);
                SplittableRandom own = random.split();
                rig.start(() -> requestAll(rig.bus, first, repliesOn, own));
            }
            rig.start(() -> replaceMailboxes(rig, random.split(), loops, mailboxes));

            Await.untilEquals("requests that ended", (long)REQUESTERS * REQUESTS, this::ended);
            isOver.set(true);
            rig.join();
            rig.assertBalanced();

            assertEquals(0, rig.bus.counters().requestsPending());
            assertEquals(replies.get(), rig.count(BusCounter.REPLIES));
            assertEquals(failures.get(RequestFailure.TIMED_OUT).get(), rig.count(BusCounter.REQUESTS_TIMED_OUT));
            assertEquals(REQUESTERS * REQUESTS, rig.count(BusCounter.REQUESTS));
            assertTrue(replies.get() > 0 && failures.get(RequestFailure.HANDLER_FAILED).get() > 0 &&
                failures.get(RequestFailure.MAILBOX_GONE).get() > 0, failures::toString);
            rig.errors.clear();
        }
        for (int request = 0; request < REQUESTERS * REQUESTS; request++)
        {
            assertEquals(1, ends.get(request), "ends of request " + request);
        }
    }

    private long ended()
    {
        return replies.get() + failures.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private Mailbox open(BusRig rig, SplittableRandom random, Loop loop)
    {
        Sender steady = rig.bus.sender("steady");
        return rig.bus.subscribe("a", (buffer, offset, length, envelope) ->
        {
            switch (random.nextInt(8))
            {
                case 0 -> later.offer(envelope.replyAddress());
                case 1 -> throw new IllegalStateException("of the test");
                case 2 ->
                {
                    envelope.reply(buffer, offset, length);
                    envelope.reply(buffer, offset, length);
                }
                case 3 -> envelope.forward(steady);
                case 4 ->
                {
                    envelope.reply(buffer, offset, length);
                    throw new IllegalStateException("of the test, after its reply");
                }
                case 5 ->
                {
                    return;
                }
                default -> envelope.reply(buffer, offset, length);
            }
        }, on(loop));
    }

    private void replyLater()
    {
        while (!isOver.get())
        {
            ReplyAddress next = later.poll();
            if (next == null)
            {
                Thread.yield();
            }
            else
            {
                next.reply(message(0), 0, Long.BYTES);
            }
        }
    }

    private void replaceMailboxes(BusRig rig, SplittableRandom random, List<Loop> loops, List<Mailbox> mailboxes)
    {
        while (!isOver.get())
        {
            int index = random.nextInt(mailboxes.size());
            Mailbox old = mailboxes.get(index);
            mailboxes.set(index, open(rig, random.split(), loops.get(index)));
            Await.until("some traffic", () -> isOver.get() || old.delivered() > 20);
            old.close();
        }
    }

    private void requestAll(Bus bus, int first, Loop repliesOn, SplittableRandom random)
    {
        Requester requester = bus.requester(
            Address.parse("a"), PortOptions.defaults().withLoop(repliesOn).withMaxPending(128));
        for (int request = first; request < first + REQUESTS; request++)
        {
            ReplyHandler ending = endOf(request);
            Duration timeout = Duration.ofMillis(1 + random.nextInt(100));
            while (!requester.request(message(request), 0, Long.BYTES, timeout, ending).isAccepted())
            {
                Thread.yield();
            }
        }
    }

    private ReplyHandler endOf(int request)
    {
        return new ReplyHandler()
        {
            @Override
            public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
            {
                ends.incrementAndGet(request);
                replies.incrementAndGet();
            }

            @Override
            public void onFailure(long correlationId, RequestFailure failure)
            {
                ends.incrementAndGet(request);
                failures.get(failure).incrementAndGet();
            }
        };
    }
}
