package org.gradientbus.samples;

import org.gradientbus.SbeDispatcher;
import org.gradientbus.codecs.verify.StructureVerifier;
import org.gradientbus.samples.messages.QuoteDecoder;

/**
 * The door through which SBE messages come into the samples: nothing is read from one before it is verified.
 */
public final class Messages
{
    private Messages()
    {
    }

    /**
     * Makes a dispatcher for the schema of the samples, to register handlers with.
     *
     * @return a dispatcher that knows the schema and no handler
     */
    public static SbeDispatcher dispatcher()
    {
        return new SbeDispatcher().verify(verifier());
    }

    /**
     * Makes a verifier of the schema of the samples, for what comes without a dispatcher: the reply to a call.
     *
     * @return the verifier
     */
    public static StructureVerifier verifier()
    {
        return StructureVerifier.load(QuoteDecoder.class, "samples.sbeir");
    }
}
