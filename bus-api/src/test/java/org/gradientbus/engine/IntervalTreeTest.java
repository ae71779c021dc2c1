package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.gradientbus.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IntervalTreeTest
{
    private static final Address ANY = Address.named("any");

    private record Interval(long lower, long upper, int value)
    {
        BoundValues.One<Integer> bound()
        {
            return new BoundValues.One<>(ANY, value);
        }

        boolean overlaps(long otherLower, long otherUpper)
        {
            return Long.compareUnsigned(lower, otherUpper) <= 0 && Long.compareUnsigned(otherLower, upper) <= 0;
        }
    }

    private final IntervalTree<Integer> tree = new IntervalTree<>();

    @Test
    void shouldAgreeWithAskingEveryIntervalWhileTheyComeAndGo()
    {
        long seed = System.nanoTime();
        System.out.println("IntervalTreeTest random intervals: seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int world : new int[]{4, 40, 4_000})
        {
            Set<Interval> model = new HashSet<>();
            for (int i = 0; i < 6_000; i++)
            {
                changeBoth(model, randomInterval(random, world), random.nextInt(100) < (i < 3_000 ? 70 : 30));
                Interval lookup = randomInterval(random, world);
                assertEquals(overlapping(model, lookup), found(lookup), () -> "seed=" + seed);
            }
            model.forEach(interval -> assertTrue(tree.remove(interval.lower, interval.upper, interval.bound())));
            assertEquals(List.of(), found(new Interval(0, -1L, 0)));
        }
    }

    private void changeBoth(Set<Interval> model, Interval interval, boolean isAdded)
    {
        if (isAdded)
        {
            assertEquals(model.add(interval), tree.add(interval.lower, interval.upper, interval.bound()));
        }
        else
        {
            assertEquals(model.remove(interval), tree.remove(interval.lower, interval.upper, interval.bound()));
        }
    }

    /** Small numbers, and numbers about the sign bit, and numbers about the end of the world. */
    private static Interval randomInterval(SplittableRandom random, int world)
    {
        long base = switch (random.nextInt(3))
        {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE - world / 2;
            default -> -1L - world + 1;
        };
        int one = random.nextInt(world);
        int other = random.nextInt(4) == 0 ? random.nextInt(world) : Math.min(world - 1, one + random.nextInt(3));
        return new Interval(base + Math.min(one, other), base + Math.max(one, other), random.nextInt(3));
    }

    private static List<Integer> overlapping(Set<Interval> model, Interval lookup)
    {
        return model.stream()
            .filter(interval -> interval.overlaps(lookup.lower, lookup.upper)).map(Interval::value).sorted().toList();
    }

    private List<Integer> found(Interval lookup)
    {
        List<Integer> found = new ArrayList<>();
        tree.forEachOverlap(lookup.lower, lookup.upper, bound -> found.add(bound.value()));
        found.sort(null);
        return found;
    }

    @Test
    void shouldStayBalancedWhenIntervalsComeAndGoInOrder()
    {
        int count = 200_000;
        BoundValues.One<Integer> bound = new BoundValues.One<>(ANY, 1);
        for (int i = 0; i < count; i++)
        {
            assertTrue(tree.add(i, i, bound));
        }
        assertEquals(10, found(new Interval(100_000, 100_009, 0)).size());
        assertTrue(tree.height() <= 1.45 * 18, "height=" + tree.height());
        for (int i = 0; i < count - 1; i++)
        {
            assertTrue(tree.remove(i, i, bound));
        }
        assertEquals(1, tree.height());
        assertFalse(tree.remove(0, 0, bound));
    }

    @Test
    void shouldHoldManyValuesOfOneInterval()
    {
        int count = 100_000;
        for (int i = 0; i < count; i++)
        {
            assertTrue(tree.add(5, 9, new BoundValues.One<>(ANY, i)));
        }
        assertFalse(tree.add(5, 9, new BoundValues.One<>(ANY, count / 2)));
        assertEquals(count, found(new Interval(9, 9, 0)).size());
        for (int i = 0; i < count; i++)
        {
            assertTrue(tree.remove(5, 9, new BoundValues.One<>(ANY, i)));
        }
        assertEquals(0, tree.height());
    }
}
