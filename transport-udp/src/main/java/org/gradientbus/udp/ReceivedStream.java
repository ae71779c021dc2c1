package org.gradientbus.udp;

import io.aeron.logbuffer.LogBufferDescriptor;

import java.net.InetSocketAddress;

/**
 * What one session has set up and sent, as the receiver's driver knows it. By the receiver's thread.
 */
final class ReceivedStream
{
    /** To an address that may be somebody else's go at most three times the bytes that came from there. */
    private static final int MOST_REFLECTED = 3;
    private static final long MOST_BUDGET = 1 << 20;

    final int streamId;
    final int sessionId;
    final InetSocketAddress source;
    final int termBytes;
    final int initialTermId;
    private final int shift;

    /** Null while this node has not answered: nothing is sent before that. */
    private FrameMap map;
    private long budgetBytes;

    /** By the guard's clock: when this node answered last, or when it began. */
    long answeredNs;

    ReceivedStream(int streamId, int sessionId, InetSocketAddress source, int termBytes, int initialTermId, long nowNs)
    {
        this.streamId = streamId;
        this.sessionId = sessionId;
        this.source = source;
        this.termBytes = termBytes;
        this.initialTermId = initialTermId;
        shift = LogBufferDescriptor.positionBitsToShift(termBytes);
        answeredNs = nowNs;
    }

    void onReceived(int bytes)
    {
        budgetBytes = Math.min(MOST_BUDGET, budgetBytes + (long)bytes * MOST_REFLECTED);
    }

    /** May so many bytes go to where the stream says it comes from? */
    boolean tryAnswer(int bytes)
    {
        if (budgetBytes < bytes)
        {
            return false;
        }
        budgetBytes -= bytes;
        return true;
    }

    /** This node admits what comes from here on. */
    void onAdmitted(int termId, int termOffset, long nowNs)
    {
        answeredNs = nowNs;
        long position = position(termId, termOffset);
        if (map == null || position - map.low() > termBytes)
        {
            map = new FrameMap(termBytes, position);
        }
        else
        {
            map.advance(position);
        }
    }

    /** Whether frames may be read, or null when they may. */
    Refusal check(DataFrames frames)
    {
        if (map == null)
        {
            return Refusal.STALE;
        }
        if (frames.termOffset() > termBytes - frames.span() || frames.termOffset() >= termBytes)
        {
            return Refusal.MALFORMED;
        }
        long begin = position(frames.termId(), frames.termOffset());
        if (frames.isHeartbeat())
        {
            return begin > map.low() + termBytes / 2 ? Refusal.WINDOW :
                begin < Math.max(0, map.low() - termBytes) ? Refusal.STALE : null;
        }
        if (begin < map.low())
        {
            return Refusal.STALE;
        }
        // As Aeron does, which would not count what it drops, and would not place what is counted here.
        if (begin + frames.length() > map.low() + termBytes / 2 || begin + frames.span() > map.low() + termBytes)
        {
            return Refusal.WINDOW;
        }
        return place(frames, begin) ? null : Refusal.CONTRADICTION;
    }

    private boolean place(DataFrames frames, long begin)
    {
        long position = begin;
        for (int at = 0; at < frames.length(); at = frames.next(at))
        {
            long end = position + frames.spanOf(at);
            if (map.find(position, end) == FrameMap.Finding.CONTRADICTION)
            {
                return false;
            }
            position = end;
        }
        position = begin;
        for (int at = 0; at < frames.length(); at = frames.next(at))
        {
            long end = position + frames.spanOf(at);
            if (map.find(position, end) == FrameMap.Finding.FREE)
            {
                map.add(position, end);
            }
            position = end;
        }
        return true;
    }

    private long position(int termId, int termOffset)
    {
        return ((long)(termId - initialTermId) << shift) + termOffset;
    }
}
