package org.gradientbus.codecs.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * What has to hold for any bytes whatever: nothing is thrown, and what is accepted can be walked inside the slice.
 */
final class Contract
{
    private static final int MARGIN = 64;

    private Contract()
    {
    }

    /**
     * Whether a schema's verifier accepts the bytes; fails when it throws, or when generated decoders disagree.
     */
    static boolean check(KnownSchema schema, byte[] bytes)
    {
        // Bytes of others lie around the slice, and ask for as much as they can.
        UnsafeBuffer shared = new UnsafeBuffer(new byte[bytes.length + 2 * MARGIN]);
        shared.setMemory(0, shared.capacity(), (byte)0xFF);
        shared.putBytes(MARGIN, bytes);

        int length = schema.verifier().verifyPrefix(shared, MARGIN, bytes.length);
        Verdict verdict = schema.verifier().verify(shared, MARGIN, bytes.length);
        if (length < 0)
        {
            assertEquals(Verdict.of(length), verdict);
            return false;
        }
        assertTrue(length > 0 && length <= bytes.length);
        assertTrue(verdict == Verdict.OK || verdict == Verdict.TRAILING_BYTES && length < bytes.length);

        // Decoders that see the verified prefix alone need no byte behind it.
        assertEquals(length, schema.walk(new UnsafeBuffer(shared, MARGIN, length)));
        return verdict == Verdict.OK;
    }
}
