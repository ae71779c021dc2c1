package org.gradientbus.cli.tour;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.BusConfig;
import org.gradientbus.BusException;
import org.gradientbus.Envelope;
import org.gradientbus.ReplyAddress;
import org.gradientbus.SendStatus;
import org.gradientbus.cli.tools.OpenBus;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The program of the far end in another JVM: opens a bus in the domain that it is given, and does what it is asked
 * until it is asked to end.
 */
final class FarMain
{
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

    /** A question, and where its answer goes. */
    private record Asked(FarQuestion question, ReplyAddress asker)
    {
    }

    /** Makes the far end that is asked. */
    @FunctionalInterface
    interface Opener
    {
        FarEnd open(Bus bus, LongSupplier backgroundErrors);
    }

    private FarMain()
    {
    }

    /**
     * Runs until it is asked to end.
     *
     * @param args as {@link Meeting#arguments} says
     */
    public static void main(String[] args) throws InterruptedException
    {
        run(args, FarBus::new);
    }

    /** With another far end on the bus, which gets how many errors there were in the background. */
    static void run(String[] args, Opener opener) throws InterruptedException
    {
        AtomicLong errors = new AtomicLong();
        BusConfig config = Meeting.config(args).withErrorHandler((error) ->
        {
            errors.incrementAndGet();
            System.err.println("gradient: the far end failed in the background: " + error);
        });
        try (OpenBus open = new OpenBus(Bus.open(config)))
        {
            new FarMain().serve(open.bus(), opener.open(open.bus(), errors::get));
        }
    }

    /** On this thread, as a handler may not wait for its own bus to come to rest. */
    private void serve(Bus bus, FarEnd far) throws InterruptedException
    {
        bus.subscribe(FarQuestion.ADDRESS, this::onQuestion);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[FarQuestion.ANSWER_LENGTH]);
        boolean isOver = false;
        while (!isOver)
        {
            Asked next = asked.take();
            isOver = next.question().act() == FarQuestion.Act.END;
            long[] answer = new long[FarQuestion.ANSWERS];
            next.question().ask(far, answer);
            for (int i = 0; i < answer.length; i++)
            {
                buffer.putLong(i * Long.BYTES, answer[i]);
            }
            SendStatus status = next.asker().reply(buffer, 0, FarQuestion.ANSWER_LENGTH);
            if (!status.isAccepted())
            {
                throw new BusException("nobody takes the answer to " + next.question() + ": " + status);
            }
        }
    }

    private void onQuestion(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        asked.add(new Asked(FarQuestion.decode(buffer, offset, length), envelope.replyAddress()));
    }
}
