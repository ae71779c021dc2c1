package org.gradientbus.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A line that somebody made to this node: first learns who and what for, then acts by it. On the watch's thread.
 */
final class Inbound implements Runnable
{
    private final SocketChannel channel;
    private final NodeWatch watch;
    private final Host host;
    private final ByteBuffer bytes = ByteBuffer.allocate(Line.INTRODUCTION_LENGTH);
    private final ByteBuffer notes = ByteBuffer.allocate(Line.NOTE_LENGTH);
    private boolean isIntroduced;
    private long from;
    private Runnable whenReady = this::readIntroduction;

    Inbound(SocketChannel channel, NodeWatch watch, Host host)
    {
        this.channel = channel;
        this.watch = watch;
        this.host = host;
    }

    /** What lines ask of the node. */
    interface Host
    {
        /** A node has introduced itself. */
        void onHello(long nodeId);

        /** The line from a node has ended. */
        void onLineEnd(long nodeId);

        /** A node has made a lane to a loop of this one. */
        void onLane(long nodeId, int loop);

        /**
         * A line that shall wake a loop.
         *
         * @return null when the loop itself reads it from now on; else what to do at each byte
         */
        Runnable onWakeLine(SocketChannel channel, int loop);
    }

    /** Gets what was said about a loop. */
    interface Notes
    {
        void onNote(int what, int loop);
    }

    SocketChannel channel()
    {
        return channel;
    }

    @Override
    public void run()
    {
        whenReady.run();
    }

    private void readIntroduction()
    {
        try
        {
            if (channel.read(bytes) < 0)
            {
                channel.close();
            }
            else if (!bytes.hasRemaining())
            {
                bytes.flip();
                introduce(bytes.getLong(), bytes.getLong(), bytes.getInt(), bytes.getInt());
            }
        }
        catch (IOException failure)
        {
            close(channel);
        }
    }

    private void introduce(long magic, long nodeId, int kind, int loop)
    {
        from = nodeId;
        if (magic == Line.MAGIC && kind == Line.NODE)
        {
            isIntroduced = true;
            whenReady = this::readNotesOfNode;
            host.onHello(nodeId);
        }
        else if (magic == Line.MAGIC && kind == Line.WAKE)
        {
            Runnable wake = host.onWakeLine(channel, loop);
            if (wake == null)
            {
                watch.leave(channel);
            }
            else
            {
                whenReady = () -> drain(channel, wake);
            }
        }
        else
        {
            close(channel);
        }
    }

    private void readNotesOfNode()
    {
        if (!readNotes(channel, notes, this::onNote) && isIntroduced)
        {
            isIntroduced = false;
            host.onLineEnd(from);
        }
    }

    private void onNote(int what, int loop)
    {
        if (what == Line.LANE)
        {
            host.onLane(from, loop);
            answer(loop);
        }
    }

    private void answer(int loop)
    {
        try
        {
            channel.write(ByteBuffer.allocate(Line.NOTE_LENGTH).putInt(Line.ATTACHED).putInt(loop).flip());
        }
        catch (IOException gone)
        {
            // It does not wait for an answer any more; its end is noticed by reading.
        }
    }

    /**
     * Reads what is there.
     *
     * @return false when the line has ended; it is closed then
     */
    static boolean readNotes(SocketChannel channel, ByteBuffer notes, Notes reader)
    {
        try
        {
            int read = channel.read(notes);
            while (read > 0)
            {
                if (!notes.hasRemaining())
                {
                    notes.flip();
                    reader.onNote(notes.getInt(), notes.getInt());
                    notes.clear();
                }
                read = channel.read(notes);
            }
            if (read == 0)
            {
                return true;
            }
        }
        catch (IOException ended)
        {
            // As at its end.
        }
        close(channel);
        return false;
    }

    /** Reads all bytes, then wakes. */
    private static void drain(SocketChannel channel, Runnable wake)
    {
        readAll(channel, ByteBuffer.allocate(64));
        wake.run();
    }

    /** Empties a line of bytes that say no more than that they came; closes it at its end. */
    static void readAll(SocketChannel channel, ByteBuffer scratch)
    {
        try
        {
            int read;
            do
            {
                scratch.clear();
                read = channel.read(scratch);
            }
            while (read == scratch.capacity());
            if (read < 0)
            {
                channel.close();
            }
        }
        catch (IOException ended)
        {
            close(channel);
        }
    }

    static void close(SocketChannel channel)
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
