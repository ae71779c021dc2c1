package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.BusCounter;
import org.gradientbus.BusException;
import org.gradientbus.Claim;
import org.gradientbus.Importance;
import org.gradientbus.Mailbox;
import org.gradientbus.Port;
import org.gradientbus.PortOptions;
import org.gradientbus.ReplyHandler;
import org.gradientbus.RequestFailure;
import org.gradientbus.Requester;
import org.gradientbus.Selection;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One sending thread of a stress run, with ports of every kind, which it opens anew now and then.
 */
final class StressSender implements Runnable
{
    private static final long LONG_NS = 500_000_000L;
    private static final int PORT_LIFE = 200_000;

    private final StressWorld world;
    private final StressLedger ledger;
    private final int number;
    private final long messages;
    private final SplittableRandom random;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[StressWorld.MAX_MESSAGE_LENGTH]);
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[64]);
    private final Claim claim;
    private final List<Port> ports = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>();
    private final List<Asking> askings = new ArrayList<>();
    private Mailbox returns;
    private boolean isClosed;
    private volatile long sent;

    StressSender(StressWorld world, int number, long messages, SplittableRandom random)
    {
        this.world = world;
        this.number = number;
        this.messages = messages;
        this.random = random;
        ledger = world.ledger;
        claim = world.bus.claim();
    }

    @Override
    public void run()
    {
        try
        {
            send();
        }
        catch (final BusException closed)
        {
            if (!world.isClosing)
            {
                throw closed;
            }
        }
    }

    private void send()
    {
        long accepted = 0;
        long untilNewPorts = 0;
        int refusals = 0;
        while (accepted < messages && !isClosed)
        {
            if (accepted >= untilNewPorts)
            {
                openPorts();
                untilNewPorts = accepted + PORT_LIFE;
            }
            if (random.nextInt(5_000) == 0)
            {
                world.tend(random.nextInt(StressWorld.MAILBOXES), random.nextInt(4) != 0);
            }
            if (sendOne() == SendStatus.ACCEPTED)
            {
                accepted++;
                sent = accepted;
            }
            else if ((++refusals & 7) == 0)
            {
                Thread.yield();
            }
        }
        close();
    }

    long sent()
    {
        return sent;
    }

    /** The outcomes of all requests, each told once? */
    void assertEveryRequestEndedOnce()
    {
        for (final Asking each : askings)
        {
            each.check();
        }
    }

    private void close()
    {
        ports.forEach(Port::close);
        ports.clear();
        senders.clear();
        if (!askings.isEmpty() && random.nextBoolean())
        {
            askings.get(askings.size() - 1).requester.close();
        }
        if (returns != null && random.nextBoolean())
        {
            returns.close();
        }
    }

    private void openPorts()
    {
        close();
        returns = world.openReturns(number);
        final PortOptions plain = PortOptions.defaults();
        final PortOptions returning = plain.withReturnTo(returns);
        final PortOptions hasty = plain.withTimeToLive(Duration.ofNanos(50_000 + random.nextInt(1_000_000)));
        addSender("group/0", plain);
        addSender("group/1", returning.withSelection(Selection.ROUND_ROBIN));
        addSender("group/2", plain.withSelection(Selection.LEAST_LOADED).withImportance(Importance.HIGH));
        addSender("group/2", hasty.withSelection(Selection.RANDOM));
        addSender("group/0", hasty.withReturnTo(returns).withImportance(Importance.LOW));
        addSender("slot/" + random.nextInt(StressWorld.MAILBOXES), returning);
        addSender("slot/" + random.nextInt(StressWorld.MAILBOXES), returning.withImportance(Importance.CRITICAL));
        addSender("{100,0-17}", returning.withSelection(Selection.FURTHEST));
        addPublisher("group/0", plain);
        addPublisher("group/1", returning);
        addPublisher("group/any", hasty);
        addPublisher("{100,5}", returning.withImportance(Importance.HIGH));
        addPublisher("{100,0-17}", plain);
        askings.add(new Asking(world.bus.requester(Address.parse("group/" + random.nextInt(StressWorld.GROUPS)),
            plain.withLoop(world.loop(number)).withMaxPending(64).withSelection(Selection.ROUND_ROBIN))));
    }

    private void addSender(String address, PortOptions options)
    {
        final Sender sender = world.bus.sender(Address.parse(address), options);
        senders.add(sender);
        ports.add(sender);
    }

    private void addPublisher(String address, PortOptions options)
    {
        ports.add(world.bus.publisher(Address.parse(address), options));
    }

    private SendStatus sendOne()
    {
        final int dice = random.nextInt(100);
        final SendStatus status;
        if (dice < 10)
        {
            status = request();
        }
        else if (dice < 20)
        {
            status = keyed(senders.get(random.nextInt(senders.size())));
        }
        else if (dice < 25 && world.answerLate(scratch))
        {
            status = SendStatus.ACCEPTED;
        }
        else
        {
            // Senders are first among the ports: publishers get their sixth of the attempts.
            final int index = random.nextInt(6) == 0 ?
                senders.size() + random.nextInt(ports.size() - senders.size()) : random.nextInt(senders.size());
            status = send(ports.get(index), dice);
        }
        isClosed = status == SendStatus.CLOSED;
        return status;
    }

    /** Most are short, some are empty, few are a few KiB. */
    private int length()
    {
        final int dice = random.nextInt(100);
        return dice < 5 ? random.nextInt(StressLedger.NAMED_LENGTH) :
            dice < 98 ? StressLedger.NAMED_LENGTH + random.nextInt(100) :
                StressLedger.NAMED_LENGTH +
                    random.nextInt(StressWorld.MAX_MESSAGE_LENGTH - StressLedger.NAMED_LENGTH + 1);
    }

    private SendStatus send(Port port, int dice)
    {
        final int length = length();
        final CounterBlock counters = ((PortCore)port).counters;
        final long acceptedBefore = counters.get(BusCounter.ACCEPTED);
        final long droppedBefore = counters.get(BusCounter.DROPPED_OVERFLOW);
        final long id = ledger.nextId();
        final SendStatus status;
        if (dice < 50)
        {
            StressLedger.write(message, 0, length, id);
            status = port.offer(message, 0, length);
        }
        else if (dice < 75)
        {
            StressLedger.write(message, 0, length, id);
            final int cut = random.nextInt(length + 1);
            status = port.offer(message, 0, cut, message, cut, length - cut);
        }
        else
        {
            status = claimed(port, length, id);
        }
        book(counters, id, length, acceptedBefore, droppedBefore);
        return status;
    }

    private SendStatus claimed(Port port, int length, long id)
    {
        final int spare = random.nextInt(StressWorld.MAX_MESSAGE_LENGTH - length + 1) & 63;
        final SendStatus status = port.tryClaim(length + spare, claim);
        if (status != SendStatus.ACCEPTED)
        {
            return status;
        }
        try (claim)
        {
            if (random.nextInt(8) == 0)
            {
                return SendStatus.BACK_PRESSURED;
            }
            StressLedger.write(claim.buffer(), claim.offset(), length, id);
            if (spare == 0)
            {
                claim.commit();
            }
            else
            {
                claim.commit(length);
            }
        }
        return SendStatus.ACCEPTED;
    }

    private SendStatus keyed(Sender sender)
    {
        final int length = length();
        final CounterBlock counters = ((PortCore)sender).counters;
        final long acceptedBefore = counters.get(BusCounter.ACCEPTED);
        final long droppedBefore = counters.get(BusCounter.DROPPED_OVERFLOW);
        final long id = ledger.nextId();
        StressLedger.write(message, 0, length, id);
        final SendStatus status = sender.offer(random.nextLong(), message, 0, length);
        book(counters, id, length, acceptedBefore, droppedBefore);
        return status;
    }

    /** How many mailboxes a publish reaches changes under the test's hands: the port's own count tells. */
    private void book(CounterBlock counters, long id, int length, long acceptedBefore, long droppedBefore)
    {
        final long copies = counters.get(BusCounter.ACCEPTED) - acceptedBefore;
        final long dropped = counters.get(BusCounter.DROPPED_OVERFLOW) - droppedBefore;
        if (copies > 0)
        {
            ledger.accepted(id, length, (int)copies, (int)dropped);
        }
    }

    private SendStatus request()
    {
        final Asking asking = askings.get(askings.size() - 1);
        final int length = StressLedger.NAMED_LENGTH + random.nextInt(100);
        final long timeoutNs = random.nextInt(16) == 0 ? 1 + random.nextInt(2_000_000) : LONG_NS;
        final long id = ledger.nextId();
        SendStatus status;
        if (random.nextBoolean())
        {
            StressLedger.write(message, 0, length, id);
            status = asking.requester.request(message, 0, length, timeoutNs, asking);
        }
        else
        {
            status = asking.requester.tryClaim(length, timeoutNs, asking, claim);
            if (status == SendStatus.ACCEPTED)
            {
                status = fill(length, id);
            }
        }
        if (status == SendStatus.ACCEPTED)
        {
            asking.asked++;
            ledger.accepted(id, length, 1, 0);
        }
        return status;
    }

    private SendStatus fill(int length, long id)
    {
        try (claim)
        {
            if (random.nextInt(8) == 0)
            {
                return SendStatus.BACK_PRESSURED;
            }
            StressLedger.write(claim.buffer(), claim.offset(), length, id);
            claim.commit();
            return SendStatus.ACCEPTED;
        }
    }

    /** A requester, and the outcomes of its requests. */
    private final class Asking implements ReplyHandler
    {
        private final Requester requester;
        private final BitSet ended = new BitSet();
        private long asked;

        private Asking(Requester requester)
        {
            this.requester = requester;
        }

        @Override
        public void onReply(long correlationId, DirectBuffer buffer, int offset, int length)
        {
            ledger.tableReplies.increment();
            ledger.delivered(StressLedger.read(buffer, offset, length));
            end(correlationId);
        }

        @Override
        public void onFailure(long correlationId, RequestFailure failure)
        {
            end(correlationId);
        }

        private synchronized void end(long correlationId)
        {
            if (ended.get((int)correlationId))
            {
                throw new AssertionError("correlationId=" + correlationId + " ended twice");
            }
            ended.set((int)correlationId);
        }

        private synchronized void check()
        {
            StressLedger.assertSame("requests ended", asked, ended.cardinality());
        }
    }
}
