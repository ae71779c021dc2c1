package org.gradientbus.codecs.verify;

import org.agrona.DirectBuffer;

/**
 * What follows a block: a group or a var-data field.
 */
sealed interface Part permits Group, VarData
{
    /**
     * Version of the schema that added the part. In messages of older versions it is absent.
     */
    int sinceVersion();

    /**
     * Verifies the part that starts at an index.
     *
     * @return index of the first byte behind the part, above {@code index} and at most {@code end}; or the negative
     * code of a {@link Verdict}.
     */
    int verify(DirectBuffer buffer, int index, int end, int actingVersion);
}
