package org.gradientbus.ipc;

import org.agrona.concurrent.SystemNanoClock;
import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.Link;
import org.gradientbus.spi.PeerListener;
import org.gradientbus.spi.Signal;
import org.gradientbus.spi.Source;
import org.gradientbus.spi.Transport;
import org.gradientbus.spi.TransportContext;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of a test: does as it is told by lines on its standard input, and tells what happens by lines on its
 * standard output. Ends with its parent, whose end of the pipe closes.
 */
final class NodeProgram
{
    static final int LOOP = 0;
    static final int MAX_FRAME_LENGTH = 1024;

    private static final int POLL_LIMIT = 64;

    private final Path base;
    private final String domain;
    private final Map<String, Link> links = new HashMap<>();
    private final FrameClaim claim = new FrameClaim();
    private Transport transport;
    private volatile boolean isPolling = true;
    private volatile boolean isClosed;
    private volatile long received;

    private NodeProgram(Path base, String domain)
    {
        this.base = base;
        this.domain = domain;
    }

    /**
     * Runs until told to end.
     *
     * @param args base directory and domain
     */
    public static void main(String[] args) throws IOException
    {
        NodeProgram program = new NodeProgram(Path.of(args[0]), args[1]);
        say("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        String line = in.readLine();
        while (line != null)
        {
            try
            {
                program.obey(line.split(" "));
            }
            catch (RuntimeException failure)
            {
                say("failed " + failure.getMessage());
            }
            line = in.readLine();
        }
        Runtime.getRuntime().halt(0);
    }

    private void obey(String[] words) throws IOException
    {
        switch (words[0])
        {
            case "open" -> open();
            case "discover" -> transport.discover(new Teller());
            case "start" ->
            {
                open();
                transport.discover(new Teller());
            }
            case "send" -> send(words[1], Integer.parseInt(words[2]));
            case "claim" -> claimOnly(words[1]);
            case "poll" -> isPolling = Boolean.parseBoolean(words[1]);
            case "received" -> say("received " + received);
            case "failAt" -> failAt(words[1].replace('_', ' '));
            case "sweepAt" -> sweep(words[1].replace('_', ' '));
            case "sweep" -> sweep("");
            case "close" ->
            {
                transport.close();
                isClosed = true;
                say("closed");
            }
            default -> throw new IllegalArgumentException("no such order: " + words[0]);
        }
    }

    private void open()
    {
        long nodeId = new SecureRandom().nextLong();
        transport = new IpcTransportProvider().open(new TransportContext(domain, "node of a test", nodeId,
            Optional.of(base), MAX_FRAME_LENGTH, SystemNanoClock.INSTANCE, (error) -> say("error " + error)));
        Source source = transport.openSource(LOOP, 0, new Signal()
        {
            @Override
            public void wakeIfSleeping()
            {
            }
        });
        Thread loop = new Thread(() -> poll(source), "loop");
        loop.setDaemon(true);
        loop.start();
        say("opened " + transport.endpoint());
    }

    private void poll(Source source)
    {
        while (!isClosed)
        {
            int frames = isPolling ? source.poll((buffer, offset, length) -> received++, POLL_LIMIT) : 0;
            if (frames == 0)
            {
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    private void send(String endpoint, int frames)
    {
        Link link = links.computeIfAbsent(endpoint, (key) -> transport.connect(key, LOOP));
        int accepted = 0;
        for (int i = 0; i < frames; i++)
        {
            if (link.tryClaim(Long.BYTES, Importance.CRITICAL, claim).isAccepted())
            {
                claim.buffer().putLong(claim.offset(), i);
                accepted += link.commit(claim) ? 1 : 0;
            }
        }
        say("accepted " + accepted + " backlog " + link.backlogBytes());
    }

    /** Leaves a claim open for ever. */
    private void claimOnly(String endpoint)
    {
        Link link = links.computeIfAbsent(endpoint, (key) -> transport.connect(key, LOOP));
        say("claimed " + link.tryClaim(Long.BYTES, Importance.CRITICAL, new FrameClaim()));
    }

    /** Makes a node, and dies before a step of it; "remove" dies while it leaves. */
    private void failAt(String step)
    {
        ProcessIdentity self = ProcessIdentity.current();
        DomainDirectory directory = DomainDirectory.of(Optional.of(base), domain, self.uid());
        Steps dying = dyingAt(step);
        NodeFile.Card card = new NodeFile.Card(new SecureRandom().nextLong(), self.hash(), self.pid(), 0,
            MAX_FRAME_LENGTH, domain, "");
        NodeFolder folder = NodeFolder.create(directory, card, self, 1, dying);
        try
        {
            folder.remove(dying);
            say("survived");
        }
        catch (IOException failure)
        {
            say("failed " + failure);
        }
    }

    private void sweep(String dieAt) throws IOException
    {
        ProcessIdentity self = ProcessIdentity.current();
        DomainDirectory directory = DomainDirectory.of(Optional.of(base), domain, self.uid());
        say("swept " + new Sweeper(directory, self, 0, dyingAt(dieAt)).sweep().stream()
            .filter((each) -> each.startsWith("removed")).count());
    }

    private static Steps dyingAt(String fatal)
    {
        return (step) ->
        {
            if (step.equals(fatal))
            {
                say("dying");
                Runtime.getRuntime().halt(137);
            }
        };
    }

    private static synchronized void say(String line)
    {
        System.out.println(line);
        System.out.flush();
    }

    /** Tells of peers. */
    private static final class Teller implements PeerListener
    {
        @Override
        public void onPeer(long nodeId, String endpoint)
        {
            say("peer " + endpoint);
        }

        @Override
        public void onPeerGone(long nodeId)
        {
            say("gone " + DomainDirectory.id(nodeId));
        }

        @Override
        public void onPeerUnresponsive(long nodeId, boolean isUnresponsive)
        {
            say((isUnresponsive ? "silent " : "answers ") + DomainDirectory.id(nodeId));
        }
    }
}
