package org.gradientbus.ipc;

import org.gradientbus.BusCounter;
import org.gradientbus.BusException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks at the domains of a host from outside, for tools: no bus is opened, no domain joined, and those who are in them
 * notice nothing. Only {@link #sweep()} changes anything, and only what is proven dead.
 *
 * <p><b>Threads</b>: for all.
 *
 * <p><b>Errors</b>: methods throw {@link BusException} when the base directory is not this user's own, or cannot be
 * read. What is wrong with a single node is said in its {@link NodeView#remark()}.
 */
public final class DomainView
{
    private final Path base;
    private final ProcessIdentity self;

    private DomainView(Path base, ProcessIdentity self)
    {
        this.base = base;
        this.self = self;
    }

    /**
     * Looks at a base directory.
     *
     * @param hostDirectory as in {@code BusConfig.hostDirectory}; empty for the default of this user
     * @return the view; nothing is read yet
     */
    public static DomainView of(Optional<Path> hostDirectory)
    {
        IpcTransportProvider.requireLinux(System.getProperty("os.name"));
        ProcessIdentity self = ProcessIdentity.current();
        Path base = hostDirectory.map(Path::toAbsolutePath).orElse(DomainDirectory.defaultBase(self.uid()));
        return new DomainView(base, self);
    }

    /**
     * The directory that holds all domains of the user.
     *
     * @return an absolute path; it is missing while there is no domain
     */
    public Path base()
    {
        return base;
    }

    /**
     * Names of the domains that have nodes.
     *
     * @return in alphabetical order
     */
    public List<String> domains()
    {
        Set<String> names = new TreeSet<>();
        for (DomainDirectory each : directories())
        {
            nodesOf(each).stream().map(NodeView::domain).filter((name) -> !name.isEmpty()).forEach(names::add);
        }
        return List.copyOf(names);
    }

    /**
     * All nodes of all domains, dead ones among them.
     *
     * @return in no order
     */
    public List<NodeView> nodes()
    {
        List<NodeView> nodes = new ArrayList<>();
        directories().forEach((each) -> nodes.addAll(nodesOf(each)));
        return nodes;
    }

    /**
     * The nodes of one domain, dead ones among them.
     *
     * @param domain its name
     * @return in no order; empty when there is no such domain
     */
    public List<NodeView> nodes(String domain)
    {
        checkBase();
        return nodesOf(DomainDirectory.of(Optional.of(base), domain, self.uid()));
    }

    /**
     * Removes what dead nodes left, in all domains. Living ones, and those that cannot be told, are left alone.
     *
     * @return what was removed, a line each
     */
    public List<String> sweep()
    {
        List<String> removed = new ArrayList<>();
        try
        {
            for (DomainDirectory each : directories())
            {
                removed.addAll(new Sweeper(each, self).sweep());
            }
        }
        catch (IOException failure)
        {
            throw new BusException(base + " could not be swept: " + failure.getMessage(), failure);
        }
        return removed;
    }

    /**
     * What would keep a bus from opening here.
     *
     * @param maxFrameLength the longest frame in bytes
     * @return the message of the failure, with its remedy; empty when it would open
     */
    public Optional<String> objection(int maxFrameLength)
    {
        try
        {
            DomainDirectory.of(Optional.of(base), "", self.uid()).checkPlace(IpcTransport.leastBytes(maxFrameLength));
            checkBase();
            return Optional.empty();
        }
        catch (BusException refusal)
        {
            return Optional.of(refusal.getMessage());
        }
    }

    private List<DomainDirectory> directories()
    {
        checkBase();
        List<DomainDirectory> directories = new ArrayList<>();
        try
        {
            for (String each : SafeFiles.names(base))
            {
                if (DomainDirectory.isId(each))
                {
                    directories.add(DomainDirectory.found(base, each, self.uid()));
                }
            }
        }
        catch (IOException failure)
        {
            throw new BusException(base + " cannot be read: " + failure.getMessage(), failure);
        }
        return directories;
    }

    private void checkBase()
    {
        try
        {
            if (SafeFiles.key(base) != null)
            {
                SafeFiles.checkFolder(base, self.uid());
            }
        }
        catch (IOException failure)
        {
            throw new BusException(base + " cannot be read: " + failure.getMessage(), failure);
        }
    }

    private List<NodeView> nodesOf(DomainDirectory directory)
    {
        List<NodeView> nodes = new ArrayList<>();
        try
        {
            for (String each : directory.nodeIds())
            {
                Path folder = directory.node(each);
                NodeLock.Liveness liveness = NodeLock.probe(folder, self);
                if (liveness != NodeLock.Liveness.GONE)
                {
                    nodes.add(node(each, folder, liveness));
                }
            }
        }
        catch (IOException failure)
        {
            throw new BusException(directory.folder() + " cannot be read: " + failure.getMessage(), failure);
        }
        return nodes;
    }

    private NodeView node(String id, Path folder, NodeLock.Liveness liveness)
    {
        try
        {
            NodeFile file = NodeFile.openToRead(folder, self.uid());
            NodeFile.Card card = file.card();
            List<Integer> loops = new ArrayList<>();
            for (int each : file.loops())
            {
                loops.add(each);
            }
            return new NodeView(card.nodeId(), card.domain(), card.nodeName(), card.pid(),
                Instant.ofEpochMilli(card.startedMs()), vitality(liveness, file), loops, counters(file),
                file.heartbeat(), LaneGlance.all(folder),
                liveness == NodeLock.Liveness.WITHOUT_LOCK ? "its lock file is missing" : "");
        }
        catch (IOException | BusException | InternalError damage)
        {
            Vitality vitality = liveness == NodeLock.Liveness.DEAD ? Vitality.DEAD : Vitality.DAMAGED;
            return new NodeView(Long.parseUnsignedLong(id, 16), "", "", 0, Instant.EPOCH, vitality, List.of(),
                Map.of(), 0, List.of(), String.valueOf(damage.getMessage()));
        }
    }

    private static Vitality vitality(NodeLock.Liveness liveness, NodeFile file)
    {
        return switch (liveness)
        {
            case ALIVE, UNKNOWN -> System.nanoTime() - file.heartbeat() > PeerTable.UNRESPONSIVE_NS ?
                Vitality.UNRESPONSIVE : Vitality.ALIVE;
            case DEAD, GONE -> Vitality.DEAD;
            case WITHOUT_LOCK -> Vitality.DAMAGED;
        };
    }

    private static Map<BusCounter, Long> counters(NodeFile file)
    {
        Map<BusCounter, Long> counters = new EnumMap<>(BusCounter.class);
        for (BusCounter each : BusCounter.values())
        {
            if (each.id() < file.counters())
            {
                counters.put(each, file.counter(each.id()));
            }
        }
        return counters;
    }

    /**
     * Room that is left for lanes.
     *
     * @return bytes; -1 when it cannot be told
     */
    public long freeBytes()
    {
        try
        {
            return Files.getFileStore(Files.exists(base) ? base : base.getParent()).getUsableSpace();
        }
        catch (IOException unknown)
        {
            return -1;
        }
    }
}
