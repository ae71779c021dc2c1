package org.gradientbus.engine;

import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.gradientbus.Address;
import org.gradientbus.NamedAddress;
import org.gradientbus.NumberedAddress;
import org.gradientbus.Scope;
import org.gradientbus.ServiceAddress;

/**
 * All bindings of a directory by address, and which of them an address finds.
 *
 * <pre>
 * name, also of a service     -- names      sorted: a pattern looks only at names that begin as it does
 * pattern                     -- patterns   by segment
 * number, also of a service   -- numbers    (type, instance) as one 64-bit number: ranges of two types never overlap
 * </pre>
 *
 * <p>A name finds its equal and the patterns that cover it; a pattern finds what has a name in common with it. A number
 * or range finds the ranges that overlap it, as in TIPC's multicast. A service is found by its name, by its number, and
 * by both; looking for a service finds, once each, the values that are bound to its name and to its number, be it by
 * one binding or by two. Ports are not in the index: they tell the mailbox themselves.
 *
 * <p>A binding is a fact: it is there or it is not, never twice. Values are told apart by {@code equals}.
 *
 * <p><b>Threads:</b> one at a time; the directory locks. A consumer must not change the index.
 */
final class BindingIndex<T>
{
    private final NavigableMap<String, BoundValues<T>> names = new TreeMap<>();
    private final PatternTrie<T> patterns = new PatternTrie<>();
    private final IntervalTree<T> numbers = new IntervalTree<>();
    private final BiPredicate<? super Scope, ? super T> reaches;
    private int size;

    /** An index whose values are all so near that every scope reaches them. */
    BindingIndex()
    {
        this((scope, value) -> true);
    }

    /**
     * An index that hides what is out of scope.
     *
     * @param reaches whether a scope goes as far as a value is; asked with the narrower one of the binding's scope and
     *                the look-up's.
     */
    BindingIndex(BiPredicate<? super Scope, ? super T> reaches)
    {
        this.reaches = reaches;
    }

    /**
     * Adds a binding.
     *
     * @return false when it is there already.
     * @throws IllegalArgumentException when the address is a port.
     */
    boolean add(Address binding, T value)
    {
        BoundValues.One<T> bound = new BoundValues.One<>(binding, value);
        boolean isAdded;
        if (binding instanceof NamedAddress name)
        {
            isAdded = name.isPattern() ? patterns.add(name.name(), bound) : addName(name, bound);
        }
        else if (binding instanceof NumberedAddress number)
        {
            isAdded = numbers.add(lowerKey(number), upperKey(number), bound);
        }
        else
        {
            ServiceAddress service = serviceOf(binding);
            isAdded = addName(service.name(), bound);
            numbers.add(lowerKey(service.number()), upperKey(service.number()), bound);
        }
        size += isAdded ? 1 : 0;
        return isAdded;
    }

    /**
     * Removes a binding.
     *
     * @return false when it is not there.
     * @throws IllegalArgumentException when the address is a port.
     */
    boolean remove(Address binding, T value)
    {
        BoundValues.One<T> bound = new BoundValues.One<>(binding, value);
        boolean isRemoved;
        if (binding instanceof NamedAddress name)
        {
            isRemoved = name.isPattern() ? patterns.remove(name.name(), bound) : removeName(name, bound);
        }
        else if (binding instanceof NumberedAddress number)
        {
            isRemoved = numbers.remove(lowerKey(number), upperKey(number), bound);
        }
        else
        {
            ServiceAddress service = serviceOf(binding);
            isRemoved = removeName(service.name(), bound);
            numbers.remove(lowerKey(service.number()), upperKey(service.number()), bound);
        }
        size -= isRemoved ? 1 : 0;
        return isRemoved;
    }

    /**
     * Tells the values that an address finds: once for each of their bindings that matches a name or number, so perhaps
     * more than once, and just once for a service.
     *
     * @throws IllegalArgumentException when the address is a port.
     */
    void match(Address lookup, Consumer<? super T> each)
    {
        if (lookup instanceof NamedAddress name)
        {
            matchName(name, name.scope(), each);
        }
        else if (lookup instanceof NumberedAddress number)
        {
            matchNumber(number, number.scope(), each);
        }
        else
        {
            ServiceAddress service = serviceOf(lookup);
            Set<T> foundByName = new HashSet<>();
            matchName(service.name(), service.scope(), foundByName::add);
            matchNumber(service.number(), service.scope(), value ->
            {
                if (foundByName.remove(value))
                {
                    each.accept(value);
                }
            });
        }
    }

    /**
     * Whether a binding has a part in what a look-up finds, were every scope wide enough: when such a binding comes or
     * goes, what the look-up found before is stale. For a service one half is enough, because another binding of the
     * same value may be the other half. Never for ports.
     */
    static boolean matches(Address lookup, Address binding)
    {
        if (lookup instanceof ServiceAddress service)
        {
            return matches(service.name(), binding) || matches(service.number(), binding);
        }
        if (binding instanceof ServiceAddress service)
        {
            return matches(lookup, service.name()) || matches(lookup, service.number());
        }
        if (lookup instanceof NamedAddress one && binding instanceof NamedAddress other)
        {
            return NamePattern.overlap(one.name(), other.name());
        }
        return lookup instanceof NumberedAddress one && binding instanceof NumberedAddress other &&
            one.type() == other.type() && one.lower() <= other.upper() && other.lower() <= one.upper();
    }

    int size()
    {
        return size;
    }

    /** Tells every binding once. */
    void forEach(BiConsumer<? super Address, ? super T> each)
    {
        Consumer<BoundValues.One<T>> tell = bound -> each.accept(bound.address(), bound.value());
        names.values().forEach(values -> values.forEach(tell));
        patterns.forEach(tell);
        numbers.forEach(bound ->
        {
            if (bound.address() instanceof NumberedAddress)
            {
                tell.accept(bound);
            }
        });
    }

    private boolean addName(NamedAddress name, BoundValues.One<T> bound)
    {
        BoundValues<T> present = names.get(name.name());
        if (present != null && present.contains(bound))
        {
            return false;
        }
        names.put(name.name(), present == null ? bound : present.with(bound));
        return true;
    }

    private boolean removeName(NamedAddress name, BoundValues.One<T> bound)
    {
        BoundValues<T> present = names.get(name.name());
        if (present == null || !present.contains(bound))
        {
            return false;
        }
        names.computeIfPresent(name.name(), (key, values) -> values.without(bound));
        return true;
    }

    private void matchName(NamedAddress lookup, Scope scope, Consumer<? super T> each)
    {
        Consumer<BoundValues.One<T>> tell = tellWithin(scope, each);
        patterns.forEachOverlap(lookup.name(), tell);
        if (lookup.isPattern())
        {
            namesThatBeginAs(lookup.name()).forEach((name, values) ->
            {
                if (NamePattern.overlap(lookup.name(), name))
                {
                    values.forEach(tell);
                }
            });
        }
        else
        {
            BoundValues<T> values = names.get(lookup.name());
            if (values != null)
            {
                values.forEach(tell);
            }
        }
    }

    private NavigableMap<String, BoundValues<T>> namesThatBeginAs(String pattern)
    {
        String prefix = NamePattern.literalPrefix(pattern);
        return prefix.isEmpty() ? names : names.subMap(prefix, true, prefix + NamePattern.AFTER_SLASH, false);
    }

    private void matchNumber(NumberedAddress lookup, Scope scope, Consumer<? super T> each)
    {
        numbers.forEachOverlap(lowerKey(lookup), upperKey(lookup), tellWithin(scope, each));
    }

    private Consumer<BoundValues.One<T>> tellWithin(Scope lookupScope, Consumer<? super T> each)
    {
        return bound ->
        {
            Scope bindingScope = bound.address().scope();
            Scope narrower = bindingScope.compareTo(lookupScope) < 0 ? bindingScope : lookupScope;
            if (reaches.test(narrower, bound.value()))
            {
                each.accept(bound.value());
            }
        };
    }

    private static long lowerKey(NumberedAddress number)
    {
        return number.type() << Integer.SIZE | number.lower();
    }

    private static long upperKey(NumberedAddress number)
    {
        return number.type() << Integer.SIZE | number.upper();
    }

    private static ServiceAddress serviceOf(Address address)
    {
        if (address instanceof ServiceAddress service)
        {
            return service;
        }
        throw new IllegalArgumentException("address=" + address + " is a port, which no index holds");
    }
}
