package org.gradientbus.ipc;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.spi.Transport;

import java.util.zip.CRC32C;

/**
 * What is constant in a lane: whom it joins, and how large it is.
 *
 * @param producerNodeId of the sending process
 * @param consumerNodeId of the receiving process
 * @param loop           of the consumer that receives
 * @param maxFrameLength in bytes
 * @param capacity       of the data in bytes, a power of two
 * @param firstPosition  where positions begin, a multiple of the alignment; 0 but in tests
 */
record LaneSpec(
    long producerNodeId, long consumerNodeId, int loop, int maxFrameLength, int capacity, long firstPosition)
{
    static final int CONTROL_LOOP = 0;

    /** Room for what a process says that opens some hundred mailboxes at once. */
    static final int CONTROL_CAPACITY = 64 * 1024;

    LaneSpec
    {
        String objection = LaneLayout.objectionTo(capacity, maxFrameLength);
        if (objection == null && (firstPosition & LaneLayout.ALIGNMENT - 1) != 0)
        {
            objection = "firstPosition=" + firstPosition + " is not a multiple of " + LaneLayout.ALIGNMENT;
        }
        if (objection != null)
        {
            throw new IllegalArgumentException(objection);
        }
    }

    /** A lane of the least capacity for its frames. */
    static LaneSpec of(long producerNodeId, long consumerNodeId, int loop, int maxFrameLength)
    {
        return new LaneSpec(producerNodeId, consumerNodeId, loop, maxFrameLength,
            LaneLayout.capacityFor(maxFrameLength), 0);
    }

    /** A lane for control messages: they are short, and who has no room for them yet is told later. */
    static LaneSpec control(long producerNodeId, long consumerNodeId)
    {
        return new LaneSpec(producerNodeId, consumerNodeId, CONTROL_LOOP, Transport.MAX_CONTROL_FRAME_LENGTH,
            CONTROL_CAPACITY, 0);
    }

    int totalLength()
    {
        return LaneLayout.totalLength(capacity);
    }

    /** Makes a lane of memory that is all zeroes. Nobody takes it for one before the last store. */
    void format(UnsafeBuffer memory)
    {
        memory.putInt(LaneLayout.VERSION_OFFSET, LaneLayout.VERSION);
        memory.putLong(LaneLayout.PRODUCER_ID_OFFSET, producerNodeId);
        memory.putLong(LaneLayout.CONSUMER_ID_OFFSET, consumerNodeId);
        memory.putInt(LaneLayout.LOOP_OFFSET, loop);
        memory.putInt(LaneLayout.MAX_FRAME_LENGTH_OFFSET, maxFrameLength);
        memory.putInt(LaneLayout.CAPACITY_OFFSET, capacity);
        memory.putLong(LaneLayout.FIRST_POSITION_OFFSET, firstPosition);
        memory.putInt(LaneLayout.CHECKSUM_OFFSET, checksum(memory));
        memory.putLong(LaneLayout.CLAIMED_OFFSET, firstPosition);
        memory.putLong(LaneLayout.CONSUMED_OFFSET, firstPosition);
        memory.putLong(LaneLayout.CLEARED_OFFSET, firstPosition);
        memory.putLongRelease(LaneLayout.MAGIC_OFFSET, LaneLayout.MAGIC);
    }

    /**
     * Reads the constants of a lane that somebody else made.
     *
     * @param memory of the lane
     * @param where  it is, for messages
     * @return what the lane is; every value has been checked
     * @throws CorruptLaneException         when this is no lane, or not a whole one
     * @throws IncompatibleVersionException when it is a lane of another version
     */
    static LaneSpec read(UnsafeBuffer memory, String where)
    {
        if (memory.capacity() < LaneLayout.HEADER_LENGTH)
        {
            throw new CorruptLaneException(where + " is truncated: length=" + memory.capacity() +
                " is less than a header of " + LaneLayout.HEADER_LENGTH);
        }
        long magic = memory.getLongVolatile(LaneLayout.MAGIC_OFFSET);
        if (magic != LaneLayout.MAGIC)
        {
            throw new CorruptLaneException(where + " is no lane, or one that was never finished: magic=" +
                Long.toHexString(magic) + ", expected " + Long.toHexString(LaneLayout.MAGIC));
        }
        int version = memory.getInt(LaneLayout.VERSION_OFFSET);
        if (version != LaneLayout.VERSION)
        {
            throw new IncompatibleVersionException(where, version, LaneLayout.VERSION);
        }
        // Another process may write here at any time, so what is checked is a copy, and the copy is what is used.
        UnsafeBuffer copy = new UnsafeBuffer(new byte[LaneLayout.END_OF_CONSTANTS]);
        memory.getBytes(0, copy, 0, LaneLayout.END_OF_CONSTANTS);
        return ofConstants(copy, memory.capacity(), where);
    }

    private static LaneSpec ofConstants(UnsafeBuffer constants, int length, String where)
    {
        int found = constants.getInt(LaneLayout.CHECKSUM_OFFSET);
        int computed = checksum(constants);
        if (found != computed)
        {
            throw new CorruptLaneException(where + " has a wrong checksum: " + Integer.toHexString(found) +
                ", computed " + Integer.toHexString(computed));
        }
        LaneSpec spec;
        try
        {
            spec = new LaneSpec(
                constants.getLong(LaneLayout.PRODUCER_ID_OFFSET),
                constants.getLong(LaneLayout.CONSUMER_ID_OFFSET),
                constants.getInt(LaneLayout.LOOP_OFFSET),
                constants.getInt(LaneLayout.MAX_FRAME_LENGTH_OFFSET),
                constants.getInt(LaneLayout.CAPACITY_OFFSET),
                constants.getLong(LaneLayout.FIRST_POSITION_OFFSET));
        }
        catch (IllegalArgumentException cause)
        {
            throw new CorruptLaneException(where + " has sizes that no lane has: " + cause.getMessage());
        }
        if (length != spec.totalLength())
        {
            throw new CorruptLaneException(where + " is truncated or too long: length=" + length + ", expected " +
                spec.totalLength() + " for capacity=" + spec.capacity());
        }
        return spec;
    }

    private static int checksum(UnsafeBuffer memory)
    {
        byte[] constants = new byte[LaneLayout.END_OF_CONSTANTS - LaneLayout.PRODUCER_ID_OFFSET];
        memory.getBytes(LaneLayout.PRODUCER_ID_OFFSET, constants);
        CRC32C crc = new CRC32C();
        crc.update(LaneLayout.VERSION);
        crc.update(constants, 0, constants.length);
        return (int)crc.getValue();
    }
}
