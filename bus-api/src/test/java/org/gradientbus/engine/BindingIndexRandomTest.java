package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.gradientbus.Address;
import org.gradientbus.NamedAddress;
import org.gradientbus.NumberedAddress;
import org.gradientbus.ServiceAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The index against a list of bindings that is asked one by one, in a world small enough that all meets all. */
@Timeout(60)
class BindingIndexRandomTest
{
    private static final int STEPS = 20_000;
    private static final int VALUES = 6;
    private static final int TYPES = 2;
    private static final int INSTANCES = 12;

    private record Binding(Address address, int value)
    {
    }

    private final List<String> names = SmallNames.patternsUpTo(3);
    private final Map<String, BitSet> covered = new HashMap<>();
    private final BindingIndex<Integer> index = new BindingIndex<>();
    private final Set<Binding> model = new LinkedHashSet<>();

    @Test
    void shouldAgreeWithAskingEveryBindingWhileTheyComeAndGo()
    {
        long seed = System.nanoTime();
        System.out.println("BindingIndexRandomTest random bindings: seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        names.forEach(name -> covered.put(name, SmallNames.coveredBy(name)));
        for (int i = 0; i < STEPS; i++)
        {
            int addedPercent = i / 500 % 2 == 0 ? 80 : 20;
            step(new Binding(randomAddress(random), random.nextInt(VALUES)), random.nextInt(100) < addedPercent);
            Address lookup = randomAddress(random);
            assertEquals(asked(lookup), found(lookup), () -> "seed=" + seed + " lookup=" + lookup);
        }
        Set<Binding> told = new HashSet<>();
        index.forEach((address, value) -> told.add(new Binding(address, value)));
        assertEquals(model, told);
    }

    private void step(Binding binding, boolean isAdded)
    {
        if (isAdded)
        {
            assertEquals(model.add(binding), index.add(binding.address, binding.value));
        }
        else
        {
            Binding gone = model.isEmpty() ? binding : model.iterator().next();
            assertEquals(model.remove(gone), index.remove(gone.address, gone.value));
            assertEquals(model.remove(binding), index.remove(binding.address, binding.value));
        }
        assertEquals(model.size(), index.size());
    }

    private List<Integer> found(Address lookup)
    {
        List<Integer> found = new ArrayList<>();
        index.match(lookup, found::add);
        return found.stream().sorted().toList();
    }

    private List<Integer> asked(Address lookup)
    {
        if (lookup instanceof ServiceAddress service)
        {
            List<Integer> byName = asked(service.name());
            return asked(service.number()).stream().distinct().filter(byName::contains).toList();
        }
        return model.stream().filter(binding -> isMatch(lookup, binding.address)).map(Binding::value).sorted().toList();
    }

    private boolean isMatch(Address lookup, Address binding)
    {
        if (binding instanceof ServiceAddress service)
        {
            return isMatch(lookup, service.name()) || isMatch(lookup, service.number());
        }
        boolean isMatch = lookup instanceof NamedAddress one && binding instanceof NamedAddress other ?
            covered.get(one.name()).intersects(covered.get(other.name())) :
            lookup instanceof NumberedAddress some && binding instanceof NumberedAddress others &&
            some.type() == others.type() && hasCommonInstance(some, others);
        assertEquals(isMatch, BindingIndex.matches(lookup, binding), () -> lookup + " and " + binding);
        return isMatch;
    }

    private static boolean hasCommonInstance(NumberedAddress some, NumberedAddress others)
    {
        for (long instance = some.lower(); instance <= some.upper(); instance++)
        {
            if (instance >= others.lower() && instance <= others.upper())
            {
                return true;
            }
        }
        return false;
    }

    private Address randomAddress(SplittableRandom random)
    {
        String name = names.get(random.nextInt(names.size()));
        int one = random.nextInt(INSTANCES);
        int other = random.nextInt(INSTANCES);
        NumberedAddress number =
            Address.range(8080 + random.nextInt(TYPES), Math.min(one, other), Math.max(one, other));
        return switch (random.nextInt(3))
        {
            case 0 -> Address.named(name);
            case 1 -> number;
            default -> Address.service(name.replace("**", "a").replace("*", "b"), number);
        };
    }
}
