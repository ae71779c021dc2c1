package org.gradientbus.ipc;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.BusException;
import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Fuzzes the image of a lane's file: whatever its bytes are, it is refused by an exception of ours, or read within
 * its bounds and comes to an end. The corpus is in {@code LaneFuzzTestInputs/open}.
 */
class LaneFuzzTest
{
    private static final int POLLS = 50;
    private static final LaneSpec SPEC = new LaneSpec(1, 2, 3, 64, 512, 0);

    @FuzzTest(maxDuration = "60s")
    void open(byte[] bytes)
    {
        read(new UnsafeBuffer(bytes.clone()));
        // Behind a right checksum, too, which no search would find.
        byte[] image = Arrays.copyOf(bytes, SPEC.totalLength());
        UnsafeBuffer memory = new UnsafeBuffer(image);
        SPEC.format(memory);
        int behind = LaneLayout.CLAIMED_OFFSET;
        if (bytes.length > behind)
        {
            memory.putBytes(behind, bytes, behind, Math.min(bytes.length, image.length) - behind);
        }
        read(memory);
    }

    private static void read(UnsafeBuffer memory)
    {
        LaneSpec spec;
        try
        {
            spec = LaneSpec.read(memory, "the image");
        }
        catch (BusException refused)
        {
            return;
        }
        LaneReader reader = new LaneReader(memory, spec);
        LaneWriter writer = new LaneWriter(memory, spec, Doorbell.NONE);
        FrameClaim claim = new FrameClaim();
        for (int i = 0; i < POLLS; i++)
        {
            reader.poll((LaneRig.AnyFrame)(buffer, offset, length) ->
            {
                assertTrue(length >= 0 && length <= spec.maxFrameLength());
                assertTrue(offset >= LaneLayout.DATA_OFFSET + LaneLayout.RECORD_HEADER_LENGTH);
                assertTrue(offset + length <= spec.totalLength());
            }, 8);
            reader.hasWork();
            if (writer.tryClaim(spec.maxFrameLength(), Importance.CRITICAL, claim).isAccepted())
            {
                assertTrue(claim.offset() + claim.length() <= spec.totalLength());
                writer.commit(claim);
            }
            writer.backlogBytes();
            writer.unconsumedFrames();
            if (i == POLLS / 2)
            {
                reader.onProducerGone();
            }
        }
        // What is left is at most a lane, so these polls have found its end.
        assertTrue(reader.isDrained() || reader.failure() != null);
    }
}
