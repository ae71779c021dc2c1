package org.gradientbus.ipc;

import org.gradientbus.BusException;
import org.gradientbus.spi.TransportContext;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * This node as others see it. When somebody removes its files while it lives, it makes them anew: traffic on lanes that
 * both sides have mapped goes on in any case, but newcomers would not find it, and nobody could prove its death.
 */
final class OwnNode
{
    private final DomainDirectory directory;
    private final TransportContext context;
    private final ProcessIdentity self;
    private final NodeFile.Card card;

    /** The newest last. Peers may have mapped any of them, so what they read is written to each. */
    private volatile NodeFolder[] folders;

    private boolean isLeaving;

    OwnNode(DomainDirectory directory, TransportContext context, ProcessIdentity self)
    {
        this.directory = directory;
        this.context = context;
        this.self = self;
        card = new NodeFile.Card(context.nodeId(), self.hash(), self.pid(), System.currentTimeMillis(),
            context.maxFrameLength(), context.domain(), context.nodeName());
        folders = new NodeFolder[]{create()};
        beat();
    }

    private NodeFolder create()
    {
        return NodeFolder.create(directory, card, self, IpcTransport.counters(), Steps.NONE);
    }

    String id()
    {
        return DomainDirectory.id(card.nodeId());
    }

    Path path()
    {
        return folders[0].path();
    }

    NodeFile file()
    {
        return folders[0].file();
    }

    ServerSocketChannel acceptor()
    {
        return folders[0].acceptor();
    }

    synchronized void open()
    {
        for (NodeFolder each : folders)
        {
            each.file().state(NodeFile.OPEN);
        }
    }

    synchronized int addLoop(int loop, int laneLength)
    {
        int slot = -1;
        for (NodeFolder each : folders)
        {
            slot = each.file().addLoop(loop, laneLength);
        }
        if (slot < 0)
        {
            throw new BusException("loop=" + loop + " is one too many: a node has at most " + NodeFile.LOOPS +
                " loops that other processes reach");
        }
        return slot;
    }

    synchronized void removeLoop(int slot)
    {
        for (NodeFolder each : folders)
        {
            each.file().removeLoop(slot);
        }
    }

    synchronized void seal(int slot)
    {
        for (NodeFolder each : folders)
        {
            each.file().seal(slot);
        }
    }

    /** By the loop's thread; the store comes before whatever that thread reads next. */
    void sleeps(int slot, long count)
    {
        for (NodeFolder each : folders)
        {
            each.file().sleeps(slot, count);
        }
    }

    void beat()
    {
        // The same clock for all processes of a host; not the bus's, which may be a test's.
        long nowNs = System.nanoTime();
        for (NodeFolder each : folders)
        {
            each.file().beat(nowNs);
        }
    }

    /** Looks whether its files are still there. Reports what is not, and makes all of them anew. */
    synchronized void mendIfDamaged(NodeWatch watch, Runnable beforeRemoval)
    {
        NodeFolder newest = folders[folders.length - 1];
        try
        {
            if (isLeaving || newest.isIntact(self))
            {
                return;
            }
            beforeRemoval.run();
            NodeFolder.quarantine(directory, newest.path(), Steps.NONE);
            NodeFolder anew = create();
            anew.file().copyFrom(newest.file());
            List<NodeFolder> all = new ArrayList<>(List.of(folders));
            all.add(anew);
            folders = all.toArray(new NodeFolder[0]);
            watch.accept(anew.acceptor());
            context.errorHandler().onError(new BusException("files of this node in " + newest.path() + " were " +
                "removed while it was at work. They are made anew; lanes in use go on without their files. Keep " +
                "cleaners (tmpfiles, RemoveIPC) away from " + directory.base()));
        }
        catch (IOException | BusException failure)
        {
            context.errorHandler().onError(new BusException("files of this node in " + newest.path() + " were " +
                "removed while it was at work, and cannot be made anew: it tries again", failure));
        }
    }

    /** Removes everything of this node; does not throw. */
    synchronized void remove()
    {
        isLeaving = true;
        NodeFolder newest = folders[folders.length - 1];
        try
        {
            newest.file().state(NodeFile.LEAVING);
            newest.remove(Steps.NONE);
        }
        catch (IOException | RuntimeException failure)
        {
            context.errorHandler().onError(new BusException("node folder " + newest.path() +
                " could not be removed; another process will sweep it", failure));
        }
        for (NodeFolder each : folders)
        {
            each.release();
        }
    }
}
