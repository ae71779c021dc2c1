package org.gradientbus;

import org.agrona.MutableDirectBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/**
 * Transport memory on loan: encode the message in place, then {@link #commit()}. Closed uncommitted, it aborts and
 * nothing was ever sent, so a writer that throws half-way publishes nothing:
 *
 * <pre>{@code
 * if (publisher.tryClaim(length, claim).isAccepted())
 * {
 *     try (claim)
 *     {
 *         claim.encode(quoteEncoder).bid(101).ask(103);
 *         claim.commit();
 *     }
 * }
 * }</pre>
 *
 * <p>Made by {@link Bus#claim()}, used again and again by one thread; each loan ends at commit, abort or close, and
 * touching it after that throws {@link IllegalStateException} or, through a buffer that was kept,
 * {@link IndexOutOfBoundsException}. While a claim is open, later messages to the same loop wait behind it: keep it
 * short. The bytes of a fresh claim are undefined.
 */
public interface Claim extends AutoCloseable
{
    /** Bytes of the standard SBE message header that {@link #encode} puts in front. */
    int SBE_HEADER_LENGTH = 8;

    /**
     * The loaned memory: an exact view, writing outside it throws.
     *
     * @return the buffer to encode into, from {@link #offset()} on
     * @throws IllegalStateException when nothing is on loan
     */
    MutableDirectBuffer buffer();

    /**
     * Where the message begins in {@link #buffer()}.
     *
     * @return the offset of its first byte
     */
    int offset();

    /**
     * The room that was asked for.
     *
     * @return bytes
     */
    int length();

    /**
     * Puts the standard SBE message header in front and wraps the encoder behind it, in one call: little-endian, 8
     * bytes, {@code blockLength, templateId, schemaId, version}.
     *
     * @param encoder to wrap on the claim
     * @param <E>     the generated encoder's type
     * @return the encoder, ready for its first field
     * @throws IllegalArgumentException when the claim is shorter than header and block
     */
    <E extends MessageEncoderFlyweight> E encode(E encoder);

    /**
     * Is memory on loan?
     *
     * @return true from a granted {@code tryClaim} to commit, abort or close
     */
    boolean isOpen();

    /**
     * Sends the claimed bytes, all {@link #length()} of them.
     *
     * @throws IllegalStateException when nothing is on loan (committed twice, or never granted)
     * @throws BusException          when every loop that it was for has closed meanwhile: it is not sent. For a request
     *                               nothing is thrown, its handler is told
     */
    void commit();

    /**
     * Sends the first bytes of the claim only, for a message whose length was an upper bound.
     *
     * @param length to send, 0 to {@link #length()}, and at most 65,535 less than it
     * @throws IllegalArgumentException when the length is out of that range; the claim stays open
     * @throws IllegalStateException    when nothing is on loan
     * @throws BusException             as {@link #commit()}
     */
    void commit(int length);

    /**
     * Gives the memory back; nothing is sent. Does nothing when nothing is on loan.
     */
    void abort();

    /**
     * Aborts if still open.
     */
    @Override
    default void close()
    {
        abort();
    }
}
