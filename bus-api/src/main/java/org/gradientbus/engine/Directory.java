package org.gradientbus.engine;

import org.agrona.ErrorHandler;
import org.gradientbus.Address;
import org.gradientbus.DirectoryListener;
import org.gradientbus.Explanation;
import org.gradientbus.Importance;
import org.gradientbus.NamedAddress;
import org.gradientbus.NumberedAddress;
import org.gradientbus.PortAddress;
import org.gradientbus.ReturnCode;
import org.gradientbus.Rung;
import org.gradientbus.ServiceAddress;
import org.gradientbus.spi.Link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All bindings of this node, the routes that ports have made of them, and those who watch. One lock guards it; no user
 * code runs under it.
 */
final class Directory
{
    private final RefTable refs;
    private final RetiredRoutes retired;
    private final ErrorHandler errorHandler;
    private final long nodeId;
    private final BindingIndex<RealMailbox> index = new BindingIndex<>();

    /** The addresses that ports are open to, and by name and by type for those that a binding may touch. */
    private final Map<PortKey, PortEntry> entries = new HashMap<>();
    private final Map<String, Set<PortEntry>> entriesByName = new HashMap<>();
    private final Map<Long, Set<PortEntry>> entriesByType = new HashMap<>();

    private final Set<RealWatch> watches = new LinkedHashSet<>();
    private boolean isClosed;

    Directory(long nodeId, RefTable refs, RetiredRoutes retired, ErrorHandler errorHandler)
    {
        this.errorHandler = errorHandler;
        this.nodeId = nodeId;
        this.refs = refs;
        this.retired = retired;
    }

    private record PortKey(Address address, Importance importance)
    {
    }

    /**
     * What ports with one address and importance share.
     */
    static final class PortEntry
    {
        final Address address;
        private final Importance importance;
        private RouteSet toAll;
        private RouteSet toOne;
        private int ports;

        PortEntry(Address address, Importance importance)
        {
            this.address = address;
            this.importance = importance;
        }
    }

    void add(RealMailbox mailbox)
    {
        refs.put(mailbox);
    }

    void bind(RealMailbox mailbox, Address address)
    {
        final List<RealWatch> told;
        synchronized (this)
        {
            requireBindable(mailbox, address);
            if (!index.add(address, mailbox))
            {
                throw new IllegalStateException(mailbox + " is bound to " + address + " already");
            }
            mailbox.mutableBindings().add(address);
            invalidate(address);
            told = enqueueChanges(mailbox, address);
        }
        told.forEach(RealWatch::tell);
    }

    void unbind(RealMailbox mailbox, Address address)
    {
        final List<RealWatch> told;
        synchronized (this)
        {
            if (!index.remove(address, mailbox))
            {
                throw new IllegalStateException(mailbox + " is not bound to " + address + ", but to " +
                    mailbox.mutableBindings());
            }
            mailbox.mutableBindings().remove(address);
            invalidate(address);
            told = enqueueChanges(mailbox, address);
        }
        told.forEach(RealWatch::tell);
    }

    /** Takes all bindings of a mailbox away; it stays open. Returns those it had. */
    List<Address> unbindAll(RealMailbox mailbox)
    {
        final Set<RealWatch> told = new LinkedHashSet<>();
        final List<Address> had = unbindAll(mailbox, told);
        told.forEach(RealWatch::tell);
        return had;
    }

    /**
     * Takes a mailbox out for good.
     *
     * @return false when it was out already
     */
    boolean remove(RealMailbox mailbox, ReturnCode code)
    {
        final Set<RealWatch> told = new LinkedHashSet<>();
        synchronized (this)
        {
            if (!mailbox.isOpen())
            {
                return false;
            }
            mailbox.markClosed(code);
            refs.remove(mailbox.ref());
            for (final Importance each : Importance.values())
            {
                makeStale(entries.get(new PortKey(mailbox.port(), each)));
            }
            unbindAll(mailbox, told);
        }
        told.forEach(RealWatch::tell);
        return true;
    }

    synchronized List<Address> bindingsOf(RealMailbox mailbox)
    {
        return List.copyOf(mailbox.mutableBindings());
    }

    /** The mailboxes that match an address, each once, nearest first. */
    synchronized List<RealMailbox> find(Address address)
    {
        final Set<RealMailbox> found = new LinkedHashSet<>();
        if (address instanceof PortAddress port)
        {
            if (port.node() == nodeId && refs.get(port.ref()) instanceof RealMailbox mailbox && mailbox.isOpen())
            {
                found.add(mailbox);
            }
        }
        else
        {
            index.match(address, found::add);
        }
        final List<RealMailbox> nearestFirst = new ArrayList<>(found);
        nearestFirst.sort(Comparator.comparing((mailbox) -> mailbox.loop().link().rung()));
        return nearestFirst;
    }

    synchronized PortEntry openPort(Address address, Importance importance)
    {
        final PortKey key = new PortKey(address, importance);
        PortEntry entry = entries.get(key);
        if (entry == null)
        {
            entry = new PortEntry(address, importance);
            entries.put(key, entry);
            indexEntry(entry, true);
        }
        entry.ports++;
        return entry;
    }

    synchronized void closePort(PortEntry entry)
    {
        if (--entry.ports == 0)
        {
            makeStale(entry);
            entries.remove(new PortKey(entry.address, entry.importance));
            indexEntry(entry, false);
        }
    }

    /** One route for each loop that has mailboxes bound to the address. */
    synchronized RouteSet routesToAll(PortEntry entry)
    {
        if (isClosed)
        {
            return RouteSet.CLOSED;
        }
        if (entry.toAll == null)
        {
            final Map<RealLoop, List<RealMailbox>> byLoop = new LinkedHashMap<>();
            find(entry.address).forEach((each) -> byLoop.computeIfAbsent(each.loop(), (loop) -> new ArrayList<>())
                .add(each));
            entry.toAll = routes(entry, byLoop.values());
        }
        return entry.toAll;
    }

    /** One route for each mailbox bound to the address. */
    synchronized RouteSet routesToOne(PortEntry entry)
    {
        if (isClosed)
        {
            return RouteSet.CLOSED;
        }
        if (entry.toOne == null)
        {
            final List<List<RealMailbox>> singles = new ArrayList<>();
            find(entry.address).forEach((each) -> singles.add(List.of(each)));
            entry.toOne = routes(entry, singles);
        }
        return entry.toOne;
    }

    RealWatch watch(Address address, DirectoryListener listener)
    {
        if (address instanceof PortAddress)
        {
            throw new IllegalArgumentException("cannot watch " + address + ": watch a name or a number; " +
                "who sends to a port is told by what comes back");
        }
        final RealWatch watch = new RealWatch(this, address, listener, errorHandler);
        synchronized (this)
        {
            watches.add(watch);
            find(address).forEach(watch::enqueueChanges);
        }
        watch.tell();
        return watch;
    }

    synchronized void unwatch(RealWatch watch)
    {
        watches.remove(watch);
    }

    /** The bindings of a mailbox that a look-up finds it by; none when it does not. Under the lock. */
    static Set<Address> foundBy(Address lookup, RealMailbox mailbox)
    {
        final Set<Address> found = new LinkedHashSet<>();
        boolean byName = false;
        boolean byNumber = false;
        for (final Address each : mailbox.mutableBindings())
        {
            if (BindingIndex.matches(lookup, each))
            {
                found.add(each);
                if (lookup instanceof ServiceAddress service)
                {
                    byName |= BindingIndex.matches(service.name(), each);
                    byNumber |= BindingIndex.matches(service.number(), each);
                }
            }
        }
        return lookup instanceof ServiceAddress && !(byName && byNumber) ? Set.of() : found;
    }

    /** Where messages to an address go, and why. */
    synchronized Explanation explain(Address address)
    {
        final List<Explanation.Candidate> candidates = new ArrayList<>();
        Rung nearest = null;
        for (final RealMailbox each : find(address))
        {
            final Link link = each.loop().link();
            nearest = nearest == null ? link.rung() : nearest;
            final boolean isNearest = link.rung() == nearest;
            final Address boundAs = address instanceof PortAddress ?
                address : foundBy(address, each).iterator().next();
            candidates.add(new Explanation.Candidate(
                each.port(), boundAs, link.rung(), link.roundTripNs(), each.loop().name(), link.backlogBytes(),
                isNearest, isNearest ? "on the nearest rung" : "further than " + nearest));
        }
        return new Explanation(address, candidates);
    }

    /** From now on ports get {@link RouteSet#CLOSED}. */
    synchronized void close()
    {
        isClosed = true;
        entries.values().forEach(this::makeStale);
        watches.clear();
    }

    private void requireBindable(RealMailbox mailbox, Address address)
    {
        if (address instanceof PortAddress)
        {
            throw new IllegalArgumentException("cannot bind " + address + ": a port belongs to its mailbox alone");
        }
        if (address.isReserved())
        {
            throw new IllegalArgumentException("cannot bind " + address + ": types 0 to 63 belong to the bus");
        }
        if (!mailbox.isOpen())
        {
            throw new IllegalStateException(mailbox + " is closed");
        }
    }

    private synchronized List<Address> unbindAll(RealMailbox mailbox, Set<RealWatch> told)
    {
        final List<Address> had = List.copyOf(mailbox.mutableBindings());
        for (final Address each : had)
        {
            index.remove(each, mailbox);
            mailbox.mutableBindings().remove(each);
            invalidate(each);
            told.addAll(enqueueChanges(mailbox, each));
        }
        return had;
    }

    private RouteSet routes(PortEntry entry, Collection<List<RealMailbox>> groups)
    {
        final Route[] routes = new Route[groups.size()];
        int count = 0;
        for (final List<RealMailbox> each : groups)
        {
            final Route route = new Route(
                entry.address, refs.nextRef(), each.toArray(new RealMailbox[0]), entry.importance);
            refs.put(route);
            routes[count++] = route;
        }
        final RouteSet set = new RouteSet(entry.address, routes);
        retired.watch(set);
        return set;
    }

    /** Makes the routes stale that a binding has a part in. */
    private void invalidate(Address binding)
    {
        final Set<PortEntry> candidates = new HashSet<>();
        addByName(binding, candidates);
        addByType(binding, candidates);
        for (final PortEntry each : candidates)
        {
            if (BindingIndex.matches(each.address, binding))
            {
                makeStale(each);
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
            entriesByName.values().forEach(candidates::addAll);
        }
        else
        {
            candidates.addAll(entriesByName.getOrDefault(name.name(), Set.of()));
        }
    }

    private void addByType(Address binding, Set<PortEntry> candidates)
    {
        final NumberedAddress number = numberOf(binding);
        if (number != null)
        {
            candidates.addAll(entriesByType.getOrDefault(number.type(), Set.of()));
        }
    }

    private void indexEntry(PortEntry entry, boolean isOpen)
    {
        final NamedAddress name = nameOf(entry.address);
        final NumberedAddress number = numberOf(entry.address);
        if (name != null)
        {
            change(entriesByName, name.name(), entry, isOpen);
        }
        if (number != null)
        {
            change(entriesByType, number.type(), entry, isOpen);
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

    private void makeStale(PortEntry entry)
    {
        if (entry == null)
        {
            return;
        }
        if (entry.toAll != null)
        {
            entry.toAll.makeStale();
            entry.toAll = null;
        }
        if (entry.toOne != null)
        {
            entry.toOne.makeStale();
            entry.toOne = null;
        }
    }

    private List<RealWatch> enqueueChanges(RealMailbox mailbox, Address binding)
    {
        final List<RealWatch> told = new ArrayList<>();
        for (final RealWatch each : watches)
        {
            if (BindingIndex.matches(each.address(), binding))
            {
                each.enqueueChanges(mailbox);
                told.add(each);
            }
        }
        return told;
    }
}
