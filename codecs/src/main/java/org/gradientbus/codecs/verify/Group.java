package org.gradientbus.codecs.verify;

import org.agrona.DirectBuffer;

/**
 * A repeating group: its dimensions, and as many entries.
 * <pre>
 *   index                  + headerLength
 *   +----------------------+-------------------+-------------------+ - -
 *   | blockLength, count   | block, its parts  | block, its parts  |
 *   +----------------------+-------------------+-------------------+ - -
 * </pre>
 */
record Group(
    int sinceVersion,
    int headerLength,
    IntegerField blockLengthField,
    IntegerField countField,
    Block entry) implements Part
{
    public int verify(DirectBuffer buffer, int index, int end, int actingVersion)
    {
        if (end - index < headerLength)
        {
            return Verdict.GROUP_OUT_OF_BOUNDS.code();
        }
        long blockLength = blockLengthField.read(buffer, index);
        long count = countField.read(buffer, index);
        if (blockLength < entry.minimumLength(actingVersion))
        {
            return Verdict.BLOCK_TOO_SHORT.code();
        }
        int entriesIndex = index + headerLength;
        if (count == 0)
        {
            return entriesIndex;
        }
        boolean hasParts = entry.hasParts(actingVersion);
        if (blockLength == 0 && !hasParts)
        {
            return Verdict.GROUP_WITHOUT_BYTES.code();
        }
        // An entry takes at least a byte, so count is bounded too, and the product of two bounded numbers is exact.
        long remaining = end - entriesIndex;
        if (count < 0 || count > remaining || blockLength > remaining || count * blockLength > remaining)
        {
            return Verdict.GROUP_OUT_OF_BOUNDS.code();
        }
        return hasParts ?
            verifyEntries(buffer, entriesIndex, end, (int)blockLength, (int)count, actingVersion) :
            entriesIndex + (int)(count * blockLength);
    }

    /**
     * Ends early: every entry takes at least the header of one part, so the slice runs out before iterations do.
     */
    private int verifyEntries(
        DirectBuffer buffer, int entriesIndex, int end, int blockLength, int count, int actingVersion)
    {
        int limit = entriesIndex;
        for (int i = 0; i < count; i++)
        {
            if (blockLength > end - limit)
            {
                return Verdict.GROUP_OUT_OF_BOUNDS.code();
            }
            limit = entry.verifyParts(buffer, limit + blockLength, end, actingVersion);
            if (limit < 0)
            {
                return limit;
            }
        }
        return limit;
    }
}
