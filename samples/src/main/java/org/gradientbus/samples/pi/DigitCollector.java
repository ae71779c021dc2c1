package org.gradientbus.samples.pi;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Bus;
import org.gradientbus.Envelope;
import org.gradientbus.Mailbox;
import org.gradientbus.PortOptions;
import org.gradientbus.Selection;
import org.gradientbus.Sender;
import org.gradientbus.samples.Messages;
import org.gradientbus.samples.messages.ComputeDigitsDecoder;
import org.gradientbus.samples.messages.ComputeDigitsEncoder;
import org.gradientbus.samples.messages.DigitsComputedDecoder;
import org.gradientbus.samples.messages.MessageHeaderEncoder;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Hands out the work of {@link HexDigitsOfPi}, and puts the answers, which come in any order, in theirs.
 */
final class DigitCollector implements AutoCloseable
{
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CompletableFuture<String> complete = new CompletableFuture<>();
    private final Bus bus;
    private final String[] pieces;
    private final Mailbox mailbox;
    private volatile int missing;

    DigitCollector(Bus bus, int messages)
    {
        this.bus = bus;
        pieces = new String[messages];
        missing = messages;
        mailbox = bus.mailbox(Messages.dispatcher()
            .on(new DigitsComputedDecoder(), this::onAnswer)
            .on(new ComputeDigitsDecoder(), this::onReturned));
    }

    /** Sends the work to the workers behind an address, in turn. */
    void askFor(String workers)
    {
        final MessageHeaderEncoder orderHeader = new MessageHeaderEncoder();
        final ComputeDigitsEncoder order = new ComputeDigitsEncoder();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        final PortOptions inTurn =
            PortOptions.defaults().withSelection(Selection.ROUND_ROBIN).withReturnTo(mailbox);
        try (Sender sender = bus.sender(workers, inTurn))
        {
            for (int i = 0; i < pieces.length; i++)
            {
                order.wrapAndApplyHeader(buffer, 0, orderHeader).position(i * HexDigitsOfPi.DIGITS_PER_MESSAGE);
                sender.send(buffer, 0, orderHeader.encodedLength() + order.encodedLength(), PATIENCE);
            }
        }
    }

    /** Waits for all the digits. */
    String await()
    {
        try
        {
            return complete.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        }
        catch (final InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted, pieces missing=" + missing, interrupted);
        }
        catch (final ExecutionException | TimeoutException cause)
        {
            throw new IllegalStateException(
                "pieces missing=" + missing + " of " + pieces.length + " after " + PATIENCE, cause);
        }
    }

    @Override
    public void close()
    {
        mailbox.close();
    }

    private void onAnswer(DigitsComputedDecoder answer, Envelope envelope)
    {
        pieces[answer.position() / HexDigitsOfPi.DIGITS_PER_MESSAGE] = String.format("%08X", answer.digits());
        missing--;
        if (missing == 0)
        {
            complete.complete(String.join("", pieces));
        }
    }

    private void onReturned(ComputeDigitsDecoder order, Envelope envelope)
    {
        complete.completeExceptionally(new IllegalStateException(
            "the digits from position=" + order.position() + " came back undone: " + envelope.returnCode()));
    }
}
