package org.gradientbus.rdma;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.gradientbus.Importance;
import org.gradientbus.SendStatus;
import org.gradientbus.spi.FrameClaim;
import org.gradientbus.spi.FrameHandler;

/**
 * Frames whose every byte follows from their number: so one that is torn, lost, doubled or out of turn is known.
 * Lengths and tags follow from it, too.
 */
final class Numbered implements FrameHandler
{
    /** For {@link #expect}: whatever comes first. */
    static final long ANY = -1;

    private static final int SHORTEST = 8;

    private final int maxFrameLength;
    private final FrameClaim claim = new FrameClaim();
    private long next;
    private long wrong;
    private String firstWrong = "";

    Numbered(int maxFrameLength)
    {
        this.maxFrameLength = maxFrameLength;
    }

    /** Sends the frame of that number, if there is room; every seventh is aborted first, every fifth trimmed. */
    boolean offer(RingWriter writer, long number)
    {
        int length = lengthOf(number);
        if (number % 7 == 0 && writer.tryClaim(tagOf(number), length, Importance.CRITICAL, claim).isAccepted())
        {
            writer.abort(claim);
        }
        boolean isTrimmed = number % 5 == 0;
        int claimed = isTrimmed ? Math.min(maxFrameLength, length + 200) : length;
        SendStatus status = writer.tryClaim(tagOf(number), claimed, Importance.CRITICAL, claim);
        if (!status.isAccepted())
        {
            return false;
        }
        write(claim.buffer(), claim.offset(), length, number);
        if (isTrimmed)
        {
            writer.trim(claim, length);
        }
        return writer.commit(claim);
    }

    int lengthOf(long number)
    {
        long mixed = RingLayout.mix(number + 77);
        // Mostly short ones, and now and then as long as may be.
        int most = mixed % 64 == 0 ? maxFrameLength : Math.min(maxFrameLength, 256);
        return SHORTEST + (int)Long.remainderUnsigned(mixed >>> 8, most - SHORTEST + 1);
    }

    private static int tagOf(long number)
    {
        return number % 3 == 0 ? RingLayout.NO_TAG : (int)number | 0x4000_0000;
    }

    private static void write(MutableDirectBuffer buffer, int offset, int length, long number)
    {
        buffer.putLong(offset, number);
        for (int i = SHORTEST; i < length; i++)
        {
            buffer.putByte(offset + i, byteAt(number, i));
        }
    }

    private static byte byteAt(long number, int index)
    {
        return (byte)(number * 0x9E37 + index * 7L);
    }

    @Override
    public void onFrame(DirectBuffer buffer, int offset, int length)
    {
        onTagged(RingLayout.NO_TAG, buffer, offset, length);
    }

    @Override
    public void onTagged(int tag, DirectBuffer buffer, int offset, int length)
    {
        long number = buffer.getLong(offset);
        if (next == ANY)
        {
            next = number;
        }
        if (number != next || length != lengthOf(number) || tag != tagOf(number) || !isWhole(buffer, offset, length))
        {
            wrong++;
            if (firstWrong.isEmpty())
            {
                firstWrong = "expected " + next + ", got " + number + " with length=" + length + " tag=" + tag;
            }
        }
        next++;
    }

    private boolean isWhole(DirectBuffer buffer, int offset, int length)
    {
        for (int i = SHORTEST; i < length; i++)
        {
            if (buffer.getByte(offset + i) != byteAt(next, i))
            {
                return false;
            }
        }
        return true;
    }

    /** The number after that of the frame that came last: how many came, if all did. */
    long received()
    {
        return next;
    }

    /** What came is expected to go on at this number. */
    void expect(long number)
    {
        next = number;
    }

    long wrong()
    {
        return wrong;
    }

    String firstWrong()
    {
        return firstWrong;
    }
}
