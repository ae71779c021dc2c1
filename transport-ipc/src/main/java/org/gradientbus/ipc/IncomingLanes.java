package org.gradientbus.ipc;

import org.gradientbus.BusException;
import org.gradientbus.spi.TransportContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
    private static final String TRUNCATED = "its file was truncated, and its memory with it";
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})-(\\d{1,9}|control)\\.lane");
    private static final Pattern UNFINISHED = Pattern.compile("([0-9a-f]{16})-(\\d{1,9}|control)\\.lane\\.new");

    private static final int ROUNDS_CONDEMNED = 3;

    private final DomainDirectory directory;
    private final TransportContext context;
    private final ProcessIdentity self;
    private final IntFunction<IpcSource> sources;
    private final Map<String, Incoming> lanes = new HashMap<>();
    private final Set<String> refused = new HashSet<>();

    /** Failed lanes, whose files stay until their producers have seen what is wrong with them; with the rounds left. */
    private final Map<Path, Integer> condemned = new HashMap<>();

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
        private int roundsClosed;

        private Incoming(LaneFile file, LaneReader reader, IpcSource source)
        {
            this.file = file;
            this.reader = reader;
            this.source = source;
        }

        private String fileName()
        {
            return file.path().getFileName().toString();
        }
    }

    /** Takes in what is new. */
    synchronized void scan(Path folder)
    {
        try
        {
            for (String each : SafeFiles.names(folder))
            {
                if (!lanes.containsKey(each) && !refused.contains(each) && NAME.matcher(each).matches())
                {
                    takeIn(folder.resolve(each));
                }
            }
        }
        catch (IOException failure)
        {
            context.errorHandler().onError(new BusException(folder + " cannot be read", failure));
        }
    }

    private void takeIn(Path path)
    {
        String fileName = path.getFileName().toString();
        try
        {
            LaneFile file = LaneFile.open(path);
            LaneSpec spec = file.spec();
            if (spec.consumerNodeId() != context.nodeId() || !OutgoingLanes.isNameOf(spec, fileName))
            {
                throw new CorruptLaneException(path + " is not what its name says: it leads from node=" +
                    DomainDirectory.id(spec.producerNodeId()) + " to loop=" + spec.loop() + " of node=" +
                    DomainDirectory.id(spec.consumerNodeId()));
            }
            IpcSource source = sources.apply(spec.loop());
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
        removeCondemned();
        checkFiles();
        removeOfClosedLoops();
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

    /** Its senders have been told, and what was left in it has been counted by who closed the loop, a round ago. */
    private void removeOfClosedLoops()
    {
        for (Incoming each : lanes.values().toArray(new Incoming[0]))
        {
            if (each.roundsClosed++ > 1)
            {
                remove(each);
            }
            else if (each.source != null && !each.source.isClosed())
            {
                each.roundsClosed = 0;
            }
        }
    }

    private void removeCondemned()
    {
        condemned.replaceAll((path, rounds) -> rounds - 1);
        condemned.entrySet().removeIf((each) ->
        {
            boolean isTime = each.getValue() == 0;
            if (isTime)
            {
                LaneFile.unlink(each.getKey());
                refused.remove(each.getKey().getFileName().toString());
            }
            return isTime;
        });
    }

    /**
     * Both sides have a lane mapped, so it works without its name; but somebody should know who removes files. One that
     * was truncated has lost its memory. A poll finds that out too, but compiled code may tell it late, anywhere.
     */
    private void checkFiles()
    {
        for (Incoming each : lanes.values())
        {
            LaneFile.Condition condition = each.file.condition();
            if (condition == LaneFile.Condition.TRUNCATED)
            {
                each.reader.fail(TRUNCATED);
            }
            else if (condition == LaneFile.Condition.UNLINKED && !each.isLossTold && !each.isProducerGone)
            {
                each.isLossTold = true;
                context.errorHandler().onError(new BusException("lane " + each.file.path() + " was removed while it " +
                    "was in use. Traffic on it goes on without the file. Keep cleaners (tmpfiles, RemoveIPC) away " +
                    "from " + directory.base()));
            }
        }
    }

    /** Lets go of lanes that have failed, and of those that are read to their end. */
    synchronized void retire()
    {
        List<Incoming> done = new ArrayList<>();
        for (Incoming each : lanes.values())
        {
            if (each.reader.failure() != null ||
                each.isProducerGone && (each.source == null || each.reader.isDrained()))
            {
                done.add(each);
            }
        }
        done.forEach(this::remove);
    }

    private void remove(Incoming lane)
    {
        LaneFailure failure = lane.reader.failure();
        lanes.remove(lane.fileName());
        if (lane.source != null)
        {
            lane.source.remove(lane.reader);
        }
        if (failure != null)
        {
            condemn(lane, failure);
            return;
        }
        lane.reader.close();
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
        catch (BusException problem)
        {
            context.errorHandler().onError(problem);
        }
    }

    private void condemn(Incoming lane, LaneFailure failure)
    {
        refused.add(lane.fileName());
        condemned.put(lane.file.path(), ROUNDS_CONDEMNED);
        LaneFile.Condition condition = lane.file.condition();
        if (condition == LaneFile.Condition.WHOLE)
        {
            lane.file.memory().putIntVolatile(LaneLayout.CONSUMER_STATE_OFFSET, LaneLayout.CLOSED);
        }
        // Lost memory reads as anything until the JVM tells of the fault: the lane may have failed for that first.
        String reason = condition == LaneFile.Condition.TRUNCATED ? TRUNCATED : failure.reason();
        context.errorHandler().onError(
            new BusException("lane " + lane.file.path() + " failed and is closed: " + reason, failure.cause()));
    }
}
