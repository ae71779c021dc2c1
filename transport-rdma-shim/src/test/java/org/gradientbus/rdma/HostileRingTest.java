package org.gradientbus.rdma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.spi.FrameHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * What a peer may write that has the key and the salt: it can stop its own ring, and nothing else.
 */
class HostileRingTest
{
    private static final int CAPACITY = 4096;
    private static final int MAX_FRAME_LENGTH = 500;
    private static final RingSpec SPEC = new RingSpec(CAPACITY, MAX_FRAME_LENGTH, 0x1234_5678_9ABCL);

    private final UnsafeBuffer memory =
        new UnsafeBuffer(ByteBuffer.allocateDirect(RingLayout.regionLength(CAPACITY)));
    private final Inside inside = new Inside();
    private RingReader reader;

    /** Reads all that it is given, and checks that it is not given more than a frame within the data. */
    private static final class Inside implements FrameHandler
    {
        private long frames;
        private long sum;

        @Override
        public void onFrame(DirectBuffer buffer, int offset, int length)
        {
            assertTrue(length >= 0 && length <= MAX_FRAME_LENGTH, "length=" + length);
            assertTrue(offset >= RingLayout.DATA_OFFSET, "offset=" + offset);
            assertTrue(offset + length <= RingLayout.regionLength(CAPACITY), "end=" + (offset + length));
            for (int i = 0; i < length; i++)
            {
                sum += buffer.getByte(offset + i);
            }
            frames++;
        }

        @Override
        public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
        {
            onFrame(buffer, offset, length);
        }
    }

    @BeforeEach
    void open()
    {
        reader = new RingReader(memory, SPEC);
    }

    /** Writes a record as a peer does that knows everything, with any length and tag. */
    private void forge(long position, int tag, int length, int recordLength)
    {
        int offset = RingLayout.DATA_OFFSET + ((int)position & CAPACITY - 1);
        long mark = RingLayout.mark(SPEC.salt(), position);
        memory.putLong(offset, mark);
        memory.putInt(offset + RingLayout.LENGTH_OFFSET, length);
        memory.putInt(offset + RingLayout.TAG_OFFSET, tag);
        long check = RecordCheck.ofHeader(mark, length, tag);
        if (tag != RingLayout.PADDING && recordLength >= RingLayout.ALIGNMENT)
        {
            int end = offset + recordLength - RingLayout.TRAILER_LENGTH;
            if (end + RingLayout.TRAILER_LENGTH <= memory.capacity())
            {
                memory.putLong(end, mark);
                check = new RecordCheck(memory).of(check, offset + RingLayout.HEADER_LENGTH,
                    end - offset - RingLayout.HEADER_LENGTH);
            }
        }
        memory.putLong(offset + RingLayout.CHECK_OFFSET, check);
    }

    @Test
    void shouldTakeAForgedRecordWhenItIsARightOne()
    {
        forge(0, RingLayout.NO_TAG, 100, RingLayout.recordLength(100));
        assertEquals(1, reader.poll(inside, 10));
        assertEquals(RingLayout.recordLength(100), reader.consumedPosition());
    }

    @Test
    void shouldStandStillWhenALengthIsFalse()
    {
        int[] lengths = { -1, Integer.MIN_VALUE, Integer.MAX_VALUE, MAX_FRAME_LENGTH + 1, CAPACITY, CAPACITY + 64 };
        for (int length : lengths)
        {
            forge(0, RingLayout.NO_TAG, length, Math.min(CAPACITY, Math.max(64, length & -64)));
            assertEquals(0, reader.poll(inside, 10), "length=" + length);
            assertTrue(reader.hasWork());
        }
        assertEquals(0, reader.consumedPosition());
    }

    @Test
    void shouldStandStillWhenPaddingIsFalse()
    {
        int[] lengths = { 0, -64, 1, 63, 65, CAPACITY + 64, Integer.MIN_VALUE, Integer.MAX_VALUE & -64 };
        for (int length : lengths)
        {
            forge(0, RingLayout.PADDING, length, 0);
            assertEquals(0, reader.poll(inside, 10), "length=" + length);
        }
        assertEquals(0, reader.consumedPosition());
    }

    @Test
    void shouldStandStillWhenARecordGoesBeyondTheEndOfTheData()
    {
        forge(0, RingLayout.PADDING, CAPACITY - 64, 0);
        forge(CAPACITY - 64, RingLayout.NO_TAG, 100, RingLayout.recordLength(100));
        assertEquals(0, reader.poll(inside, 10));
        assertEquals(CAPACITY - 64, reader.consumedPosition());
    }

    @Test
    void shouldStandStillWhenAnyByteOfARecordIsMissing()
    {
        for (int length : new int[] { 0, 1, 31, 32, 33, 64, 200, MAX_FRAME_LENGTH })
        {
            int recordLength = RingLayout.recordLength(length);
            for (int i = 0; i < length; i++)
            {
                memory.putByte(RingLayout.DATA_OFFSET + RingLayout.HEADER_LENGTH + i, (byte)(i * 7 + 1));
            }
            forge(0, RingLayout.NO_TAG, length, recordLength);
            for (int i = 0; i < recordLength; i++)
            {
                int offset = RingLayout.DATA_OFFSET + i;
                byte before = memory.getByte(offset);
                memory.putByte(offset, (byte)(before + 1));
                assertEquals(0, reader.poll(inside, 10), "length=" + length + " without byte " + i);
                memory.putByte(offset, before);
            }
        }
        assertTrue(reader.tornLooks() > 0);
        assertEquals(1, reader.poll(inside, 10));
    }

    @Test
    void shouldNotTakeARecordOfAnEarlierLap()
    {
        int recordLength = RingLayout.recordLength(0);
        for (long position = 0; position < 3L * CAPACITY; position += recordLength)
        {
            assertEquals(0, reader.poll(inside, 10));
            forge(position, RingLayout.NO_TAG, 0, recordLength);
            assertEquals(1, reader.poll(inside, 10));
        }
        assertFalse(reader.hasWork());
    }

    @Test
    void shouldReadNothingOutsideWhateverIsThere()
    {
        SplittableRandom random = new SplittableRandom(8);
        for (int round = 0; round < 200_000; round++)
        {
            long position = reader.consumedPosition();
            int offset = RingLayout.DATA_OFFSET + ((int)position & CAPACITY - 1);
            int length = random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(-10, MAX_FRAME_LENGTH + 10);
            int tag = random.nextInt(3);
            int recordLength =
                random.nextInt(4) == 0 ? random.nextInt(20) * 64 : RingLayout.recordLength(length & 1023);
            forge(position, tag, length, recordLength);
            if (random.nextInt(3) == 0)
            {
                memory.putByte(offset + random.nextInt(64), (byte)random.nextInt());
            }
            reader.poll(inside, 1 + random.nextInt(3));
            if (random.nextInt(1000) == 0)
            {
                for (int i = 0; i < memory.capacity(); i += 8)
                {
                    memory.putLong(i, random.nextLong());
                }
            }
        }
        assertTrue(inside.frames > 1000, "frames=" + inside.frames + " sum=" + inside.sum);
    }

    @Test
    void shouldBelieveNoCreditBeyondWhatWasSent()
    {
        Credits credits = new Credits(memory, 99);
        long[] positions = { -1, -64, Long.MIN_VALUE, Long.MAX_VALUE & -64, 1088, 1000, 512 };
        for (int slot = 0; slot < positions.length; slot++)
        {
            memory.putLong(slot * RingLayout.CREDIT_LENGTH, positions[slot]);
            memory.putLong(slot * RingLayout.CREDIT_LENGTH + 8, RingLayout.creditCheck(99, positions[slot]));
        }
        assertEquals(512, credits.look(1024));
        memory.putLong(0, 576);
        assertEquals(512, credits.look(1024));
    }
}
