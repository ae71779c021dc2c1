package org.gradientbus.ipc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Memories that make of a right lane a wrong one: the mistakes that the enumeration has to find. */
final class LaneMutants
{
    private LaneMutants()
    {
    }

    private static boolean isClaimMark(int index, long value)
    {
        return isRecordArea(index) && LaneLayout.isLookalike(value) && !LaneLayout.isComplete(value);
    }

    private static boolean isRecordArea(int index)
    {
        return index >= LaneLayout.DATA_OFFSET && index % LaneLayout.ALIGNMENT == 0;
    }

    /** Stores what belongs to a record after the mark that completes it. */
    static final class CompletesBeforeTheFrame extends DyingMemory
    {
        private final List<Runnable> delayed = new ArrayList<>();

        CompletesBeforeTheFrame(ByteBuffer shared)
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
            if (!isClaimMark(index, value))
            {
                List<Runnable> now = List.copyOf(delayed);
                delayed.clear();
                now.forEach(Runnable::run);
            }
        }
    }

    /** Never says that a record is claimed. */
    static final class MarksNoClaim extends DyingMemory
    {
        MarksNoClaim(ByteBuffer shared)
        {
            super(shared);
        }

        @Override
        public void putLongRelease(int index, long value)
        {
            if (!isClaimMark(index, value))
            {
                super.putLongRelease(index, value);
            }
        }
    }

    /** Says that a record is claimed when two words of the frame are there. */
    static final class MarksTheClaimLate extends DyingMemory
    {
        private final Map<Integer, Long> late = new LinkedHashMap<>();
        private int words;

        MarksTheClaimLate(ByteBuffer shared)
        {
            super(shared);
        }

        @Override
        public void putLong(int index, long value)
        {
            super.putLong(index, value);
            if (++words > 8)
            {
                markLate();
            }
        }

        @Override
        public void putLongRelease(int index, long value)
        {
            if (isClaimMark(index, value))
            {
                words = 0;
                late.put(index, value);
                return;
            }
            markLate();
            super.putLongRelease(index, value);
        }

        private void markLate()
        {
            late.forEach(super::putLongRelease);
            late.clear();
        }
    }

    /** Says of no record that it has words to be wiped. */
    static final class SeesNoLookalikes extends DyingMemory
    {
        private static final long LOOKALIKES = LaneLayout.withLookalikes(0);

        SeesNoLookalikes(ByteBuffer shared)
        {
            super(shared);
        }

        @Override
        public void putLongRelease(int index, long value)
        {
            super.putLongRelease(index, isRecordArea(index) ? value & ~LOOKALIKES : value);
        }
    }

    /** Wipes nothing. */
    static final class NeverClears extends DyingMemory
    {
        NeverClears(ByteBuffer shared)
        {
            super(shared);
        }

        @Override
        public void putLong(int index, long value)
        {
            // A consumer stores nothing else in this way.
        }
    }

    /** Tells that it has wiped, and does so a little later: as if the producer ran in between. */
    static final class ClearsTooLate extends DyingMemory
    {
        private final List<Integer> toClear = new ArrayList<>();
        private boolean isOverdue;

        ClearsTooLate(ByteBuffer shared)
        {
            super(shared);
        }

        @Override
        public void putLong(int index, long value)
        {
            toClear.add(index);
        }

        @Override
        public void putLongRelease(int index, long value)
        {
            if (isOverdue)
            {
                toClear.forEach((each) -> super.putLong(each, 0));
                toClear.clear();
            }
            super.putLongRelease(index, value);
            isOverdue = index == LaneLayout.CLEARED_OFFSET;
        }
    }

    /** Wipes before it tells that the frame was consumed. */
    static final class ClearsTooEarly extends DyingMemory
    {
        private long toTell;

        ClearsTooEarly(ByteBuffer shared)
        {
            super(shared);
        }

        @Override
        public void putLongRelease(int index, long value)
        {
            if (index == LaneLayout.CONSUMED_OFFSET)
            {
                toTell = value;
                return;
            }
            super.putLongRelease(LaneLayout.CONSUMED_OFFSET, toTell);
            super.putLongRelease(index, value);
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
                    putLong(LaneLayout.DATA_OFFSET + ((int)told & mask), 0);
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
            boolean isMark = index == LaneLayout.DATA_OFFSET + ((int)told & (1 << shift) - 1);
            if (isMark && LaneLayout.isComplete(value, told, shift))
            {
                told += LaneLayout.step(value);
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
            if (!isRecordArea(index) || !LaneLayout.isLookalike(value) || !LaneLayout.isComplete(value))
            {
                return value;
            }
            long tail = getLong(LaneLayout.CLAIMED_OFFSET);
            long position = tail - ((int)tail - (index - LaneLayout.DATA_OFFSET) & spec.capacity() - 1);
            int shift = Integer.numberOfTrailingZeros(spec.capacity());
            int length = LaneLayout.length(value);
            return LaneLayout.isPadding(value) ? LaneLayout.paddingMark(position, shift, length) :
                LaneLayout.frameMark(position, shift, length - LaneLayout.RECORD_HEADER_LENGTH);
        }
    }
}
