package org.gradientbus.system;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A test of what the other tests lean on. */
class PayloadTest
{
    private static final long SENDER = 17;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Payload.MAX_LENGTH]);

    @Test
    void shouldBeWholeWhenNothingWasAltered()
    {
        for (long sequence = 0; sequence < 1000; sequence++)
        {
            Payload.write(buffer, 0, SENDER, sequence);
            assertTrue(Payload.isWhole(buffer, 0, Payload.length(SENDER, sequence)));
        }
    }

    @Test
    void shouldNotBeWholeWhenAnyByteOrTheLengthWasAltered()
    {
        int length = Payload.length(SENDER, 3);
        Payload.write(buffer, 0, SENDER, 3);
        for (int i = 0; i < length; i++)
        {
            buffer.putByte(i, (byte)(buffer.getByte(i) ^ 4));
            assertFalse(Payload.isWhole(buffer, 0, length));
            buffer.putByte(i, (byte)(buffer.getByte(i) ^ 4));
        }
        assertFalse(Payload.isWhole(buffer, 0, length - 1));
        assertFalse(Payload.isWhole(buffer, 0, length + 1));
        assertFalse(Payload.isWhole(buffer, 0, 0));
    }
}
