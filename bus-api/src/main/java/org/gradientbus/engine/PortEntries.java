package org.gradientbus.engine;

import org.gradientbus.Address;
import org.gradientbus.Guarantee;
import org.gradientbus.Importance;
import org.gradientbus.NamedAddress;
import org.gradientbus.NumberedAddress;
import org.gradientbus.PortAddress;
import org.gradientbus.ServiceAddress;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The addresses that ports are open to, and by name and by type for those that a binding may touch. Guarded by the
 * directory's lock.
 */
final class PortEntries
{
    private final Map<Key, PortEntry> entries = new HashMap<>();
    private final Map<String, Set<PortEntry>> byName = new HashMap<>();
    private final Map<Long, Set<PortEntry>> byType = new HashMap<>();

    private record Key(Address address, Importance importance, Guarantee guarantee)
    {
    }

    PortEntry open(Address address, Importance importance, Guarantee guarantee)
    {
        final Key key = new Key(address, importance, guarantee);
        PortEntry entry = entries.get(key);
        if (entry == null)
        {
            entry = new PortEntry(address, importance, guarantee);
            entries.put(key, entry);
            index(entry, true);
        }
        entry.ports++;
        return entry;
    }

    void close(PortEntry entry)
    {
        if (--entry.ports == 0)
        {
            entry.makeStale();
            entries.remove(new Key(entry.address, entry.importance, entry.guarantee));
            index(entry, false);
        }
    }

    void makeAllStale()
    {
        entries.values().forEach(PortEntry::makeStale);
    }

    /** Makes the routes to one mailbox stale. */
    void makeStale(PortAddress port)
    {
        for (final Importance importance : Importance.values())
        {
            for (final Guarantee guarantee : Guarantee.values())
            {
                final PortEntry entry = entries.get(new Key(port, importance, guarantee));
                if (entry != null)
                {
                    entry.makeStale();
                }
            }
        }
    }

    /** Makes the routes stale that a binding has a part in. */
    void makeStaleBy(Address binding)
    {
        final Set<PortEntry> candidates = new HashSet<>();
        addByName(binding, candidates);
        addByType(binding, candidates);
        for (final PortEntry each : candidates)
        {
            if (BindingIndex.matches(each.address, binding))
            {
                each.makeStale();
            }
        }
    }

    private void addByName(Address binding, Set<PortEntry> candidates)
    {
        final NamedAddress name = nameOf(binding);
        if (name == null)
        {
            return;
        }
        if (name.isPattern())
        {
            byName.values().forEach(candidates::addAll);
        }
        else
        {
            candidates.addAll(byName.getOrDefault(name.name(), Set.of()));
        }
    }

    private void addByType(Address binding, Set<PortEntry> candidates)
    {
        final NumberedAddress number = numberOf(binding);
        if (number != null)
        {
            candidates.addAll(byType.getOrDefault(number.type(), Set.of()));
        }
    }

    private void index(PortEntry entry, boolean isOpen)
    {
        final NamedAddress name = nameOf(entry.address);
        final NumberedAddress number = numberOf(entry.address);
        if (name != null)
        {
            change(byName, name.name(), entry, isOpen);
        }
        if (number != null)
        {
            change(byType, number.type(), entry, isOpen);
        }
    }

    private static <K> void change(Map<K, Set<PortEntry>> map, K key, PortEntry entry, boolean isOpen)
    {
        if (isOpen)
        {
            map.computeIfAbsent(key, (k) -> new HashSet<>()).add(entry);
        }
        else
        {
            map.computeIfPresent(key, (k, set) -> set.remove(entry) && set.isEmpty() ? null : set);
        }
    }

    private static NamedAddress nameOf(Address address)
    {
        return address instanceof NamedAddress name ? name :
            address instanceof ServiceAddress service ? service.name() : null;
    }

    private static NumberedAddress numberOf(Address address)
    {
        return address instanceof NumberedAddress number ? number :
            address instanceof ServiceAddress service ? service.number() : null;
    }
}
