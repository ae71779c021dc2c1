package org.gradientbus.rdma;

import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Makes a number of 64 bits of a record, other when any of its bytes is of before. One of 32 bits would not do: of 2^32
 * looks at records that have half come one would pass, and a busy ring looks as often in some weeks. So it is two
 * checksums of different polynomials side by side; processors have instructions for both. Not against forgers.
 *
 * <p>For one thread at a time, as it sets the limits of a view.
 */
final class RecordCheck
{
    private static final long HEADER_FACTOR = 0x9FB21C651E98DF25L;

    private final ByteBuffer view;
    private final int base;
    private final CRC32C castagnoli = new CRC32C();
    private final CRC32 ethernet = new CRC32();

    /**
     * Of records in a region.
     *
     * @param memory over a direct buffer
     */
    RecordCheck(UnsafeBuffer memory)
    {
        view = memory.byteBuffer().duplicate();
        base = memory.wrapAdjustment();
    }

    /** The check of a record without a frame, and what the frame's is mixed with. */
    static long ofHeader(long mark, int length, int tag)
    {
        return RingLayout.mix(mark * HEADER_FACTOR + ((long)length << 32 | tag & 0xFFFF_FFFFL));
    }

    /**
     * The check of a record with a frame.
     *
     * @param header as {@link #ofHeader} made it
     * @param offset of the first byte behind the check
     * @param length of what is between it and the mark at the end
     */
    long of(long header, int offset, int length)
    {
        int begin = base + offset;
        castagnoli.reset();
        castagnoli.update(view.limit(begin + length).position(begin));
        ethernet.reset();
        ethernet.update(view.position(begin));
        return header ^ (castagnoli.getValue() << 32 | ethernet.getValue());
    }
}
