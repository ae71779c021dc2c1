package org.gradientbus.ipc;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Both ends of a lane in memory of this process, and frames that carry a checksum of themselves. */
final class LaneRig
{
    static final int CHECKED_HEADER = Long.BYTES + Integer.BYTES;

    /** Takes frames with tags and without. */
    @FunctionalInterface
    interface AnyFrame extends FrameHandler
    {
        @Override
        default void onTagged(int tag, DirectBuffer buffer, int offset, int length)
        {
            onFrame(buffer, offset, length);
        }
    }

    final LaneSpec spec;
    final UnsafeBuffer memory;
    final LaneWriter writer;
    final LaneReader reader;

    LaneRig(LaneSpec spec)
    {
        this(spec, Doorbell.NONE);
    }

    LaneRig(LaneSpec spec, Doorbell doorbell)
    {
        this(spec, doorbell, new UnsafeBuffer(ByteBuffer.allocateDirect(spec.totalLength())));
    }

    /** Of memory that was used before. */
    LaneRig(LaneSpec spec, Doorbell doorbell, UnsafeBuffer memory)
    {
        this.spec = spec;
        this.memory = memory;
        memory.setMemory(0, spec.totalLength(), (byte)0);
        spec.format(memory);
        writer = new LaneWriter(memory, spec, doorbell);
        reader = new LaneReader(memory, spec);
    }

    static LaneRig small()
    {
        return new LaneRig(new LaneSpec(1, 2, 3, 256, 2048, 0));
    }

    /**
     * Sends a frame that can be checked without knowing it.
     *
     * <pre>
     *   +----------+--------------+-- ... --+
     *   | id int64 | crc32c int32 | bytes   |
     *   +----------+--------------+-- ... --+
     * </pre>
     */
    static SendStatus offerChecked(LaneWriter writer, FrameClaim claim, int length, long id)
    {
        SendStatus status = writer.tryClaim(length, Importance.CRITICAL, claim);
        if (!status.isAccepted())
        {
            return status;
        }
        MutableDirectBuffer buffer = claim.buffer();
        int offset = claim.offset();
        buffer.putLong(offset, id);
        for (int i = CHECKED_HEADER; i < length; i++)
        {
            buffer.putByte(offset + i, (byte)(id * 31 + i));
        }
        buffer.putInt(offset + Long.BYTES, checksum(buffer, offset, length));
        return writer.commit(claim) ? SendStatus.ACCEPTED : SendStatus.CLOSED;
    }

    /** Reads the id of a frame, and fails when a byte of it is not as it was sent. */
    static long checkedId(DirectBuffer buffer, int offset, int length)
    {
        long id = buffer.getLong(offset);
        int found = buffer.getInt(offset + Long.BYTES);
        int computed = checksum(buffer, offset, length);
        if (found != computed)
        {
            throw new AssertionError("frame id=" + id + " length=" + length + " arrived altered");
        }
        return id;
    }

    private static int checksum(DirectBuffer buffer, int offset, int length)
    {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        for (int i = Long.BYTES; i < CHECKED_HEADER; i++)
        {
            bytes[i] = 0;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int)crc.getValue();
    }

    int poll(FrameHandler handler)
    {
        return reader.poll(handler, 64);
    }
}
