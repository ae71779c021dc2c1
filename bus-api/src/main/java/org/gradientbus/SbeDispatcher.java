package org.gradientbus;

import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.sbe.MessageDecoderFlyweight;
import org.gradientbus.codecs.verify.StructureVerifier;
import org.gradientbus.codecs.verify.Verdict;

import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A message handler for SBE: verifies the structure of a message before anything is read from it, then hands the typed
 * decoder to the handler registered for its schema and template.
 *
 * <pre>{@code
 * bus.subscribe("quotes", new SbeDispatcher()
 *     .verify(StructureVerifier.load(QuoteDecoder.class, "quotes.sbeir"))
 *     .on(new QuoteDecoder(), (quote, envelope) -> System.out.println(quote.bid())));
 * }</pre>
 *
 * <p>Messages begin with the standard SBE header in little-endian order, as {@link Claim#encode} writes it. Set up
 * completely before it is given to a mailbox; then it belongs to that mailbox's loop. Nothing is allocated per message.
 */
public final class SbeDispatcher implements MessageHandler
{
    private static final int HEADER_LENGTH = Claim.SBE_HEADER_LENGTH;
    private static final int TEMPLATE_ID_OFFSET = 2;
    private static final int SCHEMA_ID_OFFSET = 4;
    private static final int VERSION_OFFSET = 6;
    private static final int U16 = 0xFFFF;

    private final Int2ObjectHashMap<StructureVerifier> verifierBySchema = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<Registration<?>> registrationByKey = new Int2ObjectHashMap<>();
    private MessageHandler unknown = SbeDispatcher::refuseUnknown;
    private MessageHandler malformed = this::refuseMalformed;
    private MessageHandler returned = SbeDispatcher::refuseReturned;

    /**
     * Makes a dispatcher that knows no message yet.
     */
    public SbeDispatcher()
    {
    }

    /**
     * Adds the verifier of one schema.
     *
     * @param verifier made from the schema's intermediate representation
     * @return this dispatcher
     * @throws IllegalStateException when the schema has a verifier already
     */
    public SbeDispatcher verify(StructureVerifier verifier)
    {
        if (verifierBySchema.putIfAbsent(verifier.schemaId(), verifier) != null)
        {
            throw new IllegalStateException("schemaId=" + verifier.schemaId() + " has a verifier already");
        }
        return this;
    }

    /**
     * Registers the handler of one template; its schema's verifier must have been added before.
     *
     * @param decoder of the template; the dispatcher wraps it on each message
     * @param handler gets the decoder
     * @param <D>     the generated decoder's type
     * @return this dispatcher
     * @throws IllegalStateException when the schema has no verifier, or the template has a handler already
     */
    public <D extends MessageDecoderFlyweight> SbeDispatcher on(D decoder, SbeHandler<? super D> handler)
    {
        final int schemaId = decoder.sbeSchemaId();
        final int templateId = decoder.sbeTemplateId();
        if (!verifierBySchema.containsKey(schemaId))
        {
            throw new IllegalStateException("schemaId=" + schemaId + " of " + decoder.getClass().getSimpleName() +
                " has no verifier: add it by verify(...) first");
        }
        if (registrationByKey.putIfAbsent(key(schemaId, templateId), new Registration<>(decoder, handler)) != null)
        {
            throw new IllegalStateException(
                "schemaId=" + schemaId + " templateId=" + templateId + " has a handler already");
        }
        return this;
    }

    /**
     * Sets who gets messages whose schema or template has no handler here. They were not verified. Without this such a
     * message is an error of the handler, and so counted and reported.
     *
     * @param handler gets the raw bytes
     * @return this dispatcher
     */
    public SbeDispatcher otherwise(MessageHandler handler)
    {
        unknown = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Sets who gets messages whose structure is broken: too short, lengths that lead outside, bytes left over. Without
     * this such a message is an error of the handler, and so counted and reported.
     *
     * @param handler gets the raw bytes, and had better not decode them
     * @return this dispatcher
     */
    public SbeDispatcher onMalformed(MessageHandler handler)
    {
        malformed = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Sets who gets the mailbox's own messages that came back, so that no handler takes one for a message to it. They
     * were not verified. Without this such a message is an error of the handler, and so counted and reported.
     *
     * @param handler gets the raw bytes; {@link Envelope#returnCode()} says why they came back
     * @return this dispatcher
     */
    public SbeDispatcher onReturned(MessageHandler handler)
    {
        returned = Objects.requireNonNull(handler, "handler");
        return this;
    }

    @Override
    public void onMessage(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        if (envelope.kind() == MessageKind.RETURNED)
        {
            returned.onMessage(buffer, offset, length, envelope);
            return;
        }
        if (length < HEADER_LENGTH)
        {
            malformed.onMessage(buffer, offset, length, envelope);
            return;
        }
        final int schemaId = u16(buffer, offset + SCHEMA_ID_OFFSET);
        final Registration<?> registration =
            registrationByKey.get(key(schemaId, u16(buffer, offset + TEMPLATE_ID_OFFSET)));
        if (registration == null)
        {
            unknown.onMessage(buffer, offset, length, envelope);
        }
        else if (verifierBySchema.get(schemaId).verify(buffer, offset, length) != Verdict.OK)
        {
            malformed.onMessage(buffer, offset, length, envelope);
        }
        else
        {
            registration.dispatch(buffer, offset, envelope);
        }
    }

    private static int key(int schemaId, int templateId)
    {
        return schemaId << 16 | templateId;
    }

    private static int u16(DirectBuffer buffer, int offset)
    {
        return buffer.getShort(offset, ByteOrder.LITTLE_ENDIAN) & U16;
    }

    private static void refuseReturned(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        throw new IllegalArgumentException("message of length=" + length + " came back to " + envelope.address() +
            " with " + envelope.returnCode() + ": take it by onReturned(...)");
    }

    private static void refuseUnknown(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        throw new IllegalArgumentException("message to " + envelope.address() + ": no handler for schemaId=" +
            u16(buffer, offset + SCHEMA_ID_OFFSET) + " templateId=" + u16(buffer, offset + TEMPLATE_ID_OFFSET) +
            ": register one by on(...), or otherwise(...)");
    }

    private void refuseMalformed(DirectBuffer buffer, int offset, int length, Envelope envelope)
    {
        final StructureVerifier verifier = length < HEADER_LENGTH ?
            null : verifierBySchema.get(u16(buffer, offset + SCHEMA_ID_OFFSET));
        final Verdict verdict = verifier == null ?
            Verdict.TRUNCATED_HEADER : verifier.verify(buffer, offset, length);
        throw new IllegalArgumentException(
            "message to " + envelope.address() + " of length=" + length + " is malformed: " + verdict);
    }

    private record Registration<D extends MessageDecoderFlyweight>(D decoder, SbeHandler<? super D> handler)
    {
        private void dispatch(DirectBuffer buffer, int offset, Envelope envelope)
        {
            decoder.wrap(buffer, offset + HEADER_LENGTH, u16(buffer, offset), u16(buffer, offset + VERSION_OFFSET));
            handler.onMessage(decoder, envelope);
        }
    }
}
