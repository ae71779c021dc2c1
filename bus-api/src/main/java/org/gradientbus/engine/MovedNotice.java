package org.gradientbus.engine;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.PortAddress;
import org.gradientbus.codecs.control.MessageHeaderEncoder;
import org.gradientbus.codecs.control.MovedDecoder;
import org.gradientbus.codecs.control.MovedEncoder;

/**
 * Tells a requester which mailbox has its request now; written and read without an object for each. For one thread.
 */
final class MovedNotice
{
    static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + MovedEncoder.BLOCK_LENGTH;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final MovedEncoder encoder = new MovedEncoder();
    private final MovedDecoder decoder = new MovedDecoder();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);

    /** Writes a notice. The buffer is valid until the next one is written. */
    DirectBuffer write(PortAddress newTarget)
    {
        encoder.wrapAndApplyHeader(message, 0, header).node(newTarget.node()).mailboxRef(newTarget.ref());
        return message;
    }

    /** Verifies a payload and wraps it. Returns false when it is no such notice: then nothing may be read. */
    boolean wrap(DirectBuffer payload)
    {
        if (!ControlCodec.isMessage(payload, 0, payload.capacity()) ||
            ControlCodec.templateId(payload, 0) != MovedDecoder.TEMPLATE_ID)
        {
            return false;
        }
        decoder.wrap(payload, MessageHeaderEncoder.ENCODED_LENGTH, MovedDecoder.BLOCK_LENGTH,
            MovedDecoder.SCHEMA_VERSION);
        return true;
    }

    long node()
    {
        return decoder.node();
    }

    int ref()
    {
        return decoder.mailboxRef();
    }
}
