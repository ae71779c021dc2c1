package org.gradientbus.engine;

/**
 * Chooses a member for a key so that every node with the same members chooses alike, whatever their order, and that a
 * member which goes moves its own keys only.
 *
 * <p><b>Source:</b> Thaler and Ravishankar, <em>Using Name-Based Mappings to Increase Hit Rates</em>, IEEE/ACM
 * Transactions on Networking 6 (1998): highest random weight. The mixing function is SplittableRandom's, variant 13 of
 * Stafford's.
 */
final class RendezvousHash
{
    static final int NONE = -1;

    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private RendezvousHash()
    {
    }

    /** What stands for a mailbox among the members: reckoned when a route is resolved, not for each message. */
    static long member(long node, int ref)
    {
        return mixed(mixed(node) + GOLDEN_GAMMA * ref);
    }

    /**
     * Chooses one of the first {@code count} members. Allocates nothing and mixes once for each member.
     *
     * @return its index, or {@link #NONE} when there are no members.
     */
    static int pick(long key, long[] members, int count)
    {
        long mixedKey = mixed(key + GOLDEN_GAMMA);
        int picked = NONE;
        long highest = 0;
        for (int i = 0; i < count; i++)
        {
            long weight = mixed(mixedKey ^ members[i]);
            if (picked == NONE || weight > highest)
            {
                picked = i;
                highest = weight;
            }
        }
        return picked;
    }

    private static long mixed(long bits)
    {
        long once = (bits ^ bits >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        long twice = (once ^ once >>> 27) * 0x94D0_49BB_1331_11EBL;
        return twice ^ twice >>> 31;
    }
}
