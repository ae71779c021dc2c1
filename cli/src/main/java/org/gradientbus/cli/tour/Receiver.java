package org.gradientbus.cli.tour;

import org.agrona.DirectBuffer;
import org.gradientbus.Envelope;
import org.gradientbus.MessageHandler;

/**
 * Checks and counts what it gets, on the thread of its loop.
 */
class Receiver implements MessageHandler
{
    private final Payload payload;
    private final PaddedCounter received = new PaddedCounter();
    private final PaddedCounter next = new PaddedCounter();
    private volatile long threadId;
    private volatile long wrong;

    Receiver(int maxLength)
    {
        payload = new Payload(maxLength);
    }

    /** One that is missing makes the next one wrong, but not all that follow. */
    @Override
    public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        if (threadId == 0)
        {
            threadId = Thread.currentThread().getId();
        }
        if (!payload.isRight(buffer, offset, length, next.get()))
        {
            wrong = wrong + 1; // by this thread alone
        }
        received.increment();
        next.set(buffer.getLong(offset) + 1); // last, since the sender waits for it
    }

    final long next()
    {
        return next.get();
    }

    FarEnd.Counts counts()
    {
        return new FarEnd.Counts(received.get(), wrong, 0, AllocatedBytes.by(threadId));
    }

    /** Of a loop that sleeps in between: notes when it was woken. */
    static final class Sleeper extends Receiver
    {
        private volatile long arrivedNs;

        Sleeper(int maxLength)
        {
            super(maxLength);
        }

        @Override
        public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
        {
            arrivedNs = System.nanoTime();
            super.onMessage(buffer, offset, length, envelope);
        }

        @Override
        FarEnd.Counts counts()
        {
            FarEnd.Counts counts = super.counts();
            return new FarEnd.Counts(counts.received(), counts.wrong(), arrivedNs, counts.allocatedBytes());
        }
    }
}
