package org.gradientbus.udp;

import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import org.agrona.BitUtil;
import org.gradientbus.BusException;
import org.gradientbus.Importance;

/**
 * The sizes of a stream that follow from the longest frame.
 *
 * <pre>
 *   |&lt;--------------------------- term, at least 8 of the longest frame -------------------------&gt;|
 *   |&lt;-- capacity: what may wait for the receiver --&gt;|&lt;- longest -&gt;|
 *   |&lt;------------ what Aeron admits: half a term ----------------&gt;|
 * </pre>
 *
 * Aeron admits half a term beyond what was sent, so within the capacity it never refuses what this rung admits. The one
 * longest frame between the two is for the padding at the end of a term.
 */
final class StreamSizes
{
    /** As on the other rungs; and the largest message that Aeron carries is an eighth of a term. */
    private static final int FRAMES_PER_TERM = 8;

    /** Aeron's least; and the term of every control stream. */
    static final int LEAST_TERM = 64 * 1024;

    /** Aeron's limit to a message, whatever the term. */
    private static final int LONGEST_FRAME = 16 * 1024 * 1024 - SentNumbers.LENGTH;

    private final int maxPayload;
    private final int termBytes;
    private final int capacityBytes;
    private final int[] fillLimitBytes = new int[Importance.values().length];

    StreamSizes(int maxFrameLength, int mtuBytes)
    {
        if (maxFrameLength > LONGEST_FRAME)
        {
            throw new BusException("maxFrameLength=" + maxFrameLength + " exceeds " + LONGEST_FRAME +
                ", the longest that NETWORK carries: set BusConfig.maxMessageLength at least " +
                (maxFrameLength - LONGEST_FRAME) + " lower");
        }
        maxPayload = mtuBytes - DataHeaderFlyweight.HEADER_LENGTH;
        int longest = requiredBytes(SentNumbers.LENGTH + maxFrameLength);
        termBytes = BitUtil.findNextPositivePowerOfTwo(Math.max(LEAST_TERM, FRAMES_PER_TERM * longest));
        capacityBytes = termBytes / 2 - longest;
        for (Importance each : Importance.values())
        {
            fillLimitBytes[each.ordinal()] = (int)((long)capacityBytes * each.fillLimitPercent() / 100);
        }
    }

    /** What a frame takes of a term: a header for each datagram, and each part aligned. */
    int requiredBytes(int length)
    {
        if (length <= maxPayload)
        {
            return framed(length);
        }
        int whole = length / maxPayload;
        int rest = length - whole * maxPayload;
        return whole * (maxPayload + DataHeaderFlyweight.HEADER_LENGTH) + (rest > 0 ? framed(rest) : 0);
    }

    private static int framed(int payload)
    {
        return BitUtil.align(payload + DataHeaderFlyweight.HEADER_LENGTH, FrameDescriptor.FRAME_ALIGNMENT);
    }

    /** The longest frame that travels in one datagram. */
    int maxPayload()
    {
        return maxPayload;
    }

    int termBytes()
    {
        return termBytes;
    }

    /** The most that may wait for the receiver. */
    int capacityBytes()
    {
        return capacityBytes;
    }

    /** The most that may wait for the receiver, this frame among it. */
    int fillLimitBytes(Importance importance)
    {
        return fillLimitBytes[importance.ordinal()];
    }
}
