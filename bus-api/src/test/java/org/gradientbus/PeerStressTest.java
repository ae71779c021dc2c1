package org.gradientbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.testkit.Await;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three nodes that publish, send, request and pass on to each other's mailboxes, which come and go, while nodes are
 * killed, closed, paused, and replaced. What each port sent must arrive in its order and once, every request must end
 * once, and the books of all nodes, living and dead, must add up.
 */
class PeerStressTest implements PeerRigs
{
    private static final int SLOTS = 3;
    private static final int LENGTH = 24;
    private static final int GROUPS = 4;

    private final long seed = new SplittableRandom().nextLong();
    private final PeersRig rig = openRig();
    private final AtomicReferenceArray<Bus> slots = new AtomicReferenceArray<>(SLOTS);
    private final List<Bus> gone = new ArrayList<>();
    private final AtomicLong ports = new AtomicLong();
    private final LongAdder requests = new LongAdder();
    private final LongAdder outcomes = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean isOver;

    @Test
    @Timeout(120)
    void shouldKeepBooksAndOrderWhenNodesComeAndGo()
    {
        run(Duration.ofSeconds(6));
    }

    @Test
    @Tag("soak")
    @Timeout(1000)
    void shouldKeepBooksAndOrderForLongWhenNodesComeAndGo()
    {
        run(Duration.ofMinutes(10));
    }

    private void run(Duration time)
    {
        System.out.println("PeerStressTest seed=" + seed);
        for (int i = 0; i < SLOTS; i++)
        {
            openSlot(i);
        }
        rig.meet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++)
        {
            int slot = i;
            threads.add(start("sender-" + i, () -> send(slot, new SplittableRandom(seed + slot))));
            threads.add(start("tender-" + i, () -> tend(slot, new SplittableRandom(seed + 100 + slot))));
        }
        disturb(time, new SplittableRandom(seed - 1));
        isOver = true;
        threads.forEach((each) -> Await.until("the end of " + each.getName(), () -> !each.isAlive()));
        if (failure.get() != null)
        {
            throw new AssertionError("seed=" + seed, failure.get());
        }
        rig.errors.removeIf((each) -> each instanceof BusException);
        System.out.println("PeerStressTest accepted=" + accepted.sum() + " delivered=" + delivered.sum() +
            " requests=" + requests.sum() + " nodes gone=" + gone.size() +
            " lost=" + rig.sum(BusCounter.LOST_WITH_PEER) + " returned=" + rig.sum(BusCounter.RETURNED));
        rig.close();
        assertEquals(requests.sum(), outcomes.sum(), "requests and their outcomes, seed=" + seed);
        assertEquals(rig.sum(BusCounter.DELIVERED), delivered.sum() + rig.sum(BusCounter.REPLIES), "handler calls");
        assertTrue(delivered.sum() > 1000, "hardly any traffic: " + delivered.sum());
    }

    /** Kills, closes and pauses nodes, and opens others in their place. */
    private void disturb(Duration time, SplittableRandom random)
    {
        long endNs = System.nanoTime() + time.toNanos();
        while (endNs - System.nanoTime() > 0 && failure.get() == null)
        {
            pause(100 + random.nextInt(300));
            int slot = random.nextInt(SLOTS);
            Bus victim = slots.get(slot);
            switch (random.nextInt(4))
            {
                case 0 ->
                {
                    rig.hub.pause(victim.nodeId());
                    pause(50);
                    rig.hub.resume(victim.nodeId());
                }
                case 1 -> replace(slot, victim, victim::close);
                default -> replace(slot, victim, () ->
                {
                });
            }
        }
    }

    private void replace(int slot, Bus victim, Runnable farewell)
    {
        farewell.run();
        rig.kill(victim);
        gone.add(victim);
        openSlot(slot);
        victim.close();
    }

    private void openSlot(int slot)
    {
        Bus bus = rig.open("slot-" + slot, (config) -> config
            .withCloseTimeout(Duration.ofSeconds(5))
            .withPingInterval(Duration.ofMillis(20)));
        Loop second = bus.loop(LoopConfig.named("second"));
        for (int i = 0; i < GROUPS; i++)
        {
            openMailbox(bus, second, i);
        }
        slots.set(slot, bus);
    }

    private Mailbox openMailbox(Bus bus, Loop second, int number)
    {
        Sender onward = bus.sender("group/" + (number + 1) % GROUPS);
        Receiver receiver = new Receiver(onward);
        MailboxOptions options = number % 2 == 0 ? MailboxOptions.defaults() :
            MailboxOptions.defaults().withLoop(second);
        Mailbox mailbox = bus.mailbox(receiver, options);
        mailbox.bind(Address.parse("group/" + number));
        mailbox.bind(Address.parse("group/*"));
        mailbox.bind(Address.parse("{900," + number + "-" + (number + 1) + "}"));
        return mailbox;
    }

    /** Checks order, and answers, passes on, or fails. Of one port, messages come in order and once. */
    private final class Receiver implements MessageHandler
    {
        private final Map<Long, Long> lastOfPort = new ConcurrentHashMap<>();
        private final Sender onward;

        private Receiver(Sender onward)
        {
            this.onward = onward;
        }

        @Override
        public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
        {
            if (envelope.kind() != MessageKind.RETURNED)
            {
                delivered.increment();
            }
            long port = buffer.getLong(offset);
            long number = buffer.getLong(offset + 8);
            if (length != LENGTH || buffer.getLong(offset + 16) != (port ^ number))
            {
                fail(new AssertionError("torn: " + port + " " + number + " length=" + length));
            }
            if (envelope.hops() == 0 && envelope.kind() != MessageKind.RETURNED)
            {
                Long before = lastOfPort.put(port, number);
                if (before != null && before >= number)
                {
                    fail(new AssertionError("port " + port + ": " + number + " after " + before));
                }
            }
            if (envelope.kind() == MessageKind.REQUEST)
            {
                answer(buffer, offset, length, envelope);
            }
        }

        private void answer(DirectBuffer buffer, int offset, int length, Envelope envelope)
        {
            switch ((int)(buffer.getLong(offset + 8) % 5))
            {
                case 0, 1 -> envelope.reply(buffer, offset, length);
                case 2 ->
                {
                    if (envelope.hops() > 2 || !envelope.forward(onward).isAccepted())
                    {
                        envelope.reply(buffer, offset, length);
                    }
                }
                case 3 -> envelope.replyAddress().reply(buffer, offset, length);
                default ->
                {
                    // Never answered: it times out, or its peer is lost.
                }
            }
        }
    }

    private final class Outcome implements ReplyHandler
    {
        private final Map<Long, Boolean> ended = new ConcurrentHashMap<>();

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            end(correlationId);
        }

        @Override
        public void onFailure(long correlationId, RequestFailure requestFailure)
        {
            end(correlationId);
        }

        private void end(long correlationId)
        {
            outcomes.increment();
            if (ended.put(correlationId, true) != null)
            {
                fail(new AssertionError("request " + correlationId + " ended twice"));
            }
        }
    }

    /** Uses whichever bus is in its slot; a new one, new ports. */
    private void send(int slot, SplittableRandom random)
    {
        while (!isOver)
        {
            Bus bus = slots.get(slot);
            try
            {
                sendFrom(bus, slot, random);
            }
            catch (BusException | IllegalArgumentException closedMeanwhile)
            {
                pause(1);
            }
        }
    }

    private void sendFrom(Bus bus, int slot, SplittableRandom random)
    {
        UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
        List<Port> out = new ArrayList<>();
        PortOptions options = PortOptions.defaults().withReturnTo(bus.mailbox(new Receiver(null)));
        for (int i = 0; i < GROUPS; i++)
        {
            out.add(bus.publisher("group/" + i, i % 2 == 0 ? options : PortOptions.defaults()));
            out.add(bus.sender("group/" + i, options.withSelection(
                Selection.values()[random.nextInt(Selection.values().length)])));
            out.add(bus.publisher("{900," + i + "}"));
        }
        Outcome outcome = new Outcome();
        Requester requester = bus.requester("group/1", PortOptions.defaults().withSelection(Selection.RANDOM));
        long[] port = new long[out.size() + 1];
        long[] number = new long[port.length];
        for (int i = 0; i < port.length; i++)
        {
            port[i] = ports.incrementAndGet();
        }
        while (!isOver && slots.get(slot) == bus)
        {
            int i = random.nextInt(port.length);
            message.putLong(0, port[i]);
            message.putLong(8, number[i]);
            message.putLong(16, port[i] ^ number[i]);
            boolean isRequest = i == out.size();
            SendStatus status = isRequest ?
                requester.request(message, 0, LENGTH, Duration.ofMillis(200).toNanos(), outcome) :
                out.get(i).offer(message, 0, LENGTH);
            if (status.isAccepted())
            {
                number[i]++;
                (isRequest ? requests : accepted).increment();
            }
            else
            {
                Thread.yield();
            }
            if (status == SendStatus.CLOSED)
            {
                return;
            }
        }
    }

    /** Opens and closes mailboxes, binds and unbinds. */
    private void tend(int slot, SplittableRandom random)
    {
        while (!isOver)
        {
            Bus bus = slots.get(slot);
            try
            {
                int group = random.nextInt(GROUPS);
                Mailbox mailbox = bus.mailbox(new Receiver(bus.sender("group/" + group)));
                mailbox.bind(Address.parse("group/" + group));
                pause(random.nextInt(10));
                if (random.nextBoolean())
                {
                    mailbox.unbind(Address.parse("group/" + group));
                }
                mailbox.close();
            }
            catch (BusException | IllegalStateException closedMeanwhile)
            {
                pause(1);
            }
        }
    }

    private Thread start(String name, Runnable work)
    {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((who, error) -> fail(error));
        thread.start();
        return thread;
    }

    private void fail(Throwable error)
    {
        failure.compareAndSet(null, error);
    }

    private static void pause(long ms)
    {
        LockSupport.parkNanos(Duration.ofMillis(ms).toNanos());
    }
}
