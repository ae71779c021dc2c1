package org.gradientbus.codecs.verify;

/**
 * What a {@link StructureVerifier} found out about a slice of bytes.
 */
public enum Verdict
{
    /**
     * The slice has the structure of a message: generated decoders stay inside it.
     */
    OK,

    /**
     * The slice is shorter than the schema's message header.
     */
    TRUNCATED_HEADER,

    /**
     * The header names another schema.
     */
    UNKNOWN_SCHEMA,

    /**
     * The schema has no template of that id.
     */
    UNKNOWN_TEMPLATE,

    /**
     * The template did not exist yet in the version that the header names.
     */
    UNKNOWN_VERSION,

    /**
     * The block of the message, or of a group's entries, is too short for the fields of the version that wrote it.
     */
    BLOCK_TOO_SHORT,

    /**
     * The block of the message reaches beyond the slice.
     */
    BLOCK_OUT_OF_BOUNDS,

    /**
     * The header of a group, or its entries, reach beyond the slice.
     */
    GROUP_OUT_OF_BOUNDS,

    /**
     * A group claims entries that take no bytes, so that a few bytes could ask a reader for endless iterations.
     */
    GROUP_WITHOUT_BYTES,

    /**
     * The length of a var-data field, or the bytes it promises, reach beyond the slice.
     */
    DATA_OUT_OF_BOUNDS,

    /**
     * The message ends before the slice does.
     */
    TRAILING_BYTES;

    private static final Verdict[] VERDICTS = values();

    /**
     * The verdict in a result of {@link StructureVerifier#verifyPrefix}.
     *
     * @param lengthOrCode what {@code verifyPrefix} returned.
     * @return {@link #OK} for a length, else the verdict of that code.
     * @throws IllegalArgumentException if {@code verifyPrefix} cannot have returned it.
     */
    public static Verdict of(int lengthOrCode)
    {
        if (lengthOrCode >= 0)
        {
            return OK;
        }
        if (lengthOrCode <= -VERDICTS.length)
        {
            throw new IllegalArgumentException("lengthOrCode=" + lengthOrCode + " is the code of no verdict");
        }
        return VERDICTS[-lengthOrCode];
    }

    /**
     * Stands for this verdict where lengths are returned: zero for {@link #OK}, else a negative number.
     */
    int code()
    {
        return -ordinal();
    }
}
