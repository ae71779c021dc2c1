package org.gradientbus.ipc;

import org.gradientbus.BusException;
import org.gradientbus.spi.TransportContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lanes that others have made in this node's folder: found, handed to their loops, and removed when their makers
 * are gone and all that they had sent is handled.
 */
final class IncomingLanes
{
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})-(\\d{1,9})\\.lane");
    private static final Pattern UNFINISHED = Pattern.compile("([0-9a-f]{16})-(\\d{1,9})\\.lane\\.new");

    private final DomainDirectory directory;
    private final TransportContext context;
    private final ProcessIdentity self;
    private final IntFunction<IpcSource> sources;
    private final Map<String, Incoming> lanes = new HashMap<>();
    private final Set<String> refused = new HashSet<>();

    IncomingLanes(
        DomainDirectory directory, TransportContext context, ProcessIdentity self, IntFunction<IpcSource> sources)
    {
        this.directory = directory;
        this.context = context;
        this.self = self;
        this.sources = sources;
    }

    /** One lane and who reads it; nobody when its loop is closed. */
    private static final class Incoming
    {
        private final LaneFile file;
        private final LaneReader reader;
        private final IpcSource source;
        private boolean isProducerGone;
        private boolean isProducerDead;
        private boolean isLossTold;

        private Incoming(LaneFile file, LaneReader reader, IpcSource source)
        {
            this.file = file;
            this.reader = reader;
            this.source = source;
        }
    }

    /** Takes in what is new. */
    synchronized void scan(Path folder)
    {
        try
        {
            for (String each : SafeFiles.names(folder))
            {
                Matcher matcher = NAME.matcher(each);
                if (matcher.matches() && !lanes.containsKey(each) && !refused.contains(each))
                {
                    takeIn(folder.resolve(each), matcher);
                }
            }
        }
        catch (IOException failure)
        {
            context.errorHandler().onError(new BusException(folder + " cannot be read", failure));
        }
    }

    private void takeIn(Path path, Matcher name)
    {
        String fileName = path.getFileName().toString();
        try
        {
            LaneFile file = LaneFile.open(path);
            LaneSpec spec = file.spec();
            if (spec.consumerNodeId() != context.nodeId() ||
                !fileName.equals(OutgoingLanes.fileName(spec.producerNodeId(), spec.loop())))
            {
                throw new CorruptLaneException(path + " is not what its name says: it leads from node=" +
                    DomainDirectory.id(spec.producerNodeId()) + " to loop=" + spec.loop() + " of node=" +
                    DomainDirectory.id(spec.consumerNodeId()));
            }
            IpcSource source = sources.apply(Integer.parseInt(name.group(2)));
            LaneReader reader = new LaneReader(file.memory(), spec);
            lanes.put(fileName, new Incoming(file, reader, source));
            if (source == null)
            {
                reader.close();
            }
            else
            {
                source.add(reader);
            }
        }
        catch (BusException | InternalError failure)
        {
            if (!(failure.getCause() instanceof NoSuchFileException))
            {
                refused.add(fileName);
                context.errorHandler().onError(failure);
            }
        }
    }

    /** Nothing more comes from this node: what it committed is handed over, and its lanes go after that. */
    synchronized void onProducerGone(long nodeId, boolean isDead)
    {
        for (Incoming each : lanes.values())
        {
            if (each.file.spec().producerNodeId() == nodeId && !each.isProducerGone)
            {
                each.isProducerGone = true;
                each.isProducerDead = isDead;
                each.reader.onProducerGone();
                wake(each);
            }
        }
    }

    /** There may be work that could not be told before: frames behind a claim that nobody will end. */
    private static void wake(Incoming lane)
    {
        if (lane.source != null)
        {
            lane.source.wake();
        }
    }

    /** Removes what is done with, and looks after producers that nobody watches. */
    synchronized void maintain(PeerTable peers)
    {
        for (Incoming each : lanes.values().toArray(new Incoming[0]))
        {
            long producer = each.file.spec().producerNodeId();
            if (!each.isProducerGone && producer != context.nodeId() && !peers.isKnown(producer))
            {
                probe(producer);
            }
        }
        removeUnfinished(peers);
        checkFiles();
        retire();
    }

    private void probe(long producer)
    {
        NodeLock.Liveness liveness = NodeLock.probe(directory.node(DomainDirectory.id(producer)), self);
        if (liveness == NodeLock.Liveness.DEAD || liveness == NodeLock.Liveness.GONE)
        {
            onProducerGone(producer, liveness == NodeLock.Liveness.DEAD);
        }
    }

    private void removeUnfinished(PeerTable peers)
    {
        Path folder = directory.node(DomainDirectory.id(context.nodeId()));
        try
        {
            for (String each : SafeFiles.names(folder))
            {
                Matcher matcher = UNFINISHED.matcher(each);
                if (matcher.matches() && !peers.isKnown(Long.parseUnsignedLong(matcher.group(1), 16)))
                {
                    NodeLock.Liveness liveness = NodeLock.probe(directory.node(matcher.group(1)), self);
                    if (liveness == NodeLock.Liveness.DEAD || liveness == NodeLock.Liveness.GONE)
                    {
                        Files.deleteIfExists(folder.resolve(each));
                    }
                }
            }
        }
        catch (IOException failure)
        {
            context.errorHandler().onError(new BusException("unfinished lanes in " + folder + " stay", failure));
        }
    }

    /** Both sides have a lane mapped, so it works without its name; but somebody should know who removes files. */
    private void checkFiles()
    {
        for (Incoming each : lanes.values())
        {
            if (!each.isLossTold && !each.isProducerGone && each.file.condition() != LaneFile.Condition.WHOLE)
            {
                each.isLossTold = true;
                context.errorHandler().onError(new BusException("lane " + each.file.path() + " was changed while it " +
                    "was in use: it is " + each.file.condition() + ". " +
                    (each.file.condition() == LaneFile.Condition.UNLINKED ?
                        "Traffic on it goes on without the file" : "It is closed when it is next used")));
            }
        }
    }

    /** Lets go of lanes that have failed, and of those that are read to their end. */
    synchronized void retire()
    {
        Iterator<Incoming> each = lanes.values().iterator();
        while (each.hasNext())
        {
            Incoming lane = each.next();
            LaneFailure failure = lane.reader.failure();
            boolean isDone = lane.isProducerGone && (lane.source == null ||
                lane.reader.claimedPosition() == lane.reader.consumedPosition());
            if (failure != null)
            {
                context.errorHandler().onError(new BusException("lane " + lane.file.path() +
                    " failed and is closed: " + failure.reason(), failure.cause()));
                lane.reader.close();
                refused.add(lane.file.path().getFileName().toString());
            }
            if (failure != null || isDone)
            {
                remove(lane);
                each.remove();
            }
        }
    }

    private void remove(Incoming lane)
    {
        if (lane.source != null)
        {
            lane.source.remove(lane.reader);
        }
        try
        {
            if (lane.isProducerDead)
            {
                lane.file.discard();
            }
            else if (lane.file.condition() != LaneFile.Condition.UNLINKED)
            {
                // Its producer may live, and hold a claim in it.
                LaneFile.unlink(lane.file.path());
            }
        }
        catch (BusException failure)
        {
            context.errorHandler().onError(failure);
        }
    }
}
