package org.gradientbus.ipc;

import org.agrona.concurrent.UnsafeBuffer;
import org.gradientbus.Importance;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;

import java.nio.ByteBuffer;

/** A lane that is small and full of another lap's frames, so that a word of that lap is found when it is taken. */
class LaneState
{
    static final int LENGTH = 16;

    /** What a poll found: the frame's value, nothing, or a frame whose two halves differ. */
    static final int NOTHING = 0;
    static final int TORN = -1;

    final LaneSpec spec = new LaneSpec(1, 2, 3, 64, 512, 0);
    final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(spec.totalLength()));
    final LaneWriter writer;
    final LaneReader reader;

    /** As a node's file has it: the loop sleeps. */
    volatile boolean isSleeping;
    volatile boolean isRung;

    private final int[] found = new int[1];
    private final FrameHandler handler = (buffer, offset, length) ->
    {
        long first = buffer.getLong(offset);
        long second = buffer.getLong(offset + Long.BYTES);
        found[0] = first == second && length == LENGTH ? (int)first : TORN;
    };

    LaneState()
    {
        spec.format(memory);
        writer = new LaneWriter(memory, spec, new Doorbell()
        {
            @Override
            boolean isSleeping()
            {
                return LaneState.this.isSleeping;
            }

            @Override
            void ring()
            {
                isRung = true;
            }
        });
        reader = new LaneReader(memory, spec);
        for (int i = 0; i < 8; i++)
        {
            send(77);
            poll();
        }
    }

    /** True when it was accepted. */
    final boolean send(int value)
    {
        FrameClaim claim = claim(value);
        return claim != null && writer.commit(claim);
    }

    final void sendAndAbort(int value)
    {
        FrameClaim claim = claim(value);
        if (claim != null)
        {
            writer.abort(claim);
        }
    }

    final FrameClaim claim(int value)
    {
        FrameClaim claim = new FrameClaim();
        if (!writer.tryClaim(LENGTH, Importance.CRITICAL, claim).isAccepted())
        {
            return null;
        }
        claim.buffer().putLong(claim.offset(), value);
        claim.buffer().putLong(claim.offset() + Long.BYTES, value);
        return claim;
    }

    /** Polls one frame: its value, NOTHING or TORN. */
    final int poll()
    {
        found[0] = NOTHING;
        reader.poll(handler, 1);
        return found[0];
    }

    /** Polls what is there: each frame's value is a digit of what is told. */
    final int pollAll()
    {
        int digits = 0;
        for (int i = 0; i < 8; i++)
        {
            int value = poll();
            if (value == TORN)
            {
                return TORN;
            }
            digits = value == NOTHING ? digits : digits * 10 + value;
        }
        return reader.failure() == null ? digits : TORN;
    }
}
