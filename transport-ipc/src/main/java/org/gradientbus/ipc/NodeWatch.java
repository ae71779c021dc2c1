package org.gradientbus.ipc;

import org.agrona.ErrorHandler;
import org.gradientbus.BusException;
import org.gradientbus.spi.PeerListener;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one thread by which a node learns of others: who comes, who dies, who does not answer. It sleeps in a selector
 * that holds a line to each peer and one from each, so that the kernel wakes it when a process ends; now and then it
 * wakes by itself for what no line tells. No message passes through it.
 */
final class NodeWatch implements AutoCloseable
{
    static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(500);
    static final int TICKS_PER_ROUND = 2;
    static final int ROUNDS_PER_SWEEP = 5;

    private static final long SHUTDOWN_MS = 5_000;

    /** Milliseconds are enough to read the directory; a host that is busy with other things is to hold up nobody. */
    private static final long DISCOVER_MS = 1_000;
    private static final long FAST_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long FAST_RETRY_MS = 1;
    private static final long SLOW_RETRY_MS = 20;

    private final PeerTable peers;
    private final Inbound.Host host;
    private final Consumer<NodeWatch> onRound;
    private final Runnable onTick;
    private final ErrorHandler errorHandler;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private volatile boolean isClosed;
    private long nextTickNs;
    private int ticks;

    /**
     * Starts to watch; tells nobody yet.
     *
     * @param onTick  twice a second, on the watch's thread
     * @param onRound once a second, on the watch's thread
     */
    NodeWatch(
        String name, PeerTable peers, Inbound.Host host, Runnable onTick, Consumer<NodeWatch> onRound,
        ErrorHandler errorHandler)
    {
        this.peers = peers;
        this.host = host;
        this.onTick = onTick;
        this.onRound = onRound;
        this.errorHandler = errorHandler;
        try
        {
            selector = Selector.open();
        }
        catch (IOException cause)
        {
            throw new BusException("no selector to watch peers with: too many open files?", cause);
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start()
    {
        nextTickNs = System.nanoTime() + TICK_NS;
        thread.start();
    }

    boolean isCurrentThread()
    {
        return Thread.currentThread() == thread;
    }

    /** Runs something on the watch's thread, soon. */
    void execute(Runnable command)
    {
        commands.add(command);
        selector.wakeup();
    }

    /** Lets in who connects to this socket. */
    void accept(ServerSocketChannel acceptor)
    {
        execute(() -> register(acceptor, SelectionKey.OP_ACCEPT, (Runnable)() -> acceptAll(acceptor)));
    }

    /** Begins to tell of peers: those that are there now, before this returns, and those to come. */
    void discover(PeerListener listener)
    {
        CountDownLatch told = new CountDownLatch(1);
        execute(() ->
        {
            try
            {
                peers.tellTo(listener);
            }
            finally
            {
                told.countDown();
            }
        });
        try
        {
            if (!told.await(DISCOVER_MS, TimeUnit.MILLISECONDS))
            {
                // It goes on: who is told of later is met later.
                return;
            }
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    /** Notices the end of the line to a peer, and what the peer answers on it. */
    void watch(Peer peer)
    {
        SocketChannel channel = peer.line().channel();
        execute(() -> register(channel, SelectionKey.OP_READ, (Runnable)() -> readAnswers(peer, channel)));
    }

    void read(Inbound inbound)
    {
        register(inbound.channel(), SelectionKey.OP_READ, inbound);
    }

    /** Leaves a channel to another selector. */
    void leave(SocketChannel channel)
    {
        channel.keyFor(selector).cancel();
    }

    private void register(SelectableChannel channel, int interest, Runnable whenReady)
    {
        try
        {
            channel.register(selector, interest, whenReady);
        }
        catch (IOException | ClosedSelectorException closed)
        {
            // Whoever closed it knows.
        }
    }

    private void acceptAll(ServerSocketChannel acceptor)
    {
        try
        {
            SocketChannel channel = acceptor.accept();
            while (channel != null)
            {
                channel.configureBlocking(false);
                read(new Inbound(channel, this, host));
                channel = acceptor.accept();
            }
        }
        catch (IOException failure)
        {
            if (!isClosed && acceptor.isOpen())
            {
                errorHandler.onError(new BusException("a peer could not be let in: too many open files?", failure));
                pauseAccepting(acceptor);
            }
        }
    }

    /** It would be ready again at once, and again fail. */
    private void pauseAccepting(ServerSocketChannel acceptor)
    {
        SelectionKey key = acceptor.keyFor(selector);
        if (key != null && key.isValid())
        {
            key.interestOps(0);
        }
    }

    private void resumeAccepting()
    {
        for (SelectionKey each : selector.keys())
        {
            if (each.isValid() && each.channel() instanceof ServerSocketChannel && each.interestOps() == 0)
            {
                each.interestOps(SelectionKey.OP_ACCEPT);
            }
        }
    }

    private void readAnswers(Peer peer, SocketChannel channel)
    {
        if (!Inbound.readNotes(channel, peer.notes, (what, loop) ->
        {
            if (what == Line.ATTACHED)
            {
                peer.attached(loop);
            }
        }))
        {
            peers.suspect(peer);
        }
    }

    private void run()
    {
        while (!isClosed)
        {
            try
            {
                workUntilClosed();
            }
            catch (Throwable failure)
            {
                if (!isClosed)
                {
                    report(failure);
                }
            }
        }
    }

    /** A method of its own: an error that the JVM throws late, between rounds, finds no handler around a loop. */
    private void workUntilClosed() throws IOException
    {
        while (!isClosed)
        {
            work();
        }
    }

    private void work() throws IOException
    {
        selector.select((key) -> ((Runnable)key.attachment()).run(), sleepMs());
        // Somebody's interrupt would keep every later select from sleeping.
        Thread.interrupted();
        Runnable command = commands.poll();
        while (command != null)
        {
            command.run();
            command = commands.poll();
        }
        peers.judgeSuspects();
        if (System.nanoTime() - nextTickNs >= 0)
        {
            tick();
        }
    }

    /** A handler that throws must not end the watch: nobody would be told of anything any more. */
    private void report(Throwable failure)
    {
        try
        {
            errorHandler.onError(failure);
        }
        catch (RuntimeException fromHandler)
        {
            failure.addSuppressed(fromHandler);
        }
    }

    private long sleepMs()
    {
        long suspectForNs = peers.youngestSuspicionNs();
        if (suspectForNs >= 0)
        {
            return suspectForNs < FAST_RETRY_NS ? FAST_RETRY_MS : SLOW_RETRY_MS;
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nextTickNs - System.nanoTime()));
    }

    private void tick()
    {
        long nowNs = System.nanoTime();
        long blindNs = nowNs - nextTickNs;
        nextTickNs = nowNs + TICK_NS;
        onTick.run();
        peers.checkHeartbeats(nowNs, blindNs);
        if (++ticks % TICKS_PER_ROUND == 0)
        {
            resumeAccepting();
            onRound.accept(this);
        }
    }

    /** Is this the round in which to sweep the domain, too? */
    boolean isRoundToSweep()
    {
        return ticks / TICKS_PER_ROUND % ROUNDS_PER_SWEEP == 0;
    }

    /** Ends the thread and all lines; idempotent. */
    @Override
    public void close()
    {
        isClosed = true;
        selector.wakeup();
        try
        {
            if (!isCurrentThread())
            {
                thread.join(SHUTDOWN_MS);
            }
            for (SelectionKey each : selector.keys().toArray(new SelectionKey[0]))
            {
                each.channel().close();
            }
            selector.close();
        }
        catch (InterruptedException interrupted)
        {
            Thread.currentThread().interrupt();
        }
        catch (IOException | ClosedSelectorException ignore)
        {
            // Closed before.
        }
    }
}
