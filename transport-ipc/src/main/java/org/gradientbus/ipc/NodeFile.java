package org.gradientbus.ipc;

import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;
import org.gradientbus.BusException;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a node tells all other processes of its user, without being asked: mapped by it and by each of its peers.
 *
 * <pre>
 *       0 +------------------------------+------------------------------+
 *         | magic                  int64 | layout version         int32 | magic is stored last
 *         |                              | counters               int32 |
 *      16 | node id                int64 | process identity       int64 |
 *      32 | pid                    int64 | started, epoch ms      int64 |
 *      48 | state                  int32 | longest frame          int32 |
 *      64 | domain: length int32, UTF-8  (at most 252 bytes)            |
 *     320 | name: length int32, UTF-8    (at most 252 bytes)            |
 *     576 +--------------------------------------------------------------+
 *         | heartbeat              int64 | the host's monotonic clock, ns, some times a second
 *     768 +------------------------------+-------------------------------+
 *         | 64 slots for loops, of 128 bytes:                            |
 *         |   0 loop number + 1    int32 | lane length            int32 |
 *         |  64 sleeps             int64 | sealed                 int32 |
 *    8960 +--------------------------------------------------------------+
 *         | counters, an int64 for each BusCounter, by its id            |
 *   12288 +--------------------------------------------------------------+
 * </pre>
 *
 * The node alone writes. {@code sleeps} is counted up when the loop falls asleep and when it wakes: odd while it
 * sleeps. Nobody else clears it, so nobody who stops or dies half-way through a wake-up keeps others from their own.
 * Counters, as ids, are only ever appended.
 */
final class NodeFile
{
    static final String NAME = "node";
    static final int LENGTH = 12 * 1024;
    static final int LOOPS = 64;
    static final int VERSION = 1;

    static final int OPENING = 1;
    static final int OPEN = 2;
    static final int LEAVING = 3;

    private static final long MAGIC = 0x31454444_4F4E5247L;

    private static final int MAGIC_OFFSET = 0;
    private static final int VERSION_OFFSET = 8;
    private static final int COUNTER_COUNT_OFFSET = 12;
    private static final int NODE_ID_OFFSET = 16;
    private static final int IDENTITY_OFFSET = 24;
    private static final int PID_OFFSET = 32;
    private static final int STARTED_OFFSET = 40;
    private static final int STATE_OFFSET = 48;
    private static final int MAX_FRAME_LENGTH_OFFSET = 52;
    private static final int DOMAIN_OFFSET = 64;
    private static final int NODE_NAME_OFFSET = 320;
    private static final int TEXT_LENGTH = 252;
    private static final int HEARTBEAT_OFFSET = 640;
    private static final int SLOTS_OFFSET = 768;
    private static final int SLOT_LENGTH = 128;
    private static final int LOOP_IN_SLOT = 0;
    private static final int LANE_LENGTH_IN_SLOT = 4;
    private static final int SLEEPS_IN_SLOT = 64;
    private static final int SEALED_IN_SLOT = 72;
    private static final int COUNTERS_OFFSET = SLOTS_OFFSET + LOOPS * SLOT_LENGTH;
    private static final int MAX_COUNTERS = (LENGTH - COUNTERS_OFFSET) / Long.BYTES;

    private static final VarHandle INT =
        MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer memory;

    /** Of the memory, for the one word that is read for each message. */
    private final long address;

    private NodeFile(MappedByteBuffer memory)
    {
        this.memory = memory;
        address = BufferUtil.address(memory);
    }

    /** Who a node is: what does not change while it lives. */
    record Card(
        long nodeId, long identity, long pid, long startedMs, int maxFrameLength, String domain, String nodeName)
    {
    }

    /** Makes the file of an own node, complete when this returns. */
    static NodeFile create(Path folder, Card card, int counters) throws IOException
    {
        try (FileChannel channel = SafeFiles.createFile(folder.resolve(NAME), LENGTH))
        {
            NodeFile file = new NodeFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH));
            file.write(card, counters);
            return file;
        }
    }

    /**
     * Opens a peer's file.
     *
     * @throws BusException when it is none, or of another version
     */
    static NodeFile open(Path folder, int uid) throws IOException
    {
        Path path = folder.resolve(NAME);
        try (FileChannel channel = SafeFiles.open(path, uid))
        {
            return open(path, channel, FileChannel.MapMode.READ_WRITE);
        }
    }

    /**
     * Opens a file to look at it only.
     *
     * @throws BusException when it is none, or of another version
     */
    static NodeFile openToRead(Path folder, int uid) throws IOException
    {
        Path path = folder.resolve(NAME);
        SafeFiles.checkFile(path, uid);
        try (FileChannel channel = SafeFiles.openToRead(path))
        {
            return open(path, channel, FileChannel.MapMode.READ_ONLY);
        }
    }

    private static NodeFile open(Path path, FileChannel channel, FileChannel.MapMode mode) throws IOException
    {
        if (channel.size() < LENGTH)
        {
            throw new BusException(path + " is truncated: length=" + channel.size() + ", expected " + LENGTH);
        }
        NodeFile file = new NodeFile(channel.map(mode, 0, LENGTH));
        file.verify(path);
        return file;
    }

    private void write(Card card, int counters)
    {
        if (counters > MAX_COUNTERS)
        {
            throw new IllegalArgumentException("counters=" + counters + " exceeds " + MAX_COUNTERS);
        }
        INT.set(memory, VERSION_OFFSET, VERSION);
        INT.set(memory, COUNTER_COUNT_OFFSET, counters);
        LONG.set(memory, NODE_ID_OFFSET, card.nodeId);
        LONG.set(memory, IDENTITY_OFFSET, card.identity);
        LONG.set(memory, PID_OFFSET, card.pid);
        LONG.set(memory, STARTED_OFFSET, card.startedMs);
        INT.set(memory, MAX_FRAME_LENGTH_OFFSET, card.maxFrameLength);
        writeText(DOMAIN_OFFSET, card.domain);
        writeText(NODE_NAME_OFFSET, card.nodeName);
        INT.set(memory, STATE_OFFSET, OPENING);
        LONG.setRelease(memory, MAGIC_OFFSET, MAGIC);
    }

    private void verify(Path path)
    {
        long magic = (long)LONG.getAcquire(memory, MAGIC_OFFSET);
        if (magic != MAGIC)
        {
            throw new BusException(path + " is no node file: magic=" + Long.toHexString(magic) + ", expected " +
                Long.toHexString(MAGIC));
        }
        int version = (int)INT.get(memory, VERSION_OFFSET);
        if (version != VERSION)
        {
            throw new IncompatibleVersionException(path.toString(), version, VERSION);
        }
    }

    /** Reads what does not change; a text with a length that cannot be is empty. */
    Card card()
    {
        return new Card(
            (long)LONG.get(memory, NODE_ID_OFFSET), (long)LONG.get(memory, IDENTITY_OFFSET),
            (long)LONG.get(memory, PID_OFFSET), (long)LONG.get(memory, STARTED_OFFSET),
            (int)INT.get(memory, MAX_FRAME_LENGTH_OFFSET), readText(DOMAIN_OFFSET), readText(NODE_NAME_OFFSET));
    }

    int state()
    {
        return (int)INT.getVolatile(memory, STATE_OFFSET);
    }

    void state(int state)
    {
        INT.setVolatile(memory, STATE_OFFSET, state);
    }

    long heartbeat()
    {
        return (long)LONG.getVolatile(memory, HEARTBEAT_OFFSET);
    }

    void beat(long nowNs)
    {
        LONG.setRelease(memory, HEARTBEAT_OFFSET, nowNs);
    }

    /** Takes a free slot for a loop of this node; -1 when all are taken. */
    int addLoop(int loop, int laneLength)
    {
        int slot = slotWith(0);
        if (slot >= 0)
        {
            int offset = SLOTS_OFFSET + slot * SLOT_LENGTH;
            INT.set(memory, offset + LANE_LENGTH_IN_SLOT, laneLength);
            LONG.set(memory, offset + SLEEPS_IN_SLOT, 0L);
            INT.set(memory, offset + SEALED_IN_SLOT, 0);
            INT.setVolatile(memory, offset + LOOP_IN_SLOT, loop + 1);
        }
        return slot;
    }

    void removeLoop(int slot)
    {
        INT.setVolatile(memory, SLOTS_OFFSET + slot * SLOT_LENGTH + LOOP_IN_SLOT, 0);
    }

    /** The slot of a loop; -1 when the node has no such loop. */
    int slotOf(int loop)
    {
        return slotWith(loop + 1);
    }

    private int slotWith(int value)
    {
        for (int slot = 0; slot < LOOPS; slot++)
        {
            if ((int)INT.getVolatile(memory, SLOTS_OFFSET + slot * SLOT_LENGTH + LOOP_IN_SLOT) == value)
            {
                return slot;
            }
        }
        return -1;
    }

    /** Numbers of the node's loops. */
    int[] loops()
    {
        int[] loops = new int[LOOPS];
        int count = 0;
        for (int slot = 0; slot < LOOPS; slot++)
        {
            int value = (int)INT.getVolatile(memory, SLOTS_OFFSET + slot * SLOT_LENGTH + LOOP_IN_SLOT);
            if (value > 0)
            {
                loops[count++] = value - 1;
            }
        }
        return Arrays.copyOf(loops, count);
    }

    int laneLength(int slot)
    {
        return (int)INT.get(memory, SLOTS_OFFSET + slot * SLOT_LENGTH + LANE_LENGTH_IN_SLOT);
    }

    void seal(int slot)
    {
        INT.setVolatile(memory, SLOTS_OFFSET + slot * SLOT_LENGTH + SEALED_IN_SLOT, 1);
    }

    boolean isSealed(int slot)
    {
        return (int)INT.getVolatile(memory, SLOTS_OFFSET + slot * SLOT_LENGTH + SEALED_IN_SLOT) != 0;
    }

    /** Odd while the loop sleeps, another odd number at each sleep. */
    long sleeps(int slot)
    {
        int offset = SLOTS_OFFSET + Objects.checkIndex(slot, LOOPS) * SLOT_LENGTH + SLEEPS_IN_SLOT;
        return UnsafeApi.getLongVolatile(null, address + offset);
    }

    void sleeps(int slot, long count)
    {
        LONG.setVolatile(memory, SLOTS_OFFSET + slot * SLOT_LENGTH + SLEEPS_IN_SLOT, count);
    }

    int counters()
    {
        return Math.max(0, Math.min(MAX_COUNTERS, (int)INT.get(memory, COUNTER_COUNT_OFFSET)));
    }

    long counter(int id)
    {
        return (long)LONG.getVolatile(memory, COUNTERS_OFFSET + id * Long.BYTES);
    }

    void counter(int id, long value)
    {
        LONG.setRelease(memory, COUNTERS_OFFSET + id * Long.BYTES, value);
    }

    /** Takes over all that changes; the loops keep their slots. */
    void copyFrom(NodeFile other)
    {
        memory.put(HEARTBEAT_OFFSET, other.memory, HEARTBEAT_OFFSET, LENGTH - HEARTBEAT_OFFSET);
        state(other.state());
    }

    private void writeText(int offset, String text)
    {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, TEXT_LENGTH);
        INT.set(memory, offset, length);
        memory.put(offset + Integer.BYTES, bytes, 0, length);
    }

    private String readText(int offset)
    {
        int length = (int)INT.get(memory, offset);
        if (length < 0 || length > TEXT_LENGTH)
        {
            return "";
        }
        byte[] bytes = new byte[length];
        memory.get(offset + Integer.BYTES, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The key of a node file on disk, see {@link SafeFiles#key}. */
    static Object key(Path folder) throws IOException
    {
        return SafeFiles.key(folder.resolve(NAME));
    }
}
