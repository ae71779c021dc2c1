package org.gradientbus.udp;

import org.gradientbus.BusException;

import java.util.HexFormat;

/**
 * Where one incarnation of a node receives: {@code 10.0.0.5:40123/0123456789abcdef}. What its loops receive by depends
 * on its id, so whatever was meant for the node that was there before it finds nobody.
 *
 * @param at     where it receives
 * @param nodeId which node
 */
record Endpoint(HostPort at, long nodeId)
{
    /** In the Aeron stream of best effort this bit is not as in the other. */
    static final int BEST_EFFORT_BIT = 1 << 31;
    private static final int HEX_DIGITS = 16;
    private static final int LOOP_MASK = 0xFF;

    /** Loops have numbers below. */
    private static final int BEST_EFFORT = 1 << 8;

    /** The stream that every node has, for what nodes tell each other; loops have numbers of 254 at most. */
    static final int CONTROL_STREAM = 0x475255FF;

    static Endpoint parse(String text)
    {
        int slash = text.lastIndexOf('/');
        try
        {
            if (slash < 0 || text.length() - slash - 1 != HEX_DIGITS)
            {
                throw new IllegalArgumentException("no node id of " + HEX_DIGITS + " hex digits after a slash");
            }
            return new Endpoint(HostPort.parse("endpoint", text.substring(0, slash)),
                HexFormat.fromHexDigitsToLong(text, slash + 1, text.length()));
        }
        catch (IllegalArgumentException refused)
        {
            throw new BusException("endpoint=" + text + " is not one of the NETWORK rung: " + refused.getMessage());
        }
    }

    /** The Aeron stream of one loop: 24 bits of the mixed node id, and the loop; that of best effort differs in one. */
    static int stream(long nodeId, int streamNumber)
    {
        long mixed = nodeId * 0x9E3779B97F4A7C15L;
        int reliable = (int)(mixed >>> 40) << 8 | streamNumber & LOOP_MASK;
        return isBestEffort(streamNumber) ? reliable ^ BEST_EFFORT_BIT : reliable;
    }

    /** The number of a loop's stream: the loop's own for the reliable one. */
    static int streamNumber(int loop, boolean isBestEffort)
    {
        return isBestEffort ? loop | BEST_EFFORT : loop;
    }

    static boolean isBestEffort(int streamNumber)
    {
        return (streamNumber & BEST_EFFORT) != 0;
    }

    static int loop(int streamNumber)
    {
        return streamNumber & ~BEST_EFFORT;
    }

    /** The Aeron session of all streams that a node sends to us by, as long as this meeting lasts. */
    static int session(long nodeId, int meeting)
    {
        long mixed = (nodeId ^ meeting * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return (int)(mixed >>> Integer.SIZE);
    }

    @Override
    public String toString()
    {
        return at + "/" + HexFormat.of().toHexDigits(nodeId);
    }
}
