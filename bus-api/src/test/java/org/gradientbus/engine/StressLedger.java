package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.gradientbus.BusCounter;
import org.gradientbus.Counters;
import org.gradientbus.testkit.ConservationLedger;

import java.util.concurrent.atomic.LongAdder;

/**
 * The book of a stress run. A message that is long enough carries its id; shorter ones have no name and are kept as
 * sums.
 *
 * <pre>
 *   0            8             12                       length-1
 *   +------------+-------------+------------- ... -------+---------+
 *   | id int64   | length int32| undefined               | id int8 |
 *   +------------+-------------+------------- ... -------+---------+
 * </pre>
 */
final class StressLedger
{
    /** A message shorter than this has no id. */
    static final int NAMED_LENGTH = 13;

    final LongAdder mailboxCalls = new LongAdder();
    final LongAdder mailboxCallsReturned = new LongAdder();
    final LongAdder tableReplies = new LongAdder();
    final LongAdder thrown = new LongAdder();

    private final LongAdder namelessAccepted = new LongAdder();
    private final LongAdder namelessDropped = new LongAdder();
    private final LongAdder namelessDelivered = new LongAdder();
    private final LongAdder namelessReturned = new LongAdder();
    private final ConservationLedger ledger;

    StressLedger(int maxMessages)
    {
        ledger = new ConservationLedger(maxMessages);
    }

    long nextId()
    {
        return ledger.nextId();
    }

    static void write(MutableDirectBuffer buffer, int offset, int length, long id)
    {
        if (length >= NAMED_LENGTH)
        {
            buffer.putLong(offset, id);
            buffer.putInt(offset + Long.BYTES, length);
            buffer.putByte(offset + length - 1, (byte)id);
        }
    }

    /** Returns the id, or -1 when the message has none. Fails when the bytes are not those that were written. */
    static long read(DirectBuffer buffer, int offset, int length)
    {
        if (length < NAMED_LENGTH)
        {
            return -1;
        }
        final long id = buffer.getLong(offset);
        if (buffer.getInt(offset + Long.BYTES) != length || buffer.getByte(offset + length - 1) != (byte)id)
        {
            throw new AssertionError("length=" + length + " id=" + id + ": the payload is not what was sent");
        }
        return id;
    }

    void accepted(long id, int length, int copies, int dropped)
    {
        if (length < NAMED_LENGTH)
        {
            namelessAccepted.add(copies);
            namelessDropped.add(dropped);
            return;
        }
        ledger.accepted(id, copies);
        for (int i = 0; i < dropped; i++)
        {
            ledger.endedOtherwise(id);
        }
    }

    void delivered(long id)
    {
        if (id < 0)
        {
            namelessDelivered.increment();
        }
        else
        {
            ledger.delivered(id);
        }
    }

    void returned(long id)
    {
        if (id < 0)
        {
            namelessReturned.increment();
        }
        else
        {
            ledger.returned(id);
        }
    }

    /** Fails unless every message ended once, and the bus says the same. */
    void assertBalanced(Counters counters)
    {
        nameTheNameless();
        ledger.assertBalanced(counters);
        assertSame("messages in flight", 0, counters.inFlight());
        assertSame("requests pending", 0, counters.requestsPending());
        assertSame("frames malformed", 0, counters.get(BusCounter.MALFORMED));
        assertSame("messages delivered", mailboxCalls.sum() - mailboxCallsReturned.sum() + tableReplies.sum(),
            counters.get(BusCounter.DELIVERED));
        assertSame("requests replied to", tableReplies.sum(), counters.get(BusCounter.REPLIES));
        assertSame("handler errors", thrown.sum(), counters.get(BusCounter.HANDLER_ERRORS));
    }

    static void assertSame(String what, long ours, long bus)
    {
        if (ours != bus)
        {
            throw new AssertionError(what + ": the test knows of " + ours + ", the bus of " + bus);
        }
    }

    /** Which nameless message is which nobody knows, but there must be as many ends as beginnings. */
    private void nameTheNameless()
    {
        long delivered = namelessDelivered.sumThenReset();
        long returned = namelessReturned.sumThenReset();
        long dropped = namelessDropped.sumThenReset();
        for (long left = namelessAccepted.sumThenReset(); left > 0; left--)
        {
            final long id = ledger.nextId();
            ledger.accepted(id);
            if (delivered > 0)
            {
                ledger.delivered(id);
                delivered--;
            }
            else if (returned > 0)
            {
                ledger.returned(id);
                returned--;
            }
            else if (dropped > 0)
            {
                ledger.endedOtherwise(id);
                dropped--;
            }
        }
        assertSame("nameless messages that ended without a beginning", 0, delivered + returned + dropped);
    }
}
