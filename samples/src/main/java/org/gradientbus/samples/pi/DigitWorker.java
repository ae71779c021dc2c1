package org.gradientbus.samples.pi;

import org.gradientbus.Address;
import org.gradientbus.Bus;
import org.gradientbus.Claim;
import org.gradientbus.Envelope;
import org.gradientbus.Loop;
import org.gradientbus.LoopConfig;
import org.gradientbus.Mailbox;
import org.gradientbus.MailboxOptions;
import org.gradientbus.SendStatus;
import org.gradientbus.samples.Messages;
import org.gradientbus.samples.messages.ComputeDigitsDecoder;
import org.gradientbus.samples.messages.DigitsComputedEncoder;
import org.gradientbus.samples.messages.MessageHeaderEncoder;

/**
 * A worker of {@link HexDigitsOfPi}: computes the digits that a message asks for, and answers in place.
 */
final class DigitWorker implements AutoCloseable
{
    private static final int ANSWER_LENGTH =
        MessageHeaderEncoder.ENCODED_LENGTH + DigitsComputedEncoder.BLOCK_LENGTH;

    private final DigitsComputedEncoder answer = new DigitsComputedEncoder();
    private final Claim claim;
    private final Loop loop;
    private final Mailbox mailbox;

    DigitWorker(Bus bus, int instance)
    {
        claim = bus.claim();
        loop = bus.loop(LoopConfig.named("digit-worker-" + instance));
        mailbox = bus.subscribe(
            Address.numbered(HexDigitsOfPi.WORKER_TYPE, instance),
            Messages.dispatcher().on(new ComputeDigitsDecoder(), this::onComputeDigits),
            MailboxOptions.defaults().withLoop(loop));
    }

    long messages()
    {
        return mailbox.delivered();
    }

    @Override
    public void close()
    {
        loop.close();
    }

    private void onComputeDigits(ComputeDigitsDecoder order, Envelope envelope)
    {
        final int position = order.position();
        final int digits = BaileyBorweinPlouffe.digits(position);
        final SendStatus status = envelope.tryClaimReply(ANSWER_LENGTH, claim);
        if (!status.isAccepted())
        {
            throw new IllegalStateException("answer for position=" + position + " not sent: " + status);
        }
        claim.encode(answer).position(position).digits(digits);
        claim.commit();
    }
}
