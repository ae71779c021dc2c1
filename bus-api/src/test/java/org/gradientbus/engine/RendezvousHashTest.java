package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RendezvousHashTest
{
    private static final int KEYS = 100_000;
    private static final int MEMBERS = 10;

    @Test
    void shouldPickNobodyWhenThereIsNobody()
    {
        assertEquals(RendezvousHash.NONE, RendezvousHash.pick(42, new long[4], 0));
    }

    @Test
    void shouldShareKeysEvenlyAmongMailboxesOfOneNode()
    {
        long[] members = new long[MEMBERS];
        for (int ref = 0; ref < MEMBERS; ref++)
        {
            members[ref] = RendezvousHash.member(0x9f3c62d10a7be455L, ref);
        }
        assertEven(members, 1);
        assertEven(members, 1L << 40);
    }

    @Test
    void shouldShareKeysEvenlyAmongNodes()
    {
        long[] members = new long[MEMBERS];
        for (int node = 0; node < MEMBERS; node++)
        {
            members[node] = RendezvousHash.member(node, 1);
        }
        assertEven(members, 1);
        assertEven(members, -7919);
    }

    /** Binomial: 10,000 keys each, standard deviation 95; 600 is beyond six of them, and the keys are fixed. */
    private static void assertEven(long[] members, long keyStep)
    {
        int[] shares = new int[members.length];
        for (int i = 0; i < KEYS; i++)
        {
            shares[RendezvousHash.pick(i * keyStep, members, members.length)]++;
        }
        for (int share : shares)
        {
            assertTrue(Math.abs(share - KEYS / MEMBERS) < 600, "share=" + share + " keyStep=" + keyStep);
        }
    }

    @Test
    void shouldMoveOnlyTheKeysOfTheMemberThatGoes()
    {
        long[] before = randomMembers();
        int gone = 3;
        long[] after = before.clone();
        after[gone] = before[MEMBERS - 1];
        for (long key = 0; key < KEYS; key++)
        {
            long was = before[RendezvousHash.pick(key, before, MEMBERS)];
            long is = after[RendezvousHash.pick(key, after, MEMBERS - 1)];
            if (was == before[gone])
            {
                assertNotEquals(was, is);
            }
            else
            {
                assertEquals(was, is);
            }
        }
    }

    @Test
    void shouldPickTheSameMemberWhateverTheOrder()
    {
        long[] members = randomMembers();
        long[] reversed = new long[MEMBERS];
        for (int i = 0; i < MEMBERS; i++)
        {
            reversed[i] = members[MEMBERS - 1 - i];
        }
        for (long key = 0; key < KEYS; key++)
        {
            assertEquals(
                members[RendezvousHash.pick(key, members, MEMBERS)],
                reversed[RendezvousHash.pick(key, reversed, MEMBERS)]);
        }
    }

    @Test
    void shouldPickAlikeInEveryVersion()
    {
        long[] members = {
            RendezvousHash.member(1, 1), RendezvousHash.member(1, 2), RendezvousHash.member(-1, -1),
        };
        StringBuilder picks = new StringBuilder();
        for (long key = -8; key < 8; key++)
        {
            picks.append(RendezvousHash.pick(key, members, members.length));
        }
        assertEquals("1101111222211110", picks.toString());
    }

    private static long[] randomMembers()
    {
        long seed = System.nanoTime();
        System.out.println("RendezvousHashTest random members: seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        return random.longs(MEMBERS).map(node -> RendezvousHash.member(node, random.nextInt())).toArray();
    }
}
