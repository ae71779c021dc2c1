package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusCounter;
import org.gradientbus.BusException;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.IdleProfile;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.MessageKind;
import org.gradientbus.Overflow;
import org.gradientbus.PortOptions;
import org.gradientbus.ReplyAddress;
import org.gradientbus.SendStatus;
import org.gradientbus.Sender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * The receiving side of a stress run: sixteen mailboxes on four loops, of all overflow policies, that close, fail,
 * come back, throw, answer, and pass on.
 */
final class StressWorld implements AutoCloseable
{
    static final int MAILBOXES = 16;
    static final int GROUPS = 3;
    static final int MAX_MESSAGE_LENGTH = 4096;
    static final int FIRST_TYPE = 100;

    private static final int REPLY_LENGTH = 20;
    private static final RuntimeException PLANNED_EXCEPTION = new IllegalStateException("planned");
    private static final Error PLANNED_ERROR = new AssertionError("planned");
    private static final int MAX_HOPS = 3;

    final Bus bus;
    final StressLedger ledger;
    final LongAdder closes = new LongAdder();
    final ArrayBlockingQueue<ReplyAddress> answersOwed = new ArrayBlockingQueue<>(512);

    private final Loop[] loops = new Loop[4];
    private final Hand[] hands = new Hand[loops.length];
    private final Mailbox[] slots = new Mailbox[MAILBOXES];
    private final List<Mailbox> all = new ArrayList<>();
    private final AtomicLong errorsReported = new AtomicLong();
    private final AtomicReference<Throwable> unexpected = new AtomicReference<>();

    /** With little time to close, the bus complains of handlers that still run. */
    private final boolean isHasty;
    private final Thread caller;
    private volatile boolean isOver;

    /** The bus is about to close: who is refused by an exception ends without complaint. */
    volatile boolean isClosing;

    StressWorld(int maxMessages, Duration closeTimeout)
    {
        ledger = new StressLedger(maxMessages);
        isHasty = closeTimeout.toSeconds() == 0;
        bus = Bus.open(BusConfig.defaults()
            .withMaxMessageLength(MAX_MESSAGE_LENGTH)
            .withMaxHops(MAX_HOPS)
            .withCloseTimeout(closeTimeout)
            .withErrorHandler(this::onError)
            .withEventHandler((event) ->
            {
            }));
        loops[0] = bus.defaultLoop();
        loops[1] = bus.loop(LoopConfig.named("balanced").withIdle(IdleProfile.BALANCED).withBatchLimit(7));
        loops[2] = bus.loop(LoopConfig.named("quiet").withSourceLength(1 << 18));
        loops[3] = bus.loop(LoopConfig.callerRun("caller"));
        for (int i = 0; i < loops.length; i++)
        {
            hands[i] = new Hand();
        }
        for (int slot = 0; slot < MAILBOXES; slot++)
        {
            open(slot);
        }
        caller = new Thread(this::pollAsCaller, "stress-caller");
        caller.setDaemon(true);
        caller.start();
    }

    /** What a loop's handlers share. */
    private final class Hand
    {
        private final Sender forwarder =
            bus.sender(Address.parse("group/1"), PortOptions.defaults());
        private final Claim claim = bus.claim();
        private int answersOwed;
        private final UnsafeBuffer answer = new UnsafeBuffer(new byte[REPLY_LENGTH]);
    }

    Loop loop(int number)
    {
        return loops[number % loops.length];
    }

    /** With its mailboxes and requesters; who opens one there from now on ends. */
    void closeLoop(int number)
    {
        isClosing = true;
        loops[number].close();
    }

    /** A mailbox for what comes back to a sender. */
    Mailbox openReturns(int number)
    {
        final Hand hand = hands[number % loops.length];
        return remember(bus.mailbox((buffer, offset, length, envelope) ->
            onMessage(hand, null, buffer, offset, length, envelope),
            MailboxOptions.defaults().withLoop(loop(number))));
    }

    /** Closes a mailbox, and may open another at once; opens one where it is closed; binds one that was detached. */
    void tend(int slot, boolean isReopened)
    {
        synchronized (slots)
        {
            final Mailbox mailbox = slots[slot];
            if (!mailbox.isOpen())
            {
                open(slot);
            }
            else if (mailbox.bindings().isEmpty())
            {
                bind(mailbox, slot);
            }
            else
            {
                closes.increment();
                mailbox.close();
                if (isReopened)
                {
                    open(slot);
                }
            }
        }
    }

    /** Ends without closing the bus: everything that was sent has ended. */
    boolean isAtRest()
    {
        return bus.counters().inFlight() == 0 && bus.counters().requestsPending() == 0;
    }

    void assertBalanced()
    {
        if (unexpected.get() != null)
        {
            throw new AssertionError("failed in the background", unexpected.get());
        }
        ledger.assertBalanced(bus.counters());
        if (!isHasty)
        {
            StressLedger.assertSame("errors reported", ledger.thrown.sum(), errorsReported.get());
        }
        long delivered = 0;
        synchronized (all)
        {
            for (final Mailbox each : all)
            {
                delivered += each.delivered();
            }
        }
        StressLedger.assertSame("handler calls", ledger.mailboxCalls.sum(), delivered);
    }

    String story()
    {
        final StringBuilder text = new StringBuilder("mailboxes closed=" + closes.sum());
        for (final BusCounter each : BusCounter.values())
        {
            text.append(' ').append(each).append('=').append(bus.counters().get(each));
        }
        return text.toString();
    }

    @Override
    public void close()
    {
        isClosing = true;
        bus.close();
        isOver = true;
    }

    private void pollAsCaller()
    {
        while (!isOver)
        {
            if (loops[3].poll(16) == 0)
            {
                Thread.yield();
            }
        }
    }

    private void onError(Throwable error)
    {
        if (error == PLANNED_EXCEPTION || error == PLANNED_ERROR)
        {
            errorsReported.incrementAndGet();
        }
        else if (!isHasty || !(error instanceof BusException))
        {
            error.printStackTrace(System.out);
            unexpected.set(error);
        }
    }

    private void open(int slot)
    {
        final int loop = slot % loops.length;
        final Overflow overflow = switch (slot % 3)
        {
            case 0 -> Overflow.block();
            case 1 -> Overflow.drop();
            default -> Overflow.detachAfter(Duration.ofMillis(2));
        };
        final Mailbox[] self = new Mailbox[1];
        final Mailbox mailbox = remember(bus.mailbox((buffer, offset, length, envelope) ->
            onMessage(hands[loop], self[0], buffer, offset, length, envelope),
            MailboxOptions.defaults().withLoop(loops[loop]).withOverflow(overflow)));
        self[0] = mailbox;
        slots[slot] = mailbox;
        bind(mailbox, slot);
    }

    private static void bind(Mailbox mailbox, int slot)
    {
        try
        {
            mailbox.bind(Address.parse("group/" + slot / 2 % GROUPS));
            mailbox.bind(Address.parse("slot/" + slot));
            mailbox.bind(Address.parse("{" + FIRST_TYPE + "," + slot + "-" + (slot + 2) + "}"));
            if (slot % 5 == 0)
            {
                mailbox.bind(Address.parse("group/*"));
            }
        }
        catch (final IllegalStateException failedMeanwhile)
        {
            if (mailbox.isOpen())
            {
                throw failedMeanwhile;
            }
        }
    }

    private Mailbox remember(Mailbox mailbox)
    {
        synchronized (all)
        {
            all.add(mailbox);
        }
        return mailbox;
    }

    private void onMessage(
        Hand hand, Mailbox mailbox, DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        ledger.mailboxCalls.increment();
        try
        {
            handle(hand, mailbox, buffer, offset, length, envelope);
        }
        catch (final BusException closed)
        {
            ledger.thrown.increment();
            throw closed;
        }
    }

    private void handle(Hand hand, Mailbox mailbox, DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        final long id = StressLedger.read(buffer, offset, length);
        if (envelope.kind() == MessageKind.RETURNED)
        {
            ledger.mailboxCallsReturned.increment();
            ledger.returned(id);
            return;
        }
        ledger.delivered(id);
        if (id >= 0 && envelope.kind() != MessageKind.REPLY)
        {
            act(hand, mailbox, buffer, offset, length, envelope);
        }
    }

    private void act(Hand hand, Mailbox mailbox, DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        final int chance = (int)(StressLedger.read(buffer, offset, length) * 0x9E37_79B9_7F4A_7C15L >>> 40);
        if (chance % 2_003 == 0)
        {
            ledger.thrown.increment();
            throw PLANNED_EXCEPTION;
        }
        if (chance % 50_021 == 0)
        {
            ledger.thrown.increment();
            throw PLANNED_ERROR;
        }
        if (chance % 50_023 == 0 && mailbox != null)
        {
            mailbox.close();
        }
        final boolean isRequest = envelope.kind() == MessageKind.REQUEST;
        if (isRequest)
        {
            answer(hand, envelope, chance >>> 4 & 15);
        }
        else if ((chance & 15) == 1)
        {
            answer(hand, envelope, chance >>> 4 & 3);
        }
        if (envelope.hops() < MAX_HOPS && (isRequest ? (chance >>> 4 & 15) == 15 : chance % 37 == 0))
        {
            forward(hand, envelope, buffer, offset, length);
        }
    }

    private void answer(Hand hand, Envelope envelope, int chance)
    {
        if (envelope.from().isEmpty())
        {
            return;
        }
        if (chance < 8)
        {
            final long id = ledger.nextId();
            StressLedger.write(hand.answer, 0, REPLY_LENGTH, id);
            noteAnswer(envelope.reply(hand.answer, 0, REPLY_LENGTH), id);
        }
        else if (chance < 12)
        {
            final SendStatus status = envelope.tryClaimReply(REPLY_LENGTH, hand.claim);
            if (status == SendStatus.ACCEPTED)
            {
                claimAnswer(hand.claim, chance);
            }
        }
        else if (chance < 14 || chance == 14 && hand.answersOwed++ % 32 != 0)
        {
            answersOwed.offer(envelope.replyAddress());
        }
    }

    private void claimAnswer(Claim claim, int chance)
    {
        try (claim)
        {
            if (chance == 11)
            {
                ledger.thrown.increment();
                throw PLANNED_EXCEPTION;
            }
            final long id = ledger.nextId();
            StressLedger.write(claim.buffer(), claim.offset(), REPLY_LENGTH, id);
            claim.commit();
            noteAnswer(SendStatus.ACCEPTED, id);
        }
    }

    private void noteAnswer(SendStatus status, long id)
    {
        if (status == SendStatus.ACCEPTED)
        {
            ledger.accepted(id, REPLY_LENGTH, 1, 0);
        }
    }

    /** Answers one of those who were promised an answer for later. By any thread. */
    boolean answerLate(UnsafeBuffer scratch)
    {
        final ReplyAddress owed = answersOwed.poll();
        if (owed == null)
        {
            return false;
        }
        final long id = ledger.nextId();
        StressLedger.write(scratch, 0, REPLY_LENGTH, id);
        noteAnswer(owed.reply(scratch, 0, REPLY_LENGTH), id);
        return true;
    }

    private void forward(Hand hand, Envelope envelope, DirectBuffer buffer, int offset, int length)
    {
        final CounterBlock counters = ((PortCore)hand.forwarder).counters;
        final long acceptedBefore = counters.get(BusCounter.ACCEPTED);
        final long droppedBefore = counters.get(BusCounter.DROPPED_OVERFLOW);
        final SendStatus status = (length & 1) == 0 ?
            envelope.forward(hand.forwarder) : envelope.forward(hand.forwarder, buffer, offset, length);
        if (status == SendStatus.ACCEPTED)
        {
            ledger.accepted(StressLedger.read(buffer, offset, length), length,
                (int)(counters.get(BusCounter.ACCEPTED) - acceptedBefore),
                (int)(counters.get(BusCounter.DROPPED_OVERFLOW) - droppedBefore));
        }
    }
}
