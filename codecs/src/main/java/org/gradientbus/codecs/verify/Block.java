package org.gradientbus.codecs.verify;

import org.agrona.DirectBuffer;

/**
 * The fields of a message or of a group's entry, which lie at fixed offsets, and the parts that follow them.
 */
final class Block
{
    private final int[] versions;
    private final int[] minimumLengths;
    private final Part[] parts;
    private final int firstVersionWithParts;

    /**
     * The block of a message or group.
     *
     * @param versions       versions of the schema in which the block grew, ascending.
     * @param minimumLengths bytes that the block needs since the version at the same index.
     * @param parts          groups and var-data in the order of the schema.
     */
    Block(int[] versions, int[] minimumLengths, Part[] parts)
    {
        this.versions = versions;
        this.minimumLengths = minimumLengths;
        this.parts = parts;

        int first = Integer.MAX_VALUE;
        for (Part part : parts)
        {
            first = Math.min(first, part.sinceVersion());
        }
        firstVersionWithParts = first;
    }

    /**
     * Bytes that the fields of a version need.
     */
    int minimumLength(int actingVersion)
    {
        for (int i = versions.length - 1; i >= 0; i--)
        {
            if (actingVersion >= versions[i])
            {
                return minimumLengths[i];
            }
        }
        return 0;
    }

    /**
     * Whether anything follows the block in a version.
     */
    boolean hasParts(int actingVersion)
    {
        return actingVersion >= firstVersionWithParts;
    }

    /**
     * Verifies the block of a message that starts at an index, and its parts.
     *
     * @return index of the first byte behind the last part, or the negative code of a {@link Verdict}.
     */
    int verify(DirectBuffer buffer, int index, int end, long blockLength, int actingVersion)
    {
        if (blockLength < minimumLength(actingVersion))
        {
            return Verdict.BLOCK_TOO_SHORT.code();
        }
        if (blockLength > end - index)
        {
            return Verdict.BLOCK_OUT_OF_BOUNDS.code();
        }
        return verifyParts(buffer, index + (int)blockLength, end, actingVersion);
    }

    /**
     * Verifies the parts behind a block. Recursion is as deep as groups are nested in the schema.
     *
     * @return index of the first byte behind the last part, or the negative code of a {@link Verdict}.
     */
    int verifyParts(DirectBuffer buffer, int index, int end, int actingVersion)
    {
        int limit = index;
        for (Part part : parts)
        {
            if (actingVersion >= part.sinceVersion())
            {
                limit = part.verify(buffer, limit, end, actingVersion);
                if (limit < 0)
                {
                    return limit;
                }
            }
        }
        return limit;
    }
}
