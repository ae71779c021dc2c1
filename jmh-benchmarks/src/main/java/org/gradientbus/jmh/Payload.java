package org.gradientbus.jmh;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The bytes of every message: written in full and read in full, eight at a time.
 *
 * <p>Raw things have methods of their own that do the same: a call site that has seen the buffers of both sides is
 * compiled for both, and slower for each.
 */
public final class Payload
{
    private Payload()
    {
    }

    public static void write(MutableDirectBuffer buffer, int offset, int length, long value)
    {
        for (int i = 0; i < length; i += Long.BYTES)
        {
            buffer.putLong(offset + i, value + i);
        }
    }

    public static long read(DirectBuffer buffer, int offset, int length)
    {
        long sum = 0;
        for (int i = 0; i < length; i += Long.BYTES)
        {
            sum += buffer.getLong(offset + i);
        }
        return sum;
    }

    static void writeRaw(MutableDirectBuffer buffer, int offset, int length, long value)
    {
        for (int i = 0; i < length; i += Long.BYTES)
        {
            buffer.putLong(offset + i, value + i);
        }
    }

    static long readRaw(DirectBuffer buffer, int offset, int length)
    {
        long sum = 0;
        for (int i = 0; i < length; i += Long.BYTES)
        {
            sum += buffer.getLong(offset + i);
        }
        return sum;
    }

    static void writeAeron(MutableDirectBuffer buffer, int offset, int length, long value)
    {
        for (int i = 0; i < length; i += Long.BYTES)
        {
            buffer.putLong(offset + i, value + i);
        }
    }

    static long readAeron(DirectBuffer buffer, int offset, int length)
    {
        long sum = 0;
        for (int i = 0; i < length; i += Long.BYTES)
        {
            sum += buffer.getLong(offset + i);
        }
        return sum;
    }

    /** What {@link #read} gives of what {@link #write} wrote. */
    static long sum(int length, long value)
    {
        final long count = length / Long.BYTES;
        return count * value + Long.BYTES * (count * (count - 1) / 2);
    }

    /** The same of the messages 0, 1, ... count - 1. */
    public static long sumOfFirst(int length, long count)
    {
        return count * sum(length, 0) + length / Long.BYTES * (count * (count - 1) / 2);
    }
}
