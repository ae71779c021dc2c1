package org.gradientbus.udp;

/**
 * The positions of several streams as one.
 *
 * <p>What has arrived is the sum. What is consumed is not: one stream may be ahead by as much as another is behind. So
 * it is what had arrived at a moment whose arrivals every stream has handed over since.
 */
final class StreamPositions
{
    /** How far one stream is. Neither ever goes back. */
    interface Progress
    {
        /** How far something has come in, be it with gaps before it. */
        long arrived();

        /** How far everything is handed over, or will never be. */
        long settled();
    }

    private Progress[] streams = {};
    private long[] marks = {};
    private long mark;
    private long consumed;
    private long ofThoseGone;

    /** Other streams from now on; of those that are missing nothing will be handed over any more. */
    synchronized void replace(Progress[] now)
    {
        for (Progress before : streams)
        {
            boolean isGone = true;
            for (Progress each : now)
            {
                isGone &= each != before;
            }
            ofThoseGone += isGone ? before.arrived() : 0;
        }
        streams = now;
        setMark();
    }

    synchronized long arrived()
    {
        long sum = ofThoseGone;
        for (Progress each : streams)
        {
            sum += each.arrived();
        }
        return sum;
    }

    synchronized long consumed()
    {
        for (int i = 0; i < 2 && isMarkPassed(); i++)
        {
            consumed = Math.max(consumed, mark);
            setMark();
        }
        return consumed;
    }

    private void setMark()
    {
        if (marks.length != streams.length)
        {
            marks = new long[streams.length];
        }
        mark = ofThoseGone;
        for (int i = 0; i < streams.length; i++)
        {
            marks[i] = streams[i].arrived();
            mark += marks[i];
        }
    }

    private boolean isMarkPassed()
    {
        for (int i = 0; i < streams.length; i++)
        {
            if (streams[i].settled() < marks[i])
            {
                return false;
            }
        }
        return true;
    }
}
