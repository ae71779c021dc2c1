package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.gradientbus.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A million bindings of all kinds: still right, and what they cost. The figures are told, never asserted. */
@Timeout(120)
class BindingIndexScaleTest
{
    private static final int NAMES = 600_000;
    private static final int PATTERNS = 100_000;
    private static final int NUMBERS = 300_000;
    private static final int MAILBOXES = 1_000;
    private static final int FIRST_TYPE = 1_000;
    private static final int TYPES = 100;
    private static final int INSTANCES = 1_000_000;
    private static final int CHECKED_LOOKUPS = 12;
    private static final int TIMED_LOOKUPS = 20_000;

    private final SplittableRandom random = seededRandom();
    private final Integer[] mailboxes = IntStream.range(0, MAILBOXES).boxed().toArray(Integer[]::new);
    private final BindingIndex<Integer> index = new BindingIndex<>();
    private final List<Address[]> bound = new ArrayList<>();

    @Test
    void shouldFindTheRightOnesAmongAMillionBindings()
    {
        addAndTell("names", NAMES, BindingIndexScaleTest::name);
        addAndTell("patterns", PATTERNS, BindingIndexScaleTest::pattern);
        addAndTell("numbers", NUMBERS, this::number);
        assertEquals(NAMES + PATTERNS + NUMBERS, index.size());

        checkAndTell("name", TIMED_LOOKUPS, this::someName);
        checkAndTell("number", TIMED_LOOKUPS, i -> someNumber());
        checkAndTell("pattern of one tree", TIMED_LOOKUPS, i -> Address.named("prices/fx-" + i % 6_000 + "/*"));
        checkAndTell("pattern of all names", 20, i -> Address.named("*/fx-" + i + "/bid"));
    }

    private static SplittableRandom seededRandom()
    {
        long seed = System.nanoTime();
        System.out.println("BindingIndexScaleTest random bindings: seed=" + seed);
        return new SplittableRandom(seed);
    }

    private static Address name(int i)
    {
        return Address.named("prices/fx-" + i / 100 + "/quote-" + i % 100);
    }

    private static Address pattern(int i)
    {
        return Address.named(switch (i % 4)
        {
            case 0 -> "prices/fx-" + i + "/*";
            case 1 -> "*/fx-" + i + "/quote-7";
            case 2 -> "site-" + i + "/*/temperature";
            default -> "prices/fx-" + i + "/**";
        });
    }

    /** Many single instances, some short ranges, and now and then one that spans a tenth of its type; all distinct. */
    private Address number(int i)
    {
        int stepsPerType = NUMBERS / TYPES;
        int step = INSTANCES / stepsPerType;
        long lower = i % stepsPerType * step + random.nextInt(step);
        long width = random.nextInt(1_000) == 0 ? INSTANCES / 10 : Math.max(0, random.nextInt(400) - 300);
        return Address.range(FIRST_TYPE + i / stepsPerType, lower, lower + width);
    }

    private Address someName(int i)
    {
        return name(random.nextInt(NAMES));
    }

    private Address someNumber()
    {
        return Address.numbered(FIRST_TYPE + random.nextInt(TYPES), random.nextInt(INSTANCES));
    }

    private void addAndTell(String what, int count, IntFunction<Address> make)
    {
        Address[] addresses = new Address[count];
        bound.add(addresses);
        long emptyBytes = usedBytes();
        Arrays.setAll(addresses, make);
        long addressBytes = usedBytes();
        long startNs = System.nanoTime();
        for (int i = 0; i < count; i++)
        {
            index.add(addresses[i], mailboxes[i % MAILBOXES]);
        }
        long tookNs = System.nanoTime() - startNs;
        System.out.printf("BindingIndex %,d %s: %d bytes a binding, and %d its address; %d ns an add%n", count, what,
            (usedBytes() - addressBytes) / count, (addressBytes - emptyBytes) / count, tookNs / count);
    }

    private void checkAndTell(String what, int timed, IntFunction<Address> lookups)
    {
        for (int i = 0; i < CHECKED_LOOKUPS; i++)
        {
            check(lookups.apply(i));
        }
        long[] tookNs = new long[timed];
        long found = 0;
        for (int i = 0; i < timed; i++)
        {
            Address lookup = lookups.apply(i);
            int[] matches = new int[1];
            long startNs = System.nanoTime();
            index.match(lookup, mailbox -> matches[0]++);
            tookNs[i] = System.nanoTime() - startNs;
            found += matches[0];
        }
        Arrays.sort(tookNs);
        System.out.printf("BindingIndex look-up by %s among %,d: median %d ns, 99 %% %d ns, %.1f found%n",
            what, index.size(), tookNs[timed / 2], tookNs[timed * 99 / 100], (double)found / timed);
    }

    private void check(Address lookup)
    {
        List<Integer> asked = new ArrayList<>();
        for (Address[] addresses : bound)
        {
            for (int i = 0; i < addresses.length; i++)
            {
                if (BindingIndex.matches(lookup, addresses[i]))
                {
                    asked.add(mailboxes[i % MAILBOXES]);
                }
            }
        }
        List<Integer> found = new ArrayList<>();
        index.match(lookup, found::add);
        asked.sort(null);
        found.sort(null);
        assertEquals(asked, found, lookup::toString);
    }

    private static long usedBytes()
    {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
