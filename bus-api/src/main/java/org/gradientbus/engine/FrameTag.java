package org.gradientbus.engine;

import org.gradientbus.Importance;

/**
 * The tag beside a frame, on links that carry one: whom the frame is for, and whether a short header stands in front of
 * its payload. Short headers are drawn in {@link FrameFields}.
 *
 * <pre>
 *    31      30     29                                                    0
 *   +-------+------+--------------------------------------------------------+
 *   | short |  0   |  ref of a mailbox or a requester                       |
 *   +-------+------+-------------+------------+-----------------------------+
 *   | short |  1   |      0      | importance |  counter of a list          |
 *   +-------+------+-------------+------------+-----------------------------+
 *                   29         21 20        19 18                          0
 * </pre>
 *
 * <p>Lists are those of a peer, see {@link RemoteLoop}: the slot in their number is left out, since the receiver knows
 * who sends. The importance is that of a message without any header; one that is for a ref is then as important as the
 * route of that ref inside one bus, and MEDIUM from a peer.
 */
final class FrameTag
{
    /** Instead of a tag: a frame that needs a header. No tag is 0. */
    static final int NONE = 0;

    /** Refs have so many bits. */
    static final int REF_BITS = 30;

    private static final int SHORT = 1 << 31;
    private static final int LIST = 1 << 30;
    private static final int COUNTER_MASK = RemoteLoop.MAX_LISTS - 1;
    private static final int IMPORTANCE_MASK = 3;

    private FrameTag()
    {
    }

    /** The tag of a message without a header to one mailbox of a peer, or NONE when it must have one. */
    static int bareOfPeer(int ref, Importance importance)
    {
        return importance == Importance.MEDIUM ? ref : NONE;
    }

    /** The tag of a list. */
    static int ofList(int number)
    {
        return LIST | number & COUNTER_MASK;
    }

    /** The tag of a message without a header to a list. */
    static int bareOfList(int number, Importance importance)
    {
        return ofList(number) | importance.ordinal() << RemoteLoop.COUNTER_BITS;
    }

    /** As another tag, and a short header follows. */
    static int withShortHeader(int tag)
    {
        return tag | SHORT;
    }

    static boolean hasShortHeader(int tag)
    {
        return tag < 0;
    }

    static boolean isOfList(int tag)
    {
        return (tag & LIST) != 0;
    }

    /** Whom the frame is for, whatever stands in front of its payload: a ref, unless it is of a list. */
    static int to(int tag)
    {
        return tag & ~SHORT;
    }

    /** When it is of a list: the number that it has among all, by the slot of the sender. */
    static int listNumber(int tag, int slot)
    {
        return RemoteLoop.numberOf(slot, tag & COUNTER_MASK);
    }

    /** Of a message without a header from a peer, the ordinal. */
    static int importance(int tag)
    {
        return isOfList(tag) ?
            tag >>> RemoteLoop.COUNTER_BITS & IMPORTANCE_MASK : Importance.MEDIUM.ordinal();
    }
}
