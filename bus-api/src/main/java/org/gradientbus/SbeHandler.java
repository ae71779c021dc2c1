package org.gradientbus;

/**
 * Receives the messages of one SBE template, decoded.
 *
 * @param <D> the generated decoder
 */
@FunctionalInterface
public interface SbeHandler<D>
{
    /**
     * Called once for each message of the template, after its structure was verified. Exceptions as in
     * {@link MessageHandler#onMessage}.
     *
     * @param decoder  wrapped on the message; valid during the call only
     * @param envelope what the bus knows about the message; valid during the call only
     */
    void onMessage(D decoder, Envelope envelope);
}
