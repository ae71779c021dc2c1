package org.gradientbus.ipc;

import org.gradientbus.spi.FrameClaim;

import java.nio.file.Path;

/** A process that sends into a lane: a number of frames and then leaves, or 0 for no end. */
public final class LaneProducer
{
    /** In a part of the header that the lane leaves unused: how many frames were accepted, after each was. */
    static final int ACCEPTED_OFFSET = 896;

    private LaneProducer()
    {
    }

    /** Arguments: the lane's path, the number of frames. */
    public static void main(String[] args)
    {
        LaneFile lane = LaneFile.open(Path.of(args[0]));
        long frames = Long.parseLong(args[1]);
        LaneWriter writer = new LaneWriter(lane.memory(), lane.spec(), Doorbell.NONE);
        FrameClaim claim = new FrameClaim();
        for (long id = 0; frames == 0 || id < frames;)
        {
            int length = LaneRig.CHECKED_HEADER + (int)(id * 131 % 588);
            if (LaneRig.offerChecked(writer, claim, length, id).isAccepted())
            {
                id++;
                lane.memory().putLongRelease(ACCEPTED_OFFSET, id);
            }
            else
            {
                Thread.yield();
            }
        }
        writer.close();
    }
}
