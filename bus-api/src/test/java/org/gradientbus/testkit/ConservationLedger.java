package org.gradientbus.testkit;

import org.gradientbus.BusCounter;
import org.gradientbus.Counters;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Keeps book, independently of the bus, of how every message ended. A test takes an id for each message, writes it into
 * the payload, and enters what it sees; the ledger then tells which messages ended twice, or never.
 *
 * <p>One publish to <i>k</i> mailboxes is one id accepted in <i>k</i> copies, as {@link BusCounter#ACCEPTED} counts it.
 * Ends and acceptance may be entered in any order, since a receiver may be faster than the sender's return.
 *
 * <p>Each id costs one {@code int} and nothing else, so ten million messages cost 40 MB:
 *
 * <pre>
 *   31          24 23          16 15           8 7            0
 *   +-------------+--------------+--------------+--------------+
 *   | other ends  | returned     | delivered    | accepted     |   each counts to 255, where it is refused
 *   +-------------+--------------+--------------+--------------+
 * </pre>
 *
 * <p><b>Threads</b>: all may enter; the balance is drawn when they are at rest. Nothing is allocated per message.
 */
public final class ConservationLedger
{
    private static final int BITS = 8;
    private static final int MAX_COUNT = (1 << BITS) - 1;
    private static final int ACCEPTED = 0;
    private static final int DELIVERED = BITS;
    private static final int RETURNED = 2 * BITS;
    private static final int OTHERWISE = 3 * BITS;
    private static final int IDS_SHOWN = 8;

    private final AtomicIntegerArray entries;
    private final AtomicInteger idsGiven = new AtomicInteger();

    /**
     * Makes an empty ledger.
     *
     * @param maxMessages the most ids that it will give
     */
    public ConservationLedger(int maxMessages)
    {
        entries = new AtomicIntegerArray(maxMessages);
    }

    /**
     * Gives the id of the next message. An id that is never accepted counts for nothing, so one may be taken before an
     * attempt that is refused.
     *
     * @return 0, 1, 2, ...
     * @throws IllegalStateException when the ledger is full
     */
    public long nextId()
    {
        int id = idsGiven.getAndIncrement();
        if (id < 0 || id >= entries.length())
        {
            idsGiven.set(entries.length());
            throw new IllegalStateException("the ledger is full: maxMessages=" + entries.length());
        }
        return id;
    }

    /**
     * Enters a message accepted for one mailbox.
     *
     * @param id of the message
     */
    public void accepted(long id)
    {
        accepted(id, 1);
    }

    /**
     * Enters a message accepted for several mailboxes at once.
     *
     * @param id     of the message
     * @param copies one for each mailbox, 0 to 255
     */
    public void accepted(long id, int copies)
    {
        enter(id, ACCEPTED, copies);
    }

    /**
     * Enters that a handler saw one copy.
     *
     * @param id of the message
     */
    public void delivered(long id)
    {
        enter(id, DELIVERED, 1);
    }

    /**
     * Enters that one copy came back to its sender.
     *
     * @param id of the message
     */
    public void returned(long id)
    {
        enter(id, RETURNED, 1);
    }

    /**
     * Enters that one copy ended in another way that the test knows of by id: expired, dropped by policy, lost with its
     * peer. Ends that the bus only counts are left out here and compared by {@link #assertBalanced(Counters...)}.
     *
     * @param id of the message
     */
    public void endedOtherwise(long id)
    {
        enter(id, OTHERWISE, 1);
    }

    /**
     * Fails unless every copy accepted has ended exactly once, as the test saw it.
     *
     * @throws AssertionError tells how many messages ended never or too often, and the first of them
     */
    public void assertBalanced()
    {
        Balance balance = new Balance();
        if (balance.idsNeverEnded + balance.idsEndedTooOften != 0)
        {
            throw new AssertionError(balance.toString());
        }
    }

    /**
     * Fails unless the entries of this ledger and the counters of the buses tell the same story: no copy ended twice,
     * as many were accepted and delivered as the buses say, and as many ended unseen as the buses expired, dropped,
     * lost, or returned to a sender that does not listen.
     *
     * @param buses all whose messages were entered here; their other traffic, if any, must be entered too
     * @throws AssertionError tells every number that differs, and the first messages that ended never or too often
     */
    public void assertBalanced(Counters... buses)
    {
        Balance balance = new Balance();
        long endedByBuses = 0;
        for (BusCounter each : BusCounter.values())
        {
            endedByBuses += isUnseenEnd(each) ? sum(each, buses) : 0;
        }
        endedByBuses += sum(BusCounter.RETURNED, buses);
        String differences =
            difference("accepted", balance.accepted, sum(BusCounter.ACCEPTED, buses)) +
            difference("delivered", balance.delivered, sum(BusCounter.DELIVERED, buses)) +
            difference("neither delivered nor seen to end, less what the buses account for",
                balance.accepted - balance.delivered, endedByBuses);
        if (sum(BusCounter.RETURNED, buses) < balance.returned)
        {
            differences += difference("returned", balance.returned, sum(BusCounter.RETURNED, buses));
        }
        if (!differences.isEmpty() || balance.idsEndedTooOften != 0)
        {
            throw new AssertionError(balance + differences);
        }
    }

    private static boolean isUnseenEnd(BusCounter counter)
    {
        return switch (counter)
        {
            case EXPIRED, DROPPED_OVERFLOW, DROPPED_UNRETURNABLE, DROPPED_AT_CLOSE, LATE_REPLIES, LOST_WITH_PEER,
                LOST_ON_THE_WAY -> true;
            case ACCEPTED, DELIVERED, RETURNED, BACK_PRESSURED, NO_ROUTE, TOO_LARGE, HANDLER_ERRORS, REQUESTS, REPLIES,
                REQUESTS_TIMED_OUT, REQUESTS_FAILED, DETACHED, MALFORMED, NOTICES_DROPPED, SENT_TO_PEERS,
                RECEIVED_FROM_PEERS, PEERS_MET, PEERS_LOST, CONTROL_DROPPED, DROPPED_BY_PEERS,
                BINDINGS_LEFT_OUT -> false;
        };
    }

    private static long sum(BusCounter counter, Counters... buses)
    {
        long sum = 0;
        for (Counters bus : buses)
        {
            sum += bus.get(counter);
        }
        return sum;
    }

    private static String difference(String what, long ledger, long buses)
    {
        return ledger == buses ? "" : "; " + what + ": ledger=" + ledger + " buses=" + buses;
    }

    private static int count(int entry, int shift)
    {
        return entry >>> shift & MAX_COUNT;
    }

    private void enter(long id, int shift, int count)
    {
        if (id < 0 || id >= Math.min(idsGiven.get(), entries.length()))
        {
            throw new IllegalArgumentException("id=" + id + " was never given: the payload is corrupt");
        }
        if (count < 0 || count > MAX_COUNT)
        {
            throw new IllegalArgumentException("copies=" + count + " is not in 0 to " + MAX_COUNT);
        }
        int before;
        do
        {
            before = entries.get((int)id);
            if (count(before, shift) + count > MAX_COUNT)
            {
                throw new IllegalStateException("id=" + id + " was entered more than " + MAX_COUNT + " times");
            }
        }
        while (!entries.compareAndSet((int)id, before, before + (count << shift)));
    }

    /** The sums over all ids, drawn once. */
    private final class Balance
    {
        private long accepted;
        private long delivered;
        private long returned;
        private long otherwise;
        private long idsNeverEnded;
        private long idsEndedTooOften;
        private final StringBuilder neverEnded = new StringBuilder();
        private final StringBuilder endedTooOften = new StringBuilder();

        Balance()
        {
            int ids = Math.min(idsGiven.get(), entries.length());
            for (int id = 0; id < ids; id++)
            {
                add(id, entries.get(id));
            }
        }

        private void add(int id, int entry)
        {
            accepted += count(entry, ACCEPTED);
            delivered += count(entry, DELIVERED);
            returned += count(entry, RETURNED);
            otherwise += count(entry, OTHERWISE);
            int ends = count(entry, DELIVERED) + count(entry, RETURNED) + count(entry, OTHERWISE);
            if (ends < count(entry, ACCEPTED) && idsNeverEnded++ < IDS_SHOWN)
            {
                describe(neverEnded, id, entry);
            }
            if (ends > count(entry, ACCEPTED) && idsEndedTooOften++ < IDS_SHOWN)
            {
                describe(endedTooOften, id, entry);
            }
        }

        private static void describe(StringBuilder text, int id, int entry)
        {
            text.append(" {id=").append(id)
                .append(" accepted=").append(count(entry, ACCEPTED))
                .append(" delivered=").append(count(entry, DELIVERED))
                .append(" returned=").append(count(entry, RETURNED))
                .append(" otherwise=").append(count(entry, OTHERWISE)).append('}');
        }

        @Override
        public String toString()
        {
            return "accepted=" + accepted + " delivered=" + delivered + " returned=" + returned + " otherwise=" +
                otherwise + "; messages that never ended: " + idsNeverEnded + neverEnded +
                "; messages that ended too often: " + idsEndedTooOften + endedTooOften;
        }
    }
}
