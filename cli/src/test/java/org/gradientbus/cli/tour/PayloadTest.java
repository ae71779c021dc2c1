package org.gradientbus.cli.tour;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PayloadTest
{
    private static final int OFFSET = 8;
    private static final int LENGTH = 100;
    private static final int LOOKED_AT_WHOLE = 128;

    private final Payload payload = new Payload(LENGTH);
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[OFFSET + LENGTH]);

    @Test
    void shouldBeRightWhenUntouched()
    {
        for (int length = Payload.LEAST_LENGTH; length <= LENGTH; length++)
        {
            payload.write(buffer, OFFSET, length, LOOKED_AT_WHOLE);

            assertTrue(payload.isRight(buffer, OFFSET, length, LOOKED_AT_WHOLE), "length=" + length);
        }
    }

    @Test
    void shouldBeWrongWhenAnotherIsExpected()
    {
        payload.write(buffer, OFFSET, LENGTH, 5);

        assertFalse(payload.isRight(buffer, OFFSET, LENGTH, 6));
    }

    @Test
    void shouldBeWrongWhenAnyByteIsDamaged()
    {
        for (int i = 0; i < LENGTH; i++)
        {
            payload.write(buffer, OFFSET, LENGTH, LOOKED_AT_WHOLE);
            buffer.putByte(OFFSET + i, (byte)~buffer.getByte(OFFSET + i));

            assertFalse(payload.isRight(buffer, OFFSET, LENGTH, LOOKED_AT_WHOLE), "damaged at " + i);
        }
    }
}
