package org.gradientbus.ipc;

import org.gradientbus.BusCounter;
import org.gradientbus.BusException;
import org.gradientbus.Counters;
import org.gradientbus.Rung;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The HOST rung of one bus: a node in the domain's directory, a lane from each sending process to each loop, and one
 * thread that watches the peers.
 */
final class IpcTransport implements Transport, Inbound.Host
{
    /** There has to be room for this many lanes at least: one in each direction, for messages and for control each. */
    private static final int FIRST_LANES = 2;

    private final TransportContext context;
    private final DomainDirectory directory;
    private final Sweeper sweeper;
    private final OwnNode node;
    private final PeerTable peers;
    private final NodeWatch watch;
    private final IncomingLanes incoming;
    private final OutgoingLanes outgoing;
    private final Map<Integer, IpcSource> sourceByLoop = new ConcurrentHashMap<>();
    private volatile Counters exposed;
    private boolean isClosed;

    IpcTransport(TransportContext context, ProcessIdentity self)
    {
        this.context = context;
        directory = DomainDirectory.of(context.hostDirectory(), context.domain(), self.uid());
        sweeper = new Sweeper(directory, self);
        sweepFirst();
        directory.checkPlace(leastBytes(context.maxFrameLength()));
        peers = new PeerTable(directory, context.domain(), context.nodeId(), self, context.errorHandler());
        incoming = new IncomingLanes(directory, context, self, this::source);
        outgoing = new OutgoingLanes(context, peers);
        watch = new NodeWatch("gradient-host-" + DomainDirectory.id(context.nodeId()), peers, this, this::tick,
            (thread) -> round(), context.errorHandler());
        try
        {
            node = new OwnNode(directory, context, self);
        }
        catch (RuntimeException refused)
        {
            watch.close();
            throw refused;
        }
        peers.whenMet(watch::watch, this::onGone, this::afterGone);
        watch.accept(node.acceptor());
        watch.start();
    }

    /** A loop whose source is about to be opened is waited for: its slot can be seen before. */
    private synchronized IpcSource source(int loop)
    {
        return sourceByLoop.get(loop);
    }

    @Override
    public Rung rung()
    {
        return Rung.HOST;
    }

    @Override
    public String endpoint()
    {
        return node.id();
    }

    @Override
    public synchronized Source openSource(int loop, int length, Signal signal)
    {
        int least = LaneLayout.capacityFor(context.maxFrameLength());
        if (length != 0 && length < least)
        {
            throw new IllegalArgumentException("sourceLength=" + length + " is too small for maxFrameLength=" +
                context.maxFrameLength() + ": at least " + least);
        }
        requireOpen();
        if (sourceByLoop.containsKey(loop))
        {
            throw new IllegalStateException("loop=" + loop + " has a source already");
        }
        IpcSource source = new IpcSource(loop, node.addLoop(loop, length == 0 ? least : length), signal, node, this);
        sourceByLoop.put(loop, source);
        return source;
    }

    @Override
    public Link connect(String endpoint, int loop)
    {
        requireOpen();
        return new IpcLink(outgoing.lane(endpoint, loop, watch.isCurrentThread()));
    }

    @Override
    public Link connectControl(String endpoint)
    {
        requireOpen();
        return new IpcLink(outgoing.control(endpoint));
    }

    @Override
    public void discover(PeerListener listener)
    {
        // Seen to be open before it looks at others: of two that start at once, one sees the other, and says hello.
        node.open();
        watch.discover(listener);
    }

    @Override
    public void exposeCounters(Counters counters)
    {
        exposed = counters;
    }

    private synchronized void requireOpen()
    {
        if (isClosed)
        {
            throw new BusException("the HOST rung of node=" + node.id() + " is closed");
        }
    }

    /** A source seals, or takes its leave: lanes that nobody has told of yet are its own, too. */
    void findLanes()
    {
        incoming.scan(node.path());
    }

    void removed(IpcSource source)
    {
        sourceByLoop.remove(source.loop(), source);
    }

    @Override
    public void onHello(long nodeId)
    {
        if (nodeId != context.nodeId())
        {
            peers.tryToMeet(DomainDirectory.id(nodeId));
        }
    }

    @Override
    public void onLineEnd(long nodeId)
    {
        peers.suspect(nodeId);
    }

    @Override
    public void onLane(long nodeId, int loop)
    {
        findLanes();
    }

    @Override
    public Runnable onWakeLine(SocketChannel channel, int loop)
    {
        IpcSource source = sourceByLoop.get(loop);
        return source == null ? () ->
        {
        } : source.wokenBy(channel);
    }

    /** On the watch's thread, as are all that follow until close. */
    private void onGone(Peer peer, boolean isDead)
    {
        outgoing.onGone(peer.nodeId);
        findLanes();
        incoming.onProducerGone(peer.nodeId, isDead);
    }

    /** To remove files takes longer than all the rest: nobody waits for that. */
    private void afterGone(Peer peer, boolean isDead)
    {
        if (isDead)
        {
            sweep();
        }
    }

    private void tick()
    {
        node.beat(exposed);
        incoming.retire();
    }

    private void round()
    {
        node.mendIfDamaged(watch, this::findLanes);
        findLanes();
        incoming.maintain(peers);
        outgoing.maintain();
        if (watch.isRoundToSweep())
        {
            sweep();
        }
    }

    /** Before the room is measured, since the dead may take most of it. */
    private void sweepFirst()
    {
        try
        {
            sweeper.sweep();
        }
        catch (IOException failure)
        {
            throw new BusException(directory.folder() + " cannot be read: " + failure.getMessage(), failure);
        }
        sweepOtherDomains();
    }

    /** Nobody may ever open them again. What is wrong there is no reason not to open here. */
    private void sweepOtherDomains()
    {
        try
        {
            DomainView.of(context.hostDirectory()).sweep();
        }
        catch (BusException failure)
        {
            context.errorHandler().onError(failure);
        }
    }

    private void sweep()
    {
        try
        {
            sweeper.sweep(peers::isKnown);
        }
        catch (IOException | BusException failure)
        {
            context.errorHandler().onError(new BusException("what dead nodes left in " + directory.folder() +
                " could not be swept; another process will try again", failure));
        }
    }

    /** Leaves: nothing of this node remains, and peers see that at once. */
    @Override
    public void close()
    {
        synchronized (this)
        {
            if (isClosed)
            {
                return;
            }
            isClosed = true;
        }
        sourceByLoop.values().forEach(IpcSource::close);
        outgoing.close();
        // The folder before the lines: whoever sees a line end finds the folder gone, and need not ask any further.
        node.remove();
        watch.close();
        peers.close();
    }

    /** Room without which no bus is opened. */
    static long leastBytes(int maxFrameLength)
    {
        return NodeFile.LENGTH + FIRST_LANES * (LaneLayout.totalLength(LaneSpec.CONTROL_CAPACITY) +
            (long)LaneLayout.totalLength(LaneLayout.capacityFor(maxFrameLength)));
    }

    static int counters()
    {
        return BusCounter.values().length;
    }
}
