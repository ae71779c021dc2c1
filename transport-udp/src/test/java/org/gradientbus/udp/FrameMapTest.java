package org.gradientbus.udp;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Where frames lie, against a plain map of them. */
class FrameMapTest
{
    private static final int TERM = 64 * 1024;

    @Test
    void shouldFindWhatAPlainMapFindsWhenFramesComeInAnyOrder()
    {
        long seed = new Random().nextLong();
        System.out.println("frame map: seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++)
        {
            long low = (long)random.nextInt(1 << 20) * TERM + random.nextInt(TERM / 32) * 32L;
            FrameMap map = new FrameMap(TERM, low);
            TreeMap<Long, Long> endByBegin = new TreeMap<>();
            for (int i = 0; i < 4_000; i++)
            {
                if (random.nextInt(10) == 0)
                {
                    low = nextLow(random, endByBegin, low);
                    map.advance(low);
                    endByBegin.headMap(low).clear();
                }
                long begin = low + random.nextInt(TERM / 2 / 32) * 32L;
                long termEnd = (begin / TERM + 1) * TERM;
                long end = Math.min(Math.min(termEnd, low + TERM), begin + (1 + random.nextInt(100)) * 32L);
                if (random.nextInt(4) == 0 && endByBegin.floorKey(begin) != null)
                {
                    begin = endByBegin.floorKey(begin);
                    end = endByBegin.get(begin);
                }

                FrameMap.Finding found = map.find(begin, end);

                assertEquals(expected(endByBegin, begin, end), found, begin + " to " + end + " from " + low);
                if (found == FrameMap.Finding.FREE)
                {
                    map.add(begin, end);
                    endByBegin.put(begin, end);
                }
            }
        }
    }

    /** The end of some frame, as a receiver would acknowledge it, or far ahead. */
    private static long nextLow(Random random, TreeMap<Long, Long> endByBegin, long low)
    {
        if (random.nextInt(20) == 0)
        {
            endByBegin.clear();
            return low + TERM + random.nextInt(TERM) * 32L;
        }
        Map.Entry<Long, Long> frame = endByBegin.ceilingEntry(low + random.nextInt(TERM / 8));
        return frame == null ? low : frame.getValue();
    }

    private static FrameMap.Finding expected(TreeMap<Long, Long> endByBegin, long begin, long end)
    {
        Map.Entry<Long, Long> before = endByBegin.lowerEntry(begin);
        if (endByBegin.containsKey(begin) && endByBegin.get(begin) == end)
        {
            return FrameMap.Finding.KNOWN;
        }
        boolean isFree = (before == null || before.getValue() <= begin) && endByBegin.subMap(begin, end).isEmpty();
        return isFree ? FrameMap.Finding.FREE : FrameMap.Finding.CONTRADICTION;
    }
}
