package org.gradientbus.ipc;

import org.gradientbus.BusException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Another node of the domain, as this one knows it.
 */
final class Peer
{
    final long nodeId;
    final Path folder;
    final NodeFile file;

    /** The watch's own from here on. */
    final ByteBuffer notes = ByteBuffer.allocate(Line.NOTE_LENGTH);
    boolean isTold;
    boolean isUnresponsive;
    long heartbeat;
    long heartbeatAtNs;
    long suspectSinceNs;
    boolean isSuspect;

    private final Map<Integer, CountDownLatch> attaching = new ConcurrentHashMap<>();
    private volatile Line line;
    private volatile boolean isGone;

    Peer(long nodeId, Path folder, NodeFile file)
    {
        this.nodeId = nodeId;
        this.folder = folder;
        this.file = file;
    }

    /**
     * Opens what another node shows of itself.
     *
     * @throws BusException when there is no such node in this domain
     */
    static Peer open(DomainDirectory directory, String endpoint, String domain)
    {
        Path folder = directory.node(endpoint);
        try
        {
            NodeFile file = NodeFile.open(folder, directory.uid());
            NodeFile.Card card = file.card();
            if (!DomainDirectory.id(card.nodeId()).equals(endpoint) || !card.domain().equals(domain))
            {
                throw new BusException(folder + " is not what its name says: it belongs to node=" +
                    DomainDirectory.id(card.nodeId()) + " of domain=" + card.domain());
            }
            return new Peer(card.nodeId(), folder, file);
        }
        catch (IOException gone)
        {
            throw new BusException("no node at endpoint=" + endpoint + " in " + directory.folder() +
                ": it left, or died", gone);
        }
    }

    String endpoint()
    {
        return folder.getFileName().toString();
    }

    Line line()
    {
        return line;
    }

    void line(Line newLine)
    {
        line = newLine;
    }

    boolean isGone()
    {
        return isGone;
    }

    void gone()
    {
        isGone = true;
        Line last = line;
        if (last != null)
        {
            last.close();
        }
        attaching.values().forEach(CountDownLatch::countDown);
    }

    /**
     * Tells it of a new lane, and waits until it has seen it, or not much longer: a process that is stopped finds the
     * lane when it goes on.
     */
    void announceLane(int loop, long maxWaitNs) throws IOException
    {
        CountDownLatch attached = attaching.computeIfAbsent(loop, (key) -> new CountDownLatch(1));
        line.note(Line.LANE, loop);
        try
        {
            attached.await(maxWaitNs, TimeUnit.NANOSECONDS);
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    void attached(int loop)
    {
        CountDownLatch waiting = attaching.get(loop);
        if (waiting != null)
        {
            waiting.countDown();
        }
    }
}
