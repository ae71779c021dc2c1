package org.gradientbus.engine;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Fuzzes the frame: what {@link Frame#wrap} and {@link Frame#wrapShort} accept can be read without leaving the slice,
 * whatever surrounds it. The corpus is in {@code FrameFuzzTestInputs/wrap} and {@code wrapShort}.
 */
class FrameFuzzTest
{
    private static final int MARGIN = 64;

    private final Frame frame = new Frame();

    @FuzzTest(maxDuration = "60s")
    void wrap(byte[] bytes)
    {
        final byte[] surrounded = new byte[MARGIN + bytes.length + MARGIN];
        Arrays.fill(surrounded, (byte)0xFF);
        System.arraycopy(bytes, 0, surrounded, MARGIN, bytes.length);

        if (frame.wrap(new UnsafeBuffer(surrounded), MARGIN, bytes.length))
        {
            assertTrue(frame.payloadOffset() >= MARGIN + Frame.HEADER_LENGTH);
            assertTrue(frame.payloadLength() >= 0);
            assertTrue(frame.payloadOffset() + frame.payloadLength() <= MARGIN + bytes.length);
            final UnsafeBuffer exact = new UnsafeBuffer(bytes);
            assertTrue(frame.wrap(exact, 0, bytes.length));
            readEverything();
        }
    }

    @FuzzTest(maxDuration = "60s")
    void wrapShort(byte[] bytes)
    {
        final byte[] surrounded = new byte[MARGIN + bytes.length + MARGIN];
        Arrays.fill(surrounded, (byte)0xFF);
        System.arraycopy(bytes, 0, surrounded, MARGIN, bytes.length);

        if (frame.wrapShort(new UnsafeBuffer(surrounded), MARGIN, bytes.length, 7))
        {
            assertTrue(frame.payloadOffset() >= MARGIN + FrameFields.SHORT_LENGTH);
            assertTrue(frame.payloadLength() >= 0);
            assertEquals(MARGIN + bytes.length, frame.payloadOffset() + frame.payloadLength());
            assertEquals(0, frame.hops());
            assertEquals(7, frame.toRef());
            assertTrue(frame.wrapShort(new UnsafeBuffer(bytes), 0, bytes.length, 7));
            readEverything();
        }
    }

    private void readEverything()
    {
        frame.toRef();
        frame.fromRef();
        frame.fromNode();
        frame.correlationId();
        frame.kind();
        frame.hasTimeLimit();
        frame.deadlineNs();
        frame.importance();
        frame.returnCode();
        frame.hops();
        frame.fromLoop();
        if (frame.kind() != Frame.KIND_CONTROL)
        {
            frame.messageKind();
        }
    }
}
