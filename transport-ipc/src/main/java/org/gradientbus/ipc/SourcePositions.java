package org.gradientbus.ipc;

/**
 * The positions of several lanes as one.
 *
 * <p>The sum of what is claimed will do. The sum of what is consumed will not: one lane may have gone ahead by as much
 * as another is behind. So what counts as consumed is what was claimed at a moment that every lane has passed since.
 * Both sums are taken under one lock, hence at one moment or at two, but never across each other.
 */
final class SourcePositions
{
    private LaneReader[] lanes = {};

    /** By lane: what was claimed when the present mark was set. */
    private long[] marks = {};

    private long mark;
    private long consumed;

    /** Of the lanes that are gone. */
    private long gone;

    /** Replaces the lanes by others; those that are missing have nothing left to hand over. */
    synchronized void replace(LaneReader[] before, LaneReader[] after)
    {
        for (LaneReader each : before)
        {
            if (!contains(after, each))
            {
                gone += each.consumedPosition();
            }
        }
        lanes = after;
        setMark();
    }

    synchronized long claimed()
    {
        return sum();
    }

    synchronized long consumed()
    {
        if (isMarkPassed())
        {
            consumed = Math.max(consumed, mark);
            setMark();
            if (isMarkPassed())
            {
                consumed = Math.max(consumed, mark);
            }
        }
        return consumed;
    }

    private void setMark()
    {
        marks = marks.length == lanes.length ? marks : new long[lanes.length];
        mark = gone;
        for (int i = 0; i < lanes.length; i++)
        {
            marks[i] = lanes[i].claimedPosition();
            mark += marks[i];
        }
    }

    private boolean isMarkPassed()
    {
        for (int i = 0; i < lanes.length; i++)
        {
            if (lanes[i].consumedPosition() - marks[i] < 0)
            {
                return false;
            }
        }
        return true;
    }

    private long sum()
    {
        long sum = gone;
        for (LaneReader each : lanes)
        {
            sum += each.claimedPosition();
        }
        return sum;
    }

    private static boolean contains(LaneReader[] lanes, LaneReader lane)
    {
        for (LaneReader each : lanes)
        {
            if (each == lane)
            {
                return true;
            }
        }
        return false;
    }
}
