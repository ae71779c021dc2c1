package org.gradientbus.samples.pi;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.Envelope;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.MessageKind;
import org.gradientbus.PortOptions;
import org.gradientbus.Selection;
import org.gradientbus.Sender;
import org.gradientbus.samples.messages.ComputeDigitsEncoder;
import org.gradientbus.samples.messages.DigitsComputedDecoder;
import org.gradientbus.samples.messages.MessageHeaderDecoder;
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

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final DigitsComputedDecoder answer = new DigitsComputedDecoder();
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
        mailbox = bus.mailbox(this::onAnswer, MailboxOptions.defaults());
    }

    /** Sends the work to the workers behind an address, in turn. */
    void askFor(String workers)
    {
        final MessageHeaderEncoder orderHeader = new MessageHeaderEncoder();
        final ComputeDigitsEncoder order = new ComputeDigitsEncoder();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        final PortOptions inTurn =
            PortOptions.defaults().withSelection(Selection.ROUND_ROBIN).withReturnTo(mailbox);
        try (Sender sender = bus.sender(Address.parse(workers), inTurn))
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
        catch (final InterruptedException | ExecutionException | TimeoutException cause)
        {
            throw new IllegalStateException(missing + " of " + pieces.length + " pieces missing", cause);
        }
    }

    @Override
    public void close()
    {
        mailbox.close();
    }

    private void onAnswer(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        if (envelope.kind() == MessageKind.RETURNED)
        {
            complete.completeExceptionally(new IllegalStateException("a piece came back: " + envelope.returnCode()));
            return;
        }
        answer.wrapAndApplyHeader(buffer, offset, header);
        pieces[answer.position() / HexDigitsOfPi.DIGITS_PER_MESSAGE] = String.format("%08X", answer.digits());
        missing--;
        if (missing == 0)
        {
            complete.complete(String.join("", pieces));
        }
    }
}
