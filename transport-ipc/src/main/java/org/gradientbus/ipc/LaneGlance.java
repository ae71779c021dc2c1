package org.gradientbus.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at the headers of lanes by reading them, without mapping anything.
 */
final class LaneGlance
{
    private LaneGlance()
    {
    }

    /** The lanes in a node's folder; those that are none, or vanish meanwhile, are left out. */
    static List<LaneView> all(Path folder) throws IOException
    {
        List<LaneView> lanes = new ArrayList<>();
        for (String each : SafeFiles.names(folder))
        {
            if (each.endsWith(OutgoingLanes.SUFFIX))
            {
                LaneView lane = at(folder.resolve(each));
                if (lane != null)
                {
                    lanes.add(lane);
                }
            }
        }
        return lanes;
    }

    private static LaneView at(Path path)
    {
        ByteBuffer header = ByteBuffer.allocate(LaneLayout.HEADER_LENGTH).order(ByteOrder.nativeOrder());
        try (FileChannel channel = SafeFiles.openToRead(path))
        {
            while (header.hasRemaining() && channel.read(header) > 0)
            {
                Thread.onSpinWait();
            }
        }
        catch (IOException gone)
        {
            return null;
        }
        if (header.hasRemaining() || header.getLong(LaneLayout.MAGIC_OFFSET) != LaneLayout.MAGIC ||
            header.getInt(LaneLayout.VERSION_OFFSET) != LaneLayout.VERSION)
        {
            return null;
        }
        int capacity = header.getInt(LaneLayout.CAPACITY_OFFSET);
        long consumed = header.getLong(LaneLayout.CONSUMED_OFFSET);
        long claimed = LaneLayout.claimedPosition(header.getLong(LaneLayout.TAIL_OFFSET));
        return new LaneView(header.getLong(LaneLayout.PRODUCER_ID_OFFSET), header.getInt(LaneLayout.LOOP_OFFSET),
            capacity, Math.max(0, Math.min(capacity, claimed - consumed)),
            consumed - header.getLong(LaneLayout.FIRST_POSITION_OFFSET));
    }
}
