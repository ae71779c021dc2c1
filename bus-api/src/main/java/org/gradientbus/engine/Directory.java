package org.gradientbus.engine;

import org.agrona.ErrorHandler;
import org.gradientbus.Address;
import org.gradientbus.BusException;
import org.gradientbus.DirectoryListener;
import org.gradientbus.Explanation;
import org.gradientbus.Guarantee;
import org.gradientbus.Importance;
import org.gradientbus.PortAddress;
import org.gradientbus.ReturnCode;
import org.gradientbus.Scope;
import org.gradientbus.ServiceAddress;
import org.gradientbus.spi.Link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All bindings that this node knows, its own and those that peers told; the routes that ports have made of them, and
 * those who watch. One lock guards it; no user code runs under it.
 */
final class Directory
{
    private final RefTable refs;
    private final RetiredRoutes retired;
    private final ErrorHandler errorHandler;
    private final long nodeId;
    private final List<Announcements> announcements;
    private final BindingIndex<Receiver> index = new BindingIndex<>(Directory::reaches);
    private final Map<PortAddress, RemoteMailbox> remotes = new HashMap<>();
    private final PortEntries entries = new PortEntries();
    private final Set<RealWatch> watches = new LinkedHashSet<>();
    private final int maxBindings;
    private int ownBindings;
    private boolean isClosed;

    Directory(long nodeId, int maxBindings, RefTable refs, RetiredRoutes retired, List<Announcements> announcements,
        ErrorHandler errorHandler)
    {
        this.maxBindings = maxBindings;
        this.announcements = announcements;
        this.errorHandler = errorHandler;
        this.nodeId = nodeId;
        this.refs = refs;
        this.retired = retired;
    }

    synchronized void add(RealMailbox mailbox)
    {
        requireRoomForAnother();
        ownBindings++;
        refs.put(mailbox);
        announcements.forEach((each) -> each.up(mailbox, mailbox.port()));
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
            ownBindings++;
            mailbox.mutableBindings().add(address);
            announcements.forEach((each) -> each.up(mailbox, address));
            entries.makeStaleBy(address);
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
            ownBindings--;
            mailbox.mutableBindings().remove(address);
            announcements.forEach((each) -> each.down(mailbox, address));
            entries.makeStaleBy(address);
            told = enqueueChanges(mailbox, address);
        }
        told.forEach(RealWatch::tell);
    }

    /** Takes all bindings of a mailbox away; it stays open. Returns those it had. */
    List<Address> unbindAll(Receiver mailbox)
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
            ownBindings--;
            refs.remove(mailbox.ref());
            entries.makeStale(mailbox.port());
            unbindAll(mailbox, told);
            announcements.forEach((each) -> each.down(mailbox, mailbox.port()));
        }
        told.forEach(RealWatch::tell);
        return true;
    }

    synchronized List<Address> bindingsOf(Receiver mailbox)
    {
        return List.copyOf(mailbox.mutableBindings());
    }

    /** A mailbox of a peer is open; the peer told. */
    synchronized void addRemote(RemoteMailbox mailbox)
    {
        remotes.put(mailbox.port(), mailbox);
        entries.makeStale(mailbox.port());
    }

    /**
     * What a peer told of one of its mailboxes. A binding that is there already, or is not, is left so.
     *
     * @return whether that changed something
     */
    boolean changeRemote(RemoteMailbox mailbox, Address address, boolean isUp)
    {
        final List<RealWatch> told;
        synchronized (this)
        {
            if (!(isUp ? index.add(address, mailbox) : index.remove(address, mailbox)))
            {
                return false;
            }
            if (isUp)
            {
                mailbox.mutableBindings().add(address);
            }
            else
            {
                mailbox.mutableBindings().remove(address);
            }
            entries.makeStaleBy(address);
            told = enqueueChanges(mailbox, address);
        }
        told.forEach(RealWatch::tell);
        return true;
    }

    /** A mailbox of a peer closed, or its peer is gone. */
    void removeRemote(RemoteMailbox mailbox)
    {
        final Set<RealWatch> told = new LinkedHashSet<>();
        synchronized (this)
        {
            remotes.remove(mailbox.port());
            entries.makeStale(mailbox.port());
            unbindAll(mailbox, told);
        }
        told.forEach(RealWatch::tell);
    }

    /** What is known of a peer's mailboxes. */
    synchronized List<RemoteMailbox> mailboxesOf(long peer)
    {
        return remotes.values().stream().filter((each) -> each.port().node() == peer).toList();
    }

    /** The distance of a peer's mailboxes has changed: who chooses by it, chooses anew. */
    synchronized void makeStale(Collection<RemoteMailbox> mailboxes)
    {
        mailboxes.forEach((mailbox) -> mailbox.mutableBindings().forEach(entries::makeStaleBy));
    }

    /**
     * A peer comes to be reached by another rung: ports to its mailboxes resolve anew, and scopes reach other bindings.
     *
     * @param mailboxes of the peer
     * @param change    of the links and the rung
     */
    void move(Collection<RemoteMailbox> mailboxes, Runnable change)
    {
        final Set<RealWatch> told = new LinkedHashSet<>();
        synchronized (this)
        {
            change.run();
            for (final RemoteMailbox mailbox : mailboxes)
            {
                mailbox.accepted();
                entries.makeStale(mailbox.port());
                for (final Address each : mailbox.mutableBindings())
                {
                    entries.makeStaleBy(each);
                    told.addAll(enqueueChanges(mailbox, each));
                }
            }
        }
        told.forEach(RealWatch::tell);
    }

    /** The mailboxes that match an address, each once, nearest first. */
    synchronized List<Receiver> find(Address address)
    {
        final Set<Receiver> found = new LinkedHashSet<>();
        if (address instanceof PortAddress port)
        {
            if (port.node() == nodeId)
            {
                if (refs.get(port.ref()) instanceof RealMailbox mailbox && mailbox.isOpen())
                {
                    found.add(mailbox);
                }
            }
            else if (remotes.containsKey(port))
            {
                found.add(remotes.get(port));
            }
        }
        else
        {
            index.match(address, found::add);
        }
        final List<Receiver> nearestFirst = new ArrayList<>(found);
        nearestFirst.sort(Comparator.comparingInt(Receiver::distance));
        return nearestFirst;
    }

    synchronized PortEntry openPort(Address address, Importance importance, Guarantee guarantee)
    {
        return entries.open(address, importance, guarantee);
    }

    synchronized void closePort(PortEntry entry)
    {
        entries.close(entry);
    }

    /** One route for each loop that has mailboxes bound to the address. May block to make links to peers. */
    RouteSet routesToAll(PortEntry entry)
    {
        while (true)
        {
            connectTo(entry.address, entry.guarantee);
            synchronized (this)
            {
                if (isClosed)
                {
                    return RouteSet.CLOSED;
                }
                final List<Receiver> found = find(entry.address);
                if (entry.toAll == null && areLinksTried(found, entry.guarantee))
                {
                    final Map<Object, List<Receiver>> byLoop = new LinkedHashMap<>();
                    found.removeIf((each) -> !isLinked(each, entry.guarantee));
                    found.forEach((each) ->
                        byLoop.computeIfAbsent(each.polledBy(), (loop) -> new ArrayList<>()).add(each));
                    entry.toAll = routes(entry, byLoop.values());
                }
                if (entry.toAll != null)
                {
                    return entry.toAll;
                }
            }
        }
    }

    /** One route for each mailbox bound to the address. May block to make links to peers. */
    RouteSet routesToOne(PortEntry entry)
    {
        while (true)
        {
            connectTo(entry.address, entry.guarantee);
            synchronized (this)
            {
                if (isClosed)
                {
                    return RouteSet.CLOSED;
                }
                final List<Receiver> found = find(entry.address);
                if (entry.toOne == null && areLinksTried(found, entry.guarantee))
                {
                    final List<List<Receiver>> singles = new ArrayList<>();
                    found.removeIf((each) -> !isLinked(each, entry.guarantee));
                    found.forEach((each) -> singles.add(List.of(each)));
                    entry.toOne = routes(entry, singles);
                }
                if (entry.toOne != null)
                {
                    return entry.toOne;
                }
            }
        }
    }

    /** Makes the links that routes will need, without the lock; most often there is nothing to do. */
    private void connectTo(Address address, Guarantee guarantee)
    {
        for (final Receiver each : find(address))
        {
            if (each instanceof RemoteMailbox remote)
            {
                remote.loop().connect();
                remote.loop().way(guarantee).connect();
            }
        }
    }

    /** A mailbox that came since the links were made may have none yet. */
    private static boolean areLinksTried(List<Receiver> found, Guarantee guarantee)
    {
        for (final Receiver each : found)
        {
            if (each instanceof RemoteMailbox remote &&
                !(remote.loop().isTried() && remote.loop().way(guarantee).isTried()))
            {
                return false;
            }
        }
        return true;
    }

    private static boolean isLinked(Receiver mailbox, Guarantee guarantee)
    {
        return mailbox.link() != null &&
            !(mailbox instanceof RemoteMailbox remote && remote.loop().way(guarantee).link() == null);
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

    private static boolean reaches(Scope scope, Receiver mailbox)
    {
        return mailbox.rung().ordinal() <= scope.ordinal();
    }

    /** The bindings of a mailbox that a look-up finds it by; none when it does not. Under the lock. */
    static Set<Address> foundBy(Address lookup, Receiver mailbox)
    {
        final Set<Address> found = new LinkedHashSet<>();
        boolean byName = false;
        boolean byNumber = false;
        for (final Address each : mailbox.mutableBindings())
        {
            if (BindingIndex.matches(lookup, each) &&
                reaches(lookup.scope(), mailbox) && reaches(each.scope(), mailbox))
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
    Explanation explain(Address address, List<String> remarks)
    {
        connectTo(address, Guarantee.RELIABLE);
        synchronized (this)
        {
            final List<Explanation.Candidate> candidates = new ArrayList<>();
            final List<String> allRemarks = new ArrayList<>(remarks);
            Receiver nearest = null;
            for (final Receiver each : find(address))
            {
                final Link link = each.link();
                if (link == null)
                {
                    ((RemoteMailbox)each).loop().remark(allRemarks);
                    continue;
                }
                nearest = nearest == null ? each : nearest;
                final Address boundAs = address instanceof PortAddress ?
                    address : foundBy(address, each).iterator().next();
                candidates.add(new Explanation.Candidate(
                    each.port(), boundAs, each.rung(), each.roundTripNs(), each.loopName(), link.backlogBytes(),
                    each.distance() == nearest.distance(), reason(each, nearest)));
            }
            return new Explanation(address, candidates, allRemarks);
        }
    }

    private static String reason(Receiver each, Receiver nearest)
    {
        final boolean isUnresponsive = each instanceof RemoteMailbox remote && remote.peer().isUnresponsive();
        final String why = each.distance() == nearest.distance() ? "on the nearest rung" :
            each.rung() == nearest.rung() ? "slower than others on " + nearest.rung() :
            "further than " + nearest.rung();
        return isUnresponsive ? why + ", and its node does not answer" : why;
    }

    /** From now on ports get {@link RouteSet#CLOSED}. */
    synchronized void close()
    {
        isClosed = true;
        entries.makeAllStale();
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
        requireRoomForAnother();
    }

    private void requireRoomForAnother()
    {
        if (ownBindings >= maxBindings)
        {
            throw new BusException("this bus has as many mailboxes and bindings as maxBindings=" + maxBindings +
                " allows: let one binding stand for many, a pattern or a range, or raise BusConfig.withMaxBindings " +
                "on all buses of the domain");
        }
    }

    private synchronized List<Address> unbindAll(Receiver mailbox, Set<RealWatch> told)
    {
        final List<Address> had = List.copyOf(mailbox.mutableBindings());
        for (final Address each : had)
        {
            index.remove(each, mailbox);
            mailbox.mutableBindings().remove(each);
            if (mailbox instanceof RealMailbox own)
            {
                ownBindings--;
                announcements.forEach((announced) -> announced.down(own, each));
            }
            entries.makeStaleBy(each);
            told.addAll(enqueueChanges(mailbox, each));
        }
        return had;
    }

    private RouteSet routes(PortEntry entry, Collection<List<Receiver>> groups)
    {
        final List<Route> routes = new ArrayList<>(groups.size());
        for (final List<Receiver> each : groups)
        {
            if (each.get(0) instanceof RemoteMailbox remote)
            {
                addRemoteRoute(entry, remote.loop(), each, routes);
            }
            else
            {
                final Route route = new Route(
                    entry, refs.nextRef(), each.toArray(new RealMailbox[0]));
                refs.put(route);
                routes.add(route);
            }
        }
        final RouteSet set = new RouteSet(entry.address, routes.toArray(new Route[0]));
        retired.watch(set);
        return set;
    }

    /** One route to all; or, when the peer's loop has as many lists as it may, one to each without a list. */
    private static void addRemoteRoute(PortEntry entry, RemoteLoop loop, List<Receiver> group, List<Route> routes)
    {
        final RemoteMailbox[] mailboxes = group.toArray(new RemoteMailbox[0]);
        final int[] memberRefs = group.stream().mapToInt((each) -> each.port().ref()).toArray();
        final RemoteList list = entry.address instanceof PortAddress ? null : loop.newList(entry.address, memberRefs);
        if (list != null)
        {
            routes.add(new Route(entry, list, mailboxes));
            return;
        }
        for (final RemoteMailbox each : mailboxes)
        {
            routes.add(new Route(entry, null, new RemoteMailbox[]{each}));
        }
    }

    private List<RealWatch> enqueueChanges(Receiver mailbox, Address binding)
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
