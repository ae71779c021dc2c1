package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** A view must do what Agrona's buffer does, and never reach beyond its message. */
class ViewTest
{
    private static final int LENGTH = 48;
    private static final int AROUND = 64;

    /** One access, as it is written in both buffers; what a get gives is compared. */
    private record Access(int size, Function<MutableDirectBuffer, Function<Integer, Object>> onto)
    {
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadAndWriteWhatAgronaDoesWhenWithin(boolean isOutsideHeap)
    {
        final Random random = new Random(42);
        final UnsafeBuffer memory = memory(isOutsideHeap);
        final UnsafeBuffer expected = memory(isOutsideHeap);
        final View view = new View();
        view.wrap(memory, AROUND, LENGTH);
        final UnsafeBuffer plain = new UnsafeBuffer(expected, AROUND, LENGTH);
        for (int i = 0; i < 20_000; i++)
        {
            final List<Access> all = accesses(random.nextLong());
            final Access access = all.get(random.nextInt(all.size()));
            final int index = random.nextInt(LENGTH - access.size + 1);
            assertEquals(access.onto.apply(plain).apply(index), access.onto.apply(view).apply(index));
        }
        assertEquals(expected, memory);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldThrowAndTouchNothingWhenBeyond(boolean isOutsideHeap)
    {
        final UnsafeBuffer memory = memory(isOutsideHeap);
        final View view = new View();
        for (final int length : new int[] {0, 1, 3, 7, LENGTH})
        {
            view.wrap(memory, AROUND, length);
            for (final Access each : accesses(-1))
            {
                for (final int index : new int[] {-1, length - each.size + 1, length, Integer.MAX_VALUE,
                    Integer.MIN_VALUE})
                {
                    assertThrows(IndexOutOfBoundsException.class, () -> each.onto.apply(view).apply(index),
                        "length=" + length + " index=" + index + " size=" + each.size);
                }
            }
        }
        assertEquals(memory(isOutsideHeap), memory);
    }

    @Test
    void shouldCopyWhatAgronaCopiesWhenSourcesAndLengthsDiffer()
    {
        final Random random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            final int length = random.nextInt(100);
            final int index = random.nextInt(20);
            final int sourceIndex = random.nextInt(20);
            final UnsafeBuffer source = random.nextBoolean() ?
                new UnsafeBuffer(new byte[128]) : new UnsafeBuffer(ByteBuffer.allocateDirect(128));
            for (int j = 0; j < 128; j++)
            {
                source.putByte(j, (byte)random.nextInt());
            }
            final View view = View.allocate(128);
            final UnsafeBuffer plain = new UnsafeBuffer(new byte[128]);
            view.putBytes(index, source, sourceIndex, length);
            plain.putBytes(index, source, sourceIndex, length);
            assertEquals(plain, new UnsafeBuffer(view), "length=" + length);
        }
    }

    @Test
    void shouldCopyAsIfAtOnceWhenSourceAndTargetOverlap()
    {
        for (int length = 0; length < 70; length++)
        {
            for (int distance = -20; distance <= 20; distance++)
            {
                final View view = View.allocate(128);
                final UnsafeBuffer plain = new UnsafeBuffer(new byte[128]);
                for (int i = 0; i < 128; i++)
                {
                    view.putByte(i, (byte)i);
                    plain.putByte(i, (byte)i);
                }
                view.putBytes(30 + distance, view, 30, length);
                plain.putBytes(30 + distance, plain, 30, length);
                assertEquals(plain, new UnsafeBuffer(view), "length=" + length + " distance=" + distance);
            }
        }
    }

    @Test
    void shouldThrowWhenCopyReachesBeyondEitherEnd()
    {
        final View view = View.allocate(64);
        final UnsafeBuffer source = new UnsafeBuffer(new byte[64]);
        for (final int length : new int[] {8, 16, 64, 65, Integer.MAX_VALUE})
        {
            assertThrows(IndexOutOfBoundsException.class, () -> view.putBytes(65 - length, source, 0, length));
            assertThrows(IndexOutOfBoundsException.class, () -> view.putBytes(0, source, 65 - length, length));
            assertThrows(IndexOutOfBoundsException.class, () -> view.putBytes(-1, source, 0, length));
        }
    }

    private static List<Access> accesses(long value)
    {
        final List<Access> all = new ArrayList<>();
        final double number = Double.longBitsToDouble(value & 0x7FEF_FFFF_FFFF_FFFFL);
        final float small = Float.intBitsToFloat((int)value & 0x7F7F_FFFF);
        all.add(put(8, (buffer, index) -> buffer.putLong(index, value)));
        all.add(put(4, (buffer, index) -> buffer.putInt(index, (int)value)));
        all.add(put(2, (buffer, index) -> buffer.putShort(index, (short)value)));
        all.add(put(1, (buffer, index) -> buffer.putByte(index, (byte)value)));
        all.add(put(8, (buffer, index) -> buffer.putDouble(index, number)));
        all.add(put(4, (buffer, index) -> buffer.putFloat(index, small)));
        all.add(get(8, MutableDirectBuffer::getLong));
        all.add(get(4, MutableDirectBuffer::getInt));
        all.add(get(2, MutableDirectBuffer::getShort));
        all.add(get(1, MutableDirectBuffer::getByte));
        all.add(get(8, MutableDirectBuffer::getDouble));
        all.add(get(4, MutableDirectBuffer::getFloat));
        for (final ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN))
        {
            all.add(put(8, (buffer, index) -> buffer.putLong(index, value, order)));
            all.add(put(4, (buffer, index) -> buffer.putInt(index, (int)value, order)));
            all.add(put(2, (buffer, index) -> buffer.putShort(index, (short)value, order)));
            all.add(put(8, (buffer, index) -> buffer.putDouble(index, number, order)));
            all.add(put(4, (buffer, index) -> buffer.putFloat(index, small, order)));
            all.add(get(8, (buffer, index) -> buffer.getLong(index, order)));
            all.add(get(4, (buffer, index) -> buffer.getInt(index, order)));
            all.add(get(2, (buffer, index) -> buffer.getShort(index, order)));
            all.add(get(8, (buffer, index) -> buffer.getDouble(index, order)));
            all.add(get(4, (buffer, index) -> buffer.getFloat(index, order)));
        }
        return all;
    }

    private interface Put
    {
        void at(MutableDirectBuffer buffer, int index);
    }

    private interface Get
    {
        Object at(MutableDirectBuffer buffer, int index);
    }

    private static Access put(int size, Put put)
    {
        return new Access(size, (buffer) -> (index) ->
        {
            put.at(buffer, index);
            return "";
        });
    }

    private static Access get(int size, Get get)
    {
        return new Access(size, (buffer) -> (index) -> get.at(buffer, index));
    }

    private static UnsafeBuffer memory(boolean isOutsideHeap)
    {
        final int length = LENGTH + 2 * AROUND;
        return isOutsideHeap ? new UnsafeBuffer(ByteBuffer.allocateDirect(length)) : new UnsafeBuffer(new byte[length]);
    }
}
