package org.gradientbus.ipc;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.util.Objects;

/**
 * The mapped memory of a lane. What is called for each frame is overridden: told that there is no array beneath, and
 * with a check of bounds that it knows by heart, the JIT leaves out what it cannot know of other buffers. The checks
 * are always on. See docs/adr/0013, which says the same of the PROCESS rung.
 */
final class LaneMemory extends UnsafeBuffer
{
    private static final boolean IS_LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    LaneMemory(MappedByteBuffer mapped)
    {
        super(mapped);
    }

    @Override
    public long getLongVolatile(int index)
    {
        return UnsafeApi.getLongVolatile(null, address(index, Long.BYTES));
    }

    @Override
    public void putLongVolatile(int index, long value)
    {
        UnsafeApi.putLongVolatile(null, address(index, Long.BYTES), value);
    }

    @Override
    public void putLongRelease(int index, long value)
    {
        UnsafeApi.putLongRelease(null, address(index, Long.BYTES), value);
    }

    @Override
    public int getIntVolatile(int index)
    {
        return UnsafeApi.getIntVolatile(null, address(index, Integer.BYTES));
    }

    @Override
    public long getLong(int index)
    {
        return UnsafeApi.getLong(address(index, Long.BYTES));
    }

    @Override
    public void putLong(int index, long value)
    {
        UnsafeApi.putLong(address(index, Long.BYTES), value);
    }

    @Override
    public long getLong(int index, ByteOrder order)
    {
        long value = getLong(index);
        return isNative(order) ? value : Long.reverseBytes(value);
    }

    @Override
    public void putLong(int index, long value, ByteOrder order)
    {
        putLong(index, isNative(order) ? value : Long.reverseBytes(value));
    }

    @Override
    public int getInt(int index)
    {
        return UnsafeApi.getInt(address(index, Integer.BYTES));
    }

    @Override
    public void putInt(int index, int value)
    {
        UnsafeApi.putInt(address(index, Integer.BYTES), value);
    }

    @Override
    public int getInt(int index, ByteOrder order)
    {
        int value = getInt(index);
        return isNative(order) ? value : Integer.reverseBytes(value);
    }

    private long address(int index, int size)
    {
        return addressOffset() + Objects.checkIndex(index, capacity() - size + 1);
    }

    private static boolean isNative(ByteOrder order)
    {
        return order == ByteOrder.LITTLE_ENDIAN == IS_LITTLE;
    }
}
