package org.gradientbus.engine;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.Objects;

/**
 * An exact view of one message, wrapped anew for each. Followed by two cache lines of nothing, see {@link Padded}.
 *
 * <p>What generated codecs call for each field is overridden for memory outside the heap: told that there is no array
 * beneath, and with a check of bounds that it knows by heart, the JIT takes both out of loops. Codecs write and read
 * in half the time then. The checks cannot be switched off, not even by Agrona's property.
 */
final class View extends UnsafeBuffer
{
    private static final boolean IS_LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private static final int SHORT_COPY = 64;

    long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;

    View()
    {
        super(0, 0);
    }

    /** A view of memory of its own, outside the heap. */
    static View allocate(int length)
    {
        final View view = new View();
        view.wrap(BufferUtil.allocateDirectAligned(length, 2 * BitUtil.CACHE_LINE_LENGTH));
        return view;
    }

    /** From now on there is nothing to be read or written. Costs a store, where to wrap nothing costs a dozen loads. */
    void close()
    {
        capacity = 0;
    }

    @Override
    public long getLong(int index)
    {
        return isOutsideHeap() ? UnsafeApi.getLong(address(index, Long.BYTES)) : super.getLong(index);
    }

    @Override
    public void putLong(int index, long value)
    {
        if (isOutsideHeap())
        {
            UnsafeApi.putLong(address(index, Long.BYTES), value);
        }
        else
        {
            super.putLong(index, value);
        }
    }

    @Override
    public long getLong(int index, ByteOrder order)
    {
        final long value = getLong(index);
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
        return isOutsideHeap() ? UnsafeApi.getInt(address(index, Integer.BYTES)) : super.getInt(index);
    }

    @Override
    public void putInt(int index, int value)
    {
        if (isOutsideHeap())
        {
            UnsafeApi.putInt(address(index, Integer.BYTES), value);
        }
        else
        {
            super.putInt(index, value);
        }
    }

    @Override
    public int getInt(int index, ByteOrder order)
    {
        final int value = getInt(index);
        return isNative(order) ? value : Integer.reverseBytes(value);
    }

    @Override
    public void putInt(int index, int value, ByteOrder order)
    {
        putInt(index, isNative(order) ? value : Integer.reverseBytes(value));
    }

    @Override
    public short getShort(int index)
    {
        return isOutsideHeap() ? UnsafeApi.getShort(address(index, Short.BYTES)) : super.getShort(index);
    }

    @Override
    public void putShort(int index, short value)
    {
        if (isOutsideHeap())
        {
            UnsafeApi.putShort(address(index, Short.BYTES), value);
        }
        else
        {
            super.putShort(index, value);
        }
    }

    @Override
    public short getShort(int index, ByteOrder order)
    {
        final short value = getShort(index);
        return isNative(order) ? value : Short.reverseBytes(value);
    }

    @Override
    public void putShort(int index, short value, ByteOrder order)
    {
        putShort(index, isNative(order) ? value : Short.reverseBytes(value));
    }

    @Override
    public byte getByte(int index)
    {
        return isOutsideHeap() ? UnsafeApi.getByte(address(index, Byte.BYTES)) : super.getByte(index);
    }

    @Override
    public void putByte(int index, byte value)
    {
        if (isOutsideHeap())
        {
            UnsafeApi.putByte(address(index, Byte.BYTES), value);
        }
        else
        {
            super.putByte(index, value);
        }
    }

    @Override
    public double getDouble(int index)
    {
        return Double.longBitsToDouble(getLong(index));
    }

    @Override
    public void putDouble(int index, double value)
    {
        putLong(index, Double.doubleToRawLongBits(value));
    }

    @Override
    public double getDouble(int index, ByteOrder order)
    {
        return Double.longBitsToDouble(getLong(index, order));
    }

    @Override
    public void putDouble(int index, double value, ByteOrder order)
    {
        putLong(index, Double.doubleToRawLongBits(value), order);
    }

    @Override
    public float getFloat(int index)
    {
        return Float.intBitsToFloat(getInt(index));
    }

    @Override
    public void putFloat(int index, float value)
    {
        putInt(index, Float.floatToRawIntBits(value));
    }

    @Override
    public float getFloat(int index, ByteOrder order)
    {
        return Float.intBitsToFloat(getInt(index, order));
    }

    @Override
    public void putFloat(int index, float value, ByteOrder order)
    {
        putInt(index, Float.floatToRawIntBits(value), order);
    }

    /** Short messages are copied eight bytes at a time: that is quicker than the call that copies memory. */
    @Override
    public void putBytes(int index, DirectBuffer source, int sourceIndex, int length)
    {
        if (length > SHORT_COPY || length < Long.BYTES || !isOutsideHeap())
        {
            super.putBytes(index, source, sourceIndex, length);
            return;
        }
        final long to = address(index, length);
        source.boundsCheck(sourceIndex, length);
        final byte[] array = source.byteArray();
        final long from = source.addressOffset() + sourceIndex;
        if (array == null && Math.abs(to - from) < length)
        {
            super.putBytes(index, source, sourceIndex, length);
            return;
        }
        final int last = length - Long.BYTES;
        final long lastWord = UnsafeApi.getLong(array, from + last);
        for (int i = 0; i < last; i += Long.BYTES)
        {
            UnsafeApi.putLong(to + i, UnsafeApi.getLong(array, from + i));
        }
        UnsafeApi.putLong(to + last, lastWord);
    }

    private boolean isOutsideHeap()
    {
        return byteArray() == null;
    }

    /** Of a field; the JIT knows this check of bounds, and no other, well enough to take it out of a loop. */
    private long address(int index, int size)
    {
        return addressOffset() + Objects.checkIndex(index, capacity() - size + 1);
    }

    private static boolean isNative(ByteOrder order)
    {
        return order == ByteOrder.LITTLE_ENDIAN == IS_LITTLE;
    }
}
