package org.gradientbus.jmh.rig;

import org.HdrHistogram.Histogram;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;

/**
 * What one measurement gave.
 *
 * @param rate      messages a second that were to be sent; 0 one way, as many as there is room for
 * @param sent      messages
 * @param tookNs    from when the first was to be sent until the last was received
 * @param delayNs   for how long one of the two threads waited for a core that others had, the one that waited longer
 * @param histogram of round trips, in nanoseconds; empty one way
 */
record Measured(long rate, long sent, long tookNs, long delayNs, Histogram histogram)
{
    private static final String MARK = "measured";

    /** One that is below this share of its rate did not keep up. */
    private static final double KEPT_UP = 0.98;

    /** One whose threads waited longer than this share of it tells more of the machine than of the peer. */
    private static final double CALM = 0.1;

    boolean isOneWay()
    {
        return rate == 0;
    }

    /** Messages a second that there were. */
    double perSecond()
    {
        return (double)sent * TimeUnit.SECONDS.toNanos(1) / tookNs;
    }

    /** Did all go that were to go, in about the time that they were to take? */
    boolean hasKeptUp()
    {
        return isOneWay() || perSecond() >= KEPT_UP * rate;
    }

    /** Had both threads a core when they wanted one? */
    boolean isCalm()
    {
        return delayNs <= CALM * tookNs;
    }

    /** As a line of a process's output. */
    String toLine()
    {
        final ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        final int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        final byte[] bytes = new byte[length];
        buffer.rewind().get(bytes);
        return String.join(" ", MARK, Long.toString(rate), Long.toString(sent), Long.toString(tookNs),
            Long.toString(delayNs), Base64.getEncoder().encodeToString(bytes));
    }

    static boolean isLine(String text)
    {
        return text.startsWith(MARK + " ");
    }

    static Measured ofLine(String line)
    {
        final String[] words = line.split(" ");
        try
        {
            return new Measured(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(words[5])), NearReceiver.LONGEST_NS));
        }
        catch (final DataFormatException wrong)
        {
            throw new IllegalArgumentException("not a histogram: " + line, wrong);
        }
    }
}
