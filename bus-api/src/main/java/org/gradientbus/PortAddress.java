package org.gradientbus;

import java.util.HexFormat;

/**
 * The address of one exact mailbox, given to it when it opens: unguessable and never reused. The literal has a fixed
 * width, as in {@code #9f3c62d10a7be455:0000001c}; it is read in either case and printed in lower case.
 *
 * @param node id of the node that holds the mailbox; all 64 bits count.
 * @param ref  of the mailbox within its node; all 32 bits count.
 */
public record PortAddress(long node, int ref) implements Address
{
    @Override
    public Scope scope()
    {
        return Scope.NETWORK;
    }

    @Override
    public boolean isReserved()
    {
        return false;
    }

    @Override
    public String toString()
    {
        HexFormat hex = HexFormat.of();
        return "#" + hex.toHexDigits(node) + ":" + hex.toHexDigits(ref);
    }
}
