package org.gradientbus.jmh.peer;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.CloseHelper;
import org.gradientbus.Rung;

import java.util.List;
import java.util.Set;

/**
 * Chronicle Queue in memory, a queue for each direction. It keeps all that it is given, so that is bounded.
 */
final class ChronicleQueuePeer implements Peer
{
    private static final long MOST_BYTES = 32 * 1024 * 1024;

    @Override
    public String title()
    {
        return "chronicle-queue";
    }

    @Override
    public String version()
    {
        return Versions.of("chronicle-queue");
    }

    @Override
    public Set<Rung> rungs()
    {
        return Set.of(Rung.HOST);
    }

    @Override
    public String settings()
    {
        return "on tmpfs, defaults; written and read in place within a document; at most " +
            MOST_BYTES / (1024 * 1024) + " MiB a measurement";
    }

    @Override
    public long mostBytes()
    {
        return MOST_BYTES;
    }

    /** Those that its own documentation asks for since Java 17; and that it tells nobody who uses it. */
    @Override
    public List<String> jvmArguments()
    {
        return List.of(
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
            "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
            "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "-Dchronicle.analytics.disable=true");
    }

    @Override
    public PeerEnd open(Ground ground, Receiver receiver)
    {
        return new End(ground, receiver);
    }

    private static final class End implements PeerEnd
    {
        private static final int POLL_LIMIT = 64;

        private final ChronicleQueue outQueue;
        private final ChronicleQueue inQueue;
        private final ExcerptAppender out;
        private final ExcerptTailer in;
        private final int length;
        private final Receiver receiver;

        private End(Ground ground, Receiver receiver)
        {
            length = ground.length();
            this.receiver = receiver;
            outQueue = ChronicleQueue.single(ground.directory().resolve("to-" + ground.otherName()).toString());
            inQueue = ChronicleQueue.single(ground.directory().resolve("to-" + ground.ownName()).toString());
            out = outQueue.createAppender();
            in = inQueue.createTailer();
            // Each measurement has a thread of its own, one after the other.
            out.singleThreadedCheckDisabled(true);
            in.singleThreadedCheckDisabled(true);
        }

        @Override
        public boolean isConnected()
        {
            return true;
        }

        @Override
        public boolean send(long value)
        {
            try (DocumentContext document = out.writingDocument())
            {
                final Bytes<?> bytes = document.wire().bytes();
                for (int i = 0; i < length; i += Long.BYTES)
                {
                    bytes.writeLong(value + i);
                }
            }
            return true;
        }

        @Override
        public int poll()
        {
            int workCount = 0;
            while (workCount < POLL_LIMIT && read())
            {
                workCount++;
            }
            return workCount;
        }

        private boolean read()
        {
            final long first;
            long sum;
            try (DocumentContext document = in.readingDocument())
            {
                if (!document.isPresent())
                {
                    return false;
                }
                final Bytes<?> bytes = document.wire().bytes();
                first = bytes.readLong();
                sum = first;
                for (int i = Long.BYTES; i < length; i += Long.BYTES)
                {
                    sum += bytes.readLong();
                }
            }
            receiver.onMessage(first, sum);
            return true;
        }

        @Override
        public void close()
        {
            CloseHelper.closeAll(in, out, inQueue, outQueue);
        }
    }
}
