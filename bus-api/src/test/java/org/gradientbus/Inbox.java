package org.gradientbus;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * A handler that remembers what it got: numbers of {@link BusRig#message}, and what their envelopes said.
 */
final class Inbox implements MessageHandler
{
    private final List<Long> numbers = new ArrayList<>();
    private final List<MessageKind> kinds = new ArrayList<>();
    private final List<ReturnCode> codes = new ArrayList<>();
    private final List<Long> correlationIds = new ArrayList<>();
    private final List<Address> addresses = new ArrayList<>();

    @Override
    public synchronized void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        numbers.add(length == Long.BYTES ? buffer.getLong(offset) : -length);
        kinds.add(envelope.kind());
        codes.add(envelope.returnCode());
        correlationIds.add(envelope.correlationId());
        addresses.add(envelope.address());
    }

    synchronized int size()
    {
        return numbers.size();
    }

    synchronized List<Long> numbers()
    {
        return List.copyOf(numbers);
    }

    synchronized List<MessageKind> kinds()
    {
        return List.copyOf(kinds);
    }

    synchronized List<ReturnCode> codes()
    {
        return List.copyOf(codes);
    }

    synchronized List<Long> correlationIds()
    {
        return List.copyOf(correlationIds);
    }

    synchronized List<Address> addresses()
    {
        return List.copyOf(addresses);
    }

    /** 0, 1, 2, ... in a list to compare with. */
    static List<Long> upTo(int end)
    {
        List<Long> expected = new ArrayList<>();
        for (long number = 0; number < end; number++)
        {
            expected.add(number);
        }
        return expected;
    }
}
