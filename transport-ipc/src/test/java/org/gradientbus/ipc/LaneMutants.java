package org.gradientbus.ipc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Memories that make of a right lane a wrong one: the mistakes that the enumeration has to find. */
final class LaneMutants
{
    private LaneMutants()
    {
    }

    /** Stores what belongs to a record after its mark. */
    static final class MarksBeforeTheFrame extends DyingMemory
    {
        private final List<Runnable> delayed = new ArrayList<>();

        MarksBeforeTheFrame(ByteBuffer shared)
        {
            super(shared);
        }

        @Override
        public void putLong(int index, long value)
        {
            delayed.add(() -> super.putLong(index, value));
        }

        @Override
        public void putByte(int index, byte value)
        {
            delayed.add(() -> super.putByte(index, value));
        }

        @Override
        public void putLongRelease(int index, long value)
        {
            super.putLongRelease(index, value);
            List<Runnable> now = List.copyOf(delayed);
            delayed.clear();
            now.forEach(Runnable::run);
        }
    }

    /** Wipes the marks of what was consumed, and only then tells that it was. */
    static final class ConsumerZeroes extends DyingMemory
    {
        private long told = getLong(LaneLayout.CONSUMED_OFFSET);

        ConsumerZeroes(ByteBuffer shared)
        {
            super(shared);
        }

        @Override
        public void putLongRelease(int index, long value)
        {
            if (index == LaneLayout.CONSUMED_OFFSET)
            {
                int mask = LaneSpec.read(this, "the mutant").capacity() - 1;
                for (; told != value; told += LaneLayout.ALIGNMENT)
                {
                    putLong(LaneLayout.markOffset((int)told & mask), 0);
                }
            }
            super.putLongRelease(index, value);
        }
    }

    /** Tells that a frame was consumed before the handler has had it. */
    static final class ConsumedBeforeTheHandler extends DyingMemory
    {
        private long told = getLong(LaneLayout.CONSUMED_OFFSET);
        private final int shift =
            Integer.numberOfTrailingZeros(LaneSpec.read(this, "the mutant").capacity());

        ConsumedBeforeTheHandler(ByteBuffer shared)
        {
            super(shared);
        }

        @Override
        public long getLongVolatile(int index)
        {
            long value = super.getLongVolatile(index);
            boolean isMark = index == LaneLayout.markOffset((int)told & (1 << shift) - 1);
            if (isMark && LaneLayout.isComplete(value, told, shift))
            {
                told += LaneLayout.recordLength(LaneLayout.length(value));
                putLongRelease(LaneLayout.CONSUMED_OFFSET, told);
            }
            return value;
        }
    }

    /** Takes a mark for good whatever lap it is of. */
    static final class IgnoresTheLap extends DyingMemory
    {
        private final LaneSpec spec = LaneSpec.read(this, "the mutant");

        IgnoresTheLap(ByteBuffer shared)
        {
            super(shared);
        }

        @Override
        public long getLongVolatile(int index)
        {
            long value = super.getLongVolatile(index);
            if (index < LaneLayout.HEADER_LENGTH || value == 0)
            {
                return value;
            }
            int indexOfRecord = (index - LaneLayout.HEADER_LENGTH) / Long.BYTES * LaneLayout.ALIGNMENT;
            long tail = LaneLayout.claimedPosition(getLong(LaneLayout.TAIL_OFFSET));
            long position = tail - ((int)tail - indexOfRecord & spec.capacity() - 1);
            int shift = Integer.numberOfTrailingZeros(spec.capacity());
            int length = LaneLayout.length(value);
            return LaneLayout.isPadding(value) ?
                LaneLayout.paddingMark(position, shift, length) : LaneLayout.frameMark(position, shift, length);
        }
    }
}
