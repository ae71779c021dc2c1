package org.gradientbus.ipc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A connection to a node's socket, made by another. It begins with an introduction:
 *
 * <pre>
 *   0              8              16            20            24
 *   +--------------+--------------+-------------+-------------+
 *   | magic  int64 | from   int64 | kind  int32 | loop  int32 |
 *   +--------------+--------------+-------------+-------------+
 * </pre>
 *
 * <p>A line of kind NODE stays open as long as both live, so that its end is noticed. On it the one who made it says
 * that it has made a lane, as (int32 LANE, int32 loop), and the other answers ATTACHED in the same form. On a line of
 * kind WAKE each byte wakes the loop.
 */
final class Line implements AutoCloseable
{
    static final long MAGIC = 0x3145_4E49_4C44_5247L;
    static final int INTRODUCTION_LENGTH = 24;
    static final int NOTE_LENGTH = 8;
    static final int NODE = 1;
    static final int WAKE = 2;
    static final int LANE = 1;
    static final int ATTACHED = 2;

    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(INTRODUCTION_LENGTH);

    private Line(SocketChannel channel)
    {
        this.channel = channel;
    }

    /**
     * Connects and introduces itself; never waits for the other side.
     *
     * @throws IOException when nobody listens there, or too many wait to be let in
     */
    static Line open(Path node, long from, int kind, int loop) throws IOException
    {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try
        {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(node.resolve(NodeFolder.SOCKET))))
            {
                throw new IOException("too many wait to be let in at " + node + ": is its process stopped?");
            }
            Line line = new Line(channel);
            line.out.putLong(MAGIC).putLong(from).putInt(kind).putInt(loop).flip();
            channel.write(line.out);
            return line;
        }
        catch (IOException | RuntimeException failure)
        {
            channel.close();
            throw failure;
        }
    }

    SocketChannel channel()
    {
        return channel;
    }

    /** Says something about a loop, on a line of kind NODE. */
    synchronized void note(int what, int loop) throws IOException
    {
        out.clear().putInt(what).putInt(loop).flip();
        if (channel.write(out) != NOTE_LENGTH)
        {
            throw new IOException("the other side does not read: is its process stopped?");
        }
    }

    /** Wakes the loop, on a line of kind WAKE. When there is no room for a byte, enough of them wait already. */
    synchronized void ring() throws IOException
    {
        out.clear().limit(1);
        channel.write(out);
    }

    @Override
    public void close()
    {
        try
        {
            channel.close();
        }
        catch (IOException ignore)
        {
            // It is closed in any case.
        }
    }
}
